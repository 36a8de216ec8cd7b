/** One bubble: a message, or an album of several. */

import { buildButtons } from "./buttons.js";
import { h } from "./dom.js";
import { enhance } from "./enhance.js";
import { timeText } from "./format.js";
import { icon } from "./icons.js";
import { buildMedia } from "./media.js";

/** @typedef {import("./types.js").Msg} Msg */
/** @typedef {import("./types.js").Scene} Scene */

const LONG_PRESS_MS = 550;

/**
 * @param {Msg[]} msgs one message, or the messages of one album in order
 * @param {Scene} scene
 * @returns {HTMLElement}
 */
export function buildMessage(msgs, scene) {
  const [first] = msgs;
  const told = msgs.find((msg) => msg.html !== "") ?? first;
  const only = first.media;
  const bare = msgs.length === 1 && only?.kind === "sticker";
  const bubble = h("div", { class: bare ? "bubble bubble-bare" : "bubble" });
  if (scene.group && !first.out) bubble.append(h("p", { class: "sender", text: first.from }));
  if (first.reply_to !== null && first.reply_to !== undefined) bubble.append(quote(first.reply_to, scene));
  if (msgs.length > 1) bubble.append(album(msgs, scene));
  else if (only) bubble.append(buildMedia(only, first, scene));
  bubble.append(words(told, scene));

  const node = h("article", {
    class: `msg ${first.out ? "msg-out" : "msg-in"}`,
    tabindex: "-1",
    "aria-label": first.out ? "Pesan terkirim" : `Pesan dari ${first.from}`,
  }, bubble, actions(told, scene));
  // In an album every picture is a message of its own and carries its own number.
  if (msgs.length === 1) node.dataset.message = String(first.id);
  const tapped = msgs.find((msg) => msg.buttons.length > 0);
  if (tapped) {
    node.classList.add("msg-buttons");
    node.append(buildButtons(tapped, scene));
  }
  openActionsByTouch(node);
  return node;
}

/** @param {Msg} msg @param {Scene} scene */
function words(msg, scene) {
  const html = h("span", { class: "html" });
  // The server has sanitised it: the few tags a bot may use, nothing else.
  html.innerHTML = msg.html;
  enhance(html, scene);
  const meta = h("span", { class: "meta" });
  if (msg.edited) meta.append(h("span", { class: "edited", text: "diedit" }), " ");
  meta.append(h("time", { datetime: msg.date, text: timeText(msg.date) }));
  return h("div", { class: msg.html === "" ? "words words-none" : "words" }, html, meta);
}

/** @param {Msg[]} msgs @param {Scene} scene */
function album(msgs, scene) {
  const files = msgs.some((msg) => msg.media?.kind === "document");
  const cells = msgs.map((msg) =>
    h("div", { class: "album-cell", "data-message": msg.id }, msg.media ? buildMedia(msg.media, msg, scene) : null));
  return h("div", { class: files ? "album album-files" : "album", "data-album": msgs[0].group, "data-count": msgs.length }, ...cells);
}

/** @param {number} id @param {Scene} scene */
function quote(id, scene) {
  const target = scene.find(id);
  const text = target ? excerpt(target) : "Pesan sebelumnya";
  const button = h(
    "button", { class: "quote", "data-quote": id },
    h("span", { class: "quote-from", text: target?.from ?? "Balasan" }),
    h("span", { class: "quote-text", text }),
  );
  button.addEventListener("click", () => scene.jump(id));
  return button;
}

/** @type {Record<string, string>} */
const MEDIA_WORDS = {
  photo: "Foto", album: "Foto", document: "Berkas", voice: "Pesan suara", video: "Video",
  sticker: "Stiker", contact: "Kontak", location: "Lokasi",
};

/** @param {Msg} msg @returns {string} one short line that stands for the message */
export function excerpt(msg) {
  const text = msg.text || MEDIA_WORDS[msg.media?.kind ?? ""] || "Pesan";
  return text.length > 90 ? `${text.slice(0, 89)}…` : text;
}

/** @param {Msg} msg @param {Scene} scene */
function actions(msg, scene) {
  const reply = h("button", { class: "plain", "data-reply": true, "aria-label": "Balas pesan ini", title: "Balas" }, icon("reply"));
  reply.addEventListener("click", () => scene.reply(msg));
  const box = h("div", { class: "actions" }, reply);
  if (msg.out && !msg.media) {
    const edit = h("button", { class: "plain", "data-edit": true, "aria-label": "Edit pesan ini", title: "Edit" }, icon("pencil"));
    edit.addEventListener("click", () => scene.edit(msg));
    box.append(edit);
  }
  return box;
}

/** @param {HTMLElement} node */
function openActionsByTouch(node) {
  let timer = 0;
  const show = () => {
    for (const other of document.querySelectorAll(".actions-open")) other.classList.remove("actions-open");
    node.classList.add("actions-open");
  };
  node.addEventListener("contextmenu", (event) => {
    if (event.target instanceof Element && event.target.closest("a")) return;
    event.preventDefault();
    show();
  });
  node.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") timer = setTimeout(show, LONG_PRESS_MS);
  });
  for (const name of ["pointerup", "pointercancel", "pointermove"]) {
    node.addEventListener(name, () => clearTimeout(timer));
  }
}

document.addEventListener("pointerdown", (event) => {
  if (event.target instanceof Element && event.target.closest(".actions-open")) return;
  for (const node of document.querySelectorAll(".actions-open")) node.classList.remove("actions-open");
});
