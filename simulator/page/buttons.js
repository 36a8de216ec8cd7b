/** The rows of buttons under a message. */

import { phoneApi } from "./api.js";
import { copyText } from "./clipboard.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { linkTo } from "./links.js";

/** @typedef {import("./types.js").Msg} Msg */
/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./types.js").InlineButton} InlineButton */

const WAIT_MS = 2000;

/** @type {WeakMap<Element, number>} */
const timers = new WeakMap();

/** @param {Msg} msg @param {Scene} scene */
export function buildButtons(msg, scene) {
  const rows = msg.buttons.map((row) =>
    h("div", { class: "inline-row" }, ...row.map((button) => buildButton(button, msg, scene))));
  return h("div", { class: "inline", role: "group", "aria-label": "Pilihan" }, ...rows);
}

/**
 * @param {InlineButton} button
 * @param {Msg} msg
 * @param {Scene} scene
 */
function buildButton(button, msg, scene) {
  const label = h("span", { class: "inline-label", text: button.text });
  const marks = { class: "inline-button", "data-tap": button.text };
  if (button.url !== null && button.url !== undefined) {
    return linkTo(button.url, scene.shell, marks, label, icon("link"));
  }
  if (button.copy !== null && button.copy !== undefined) {
    const text = button.copy;
    return h("button", { ...marks, onclick: async () => {
      scene.shell.toast((await copyText(text)) ? "Tersalin" : "Belum bisa menyalin di peramban ini");
    } }, label, icon("copy"));
  }
  const data = button.data;
  if (data === null || data === undefined) return h("button", { ...marks, disabled: true }, label);
  const node = h("button", { ...marks, "data-callback": data }, label, h("span", { class: "spinner", "aria-hidden": "true" }));
  node.addEventListener("click", () => void tap(node, msg.id, data, scene));
  return node;
}

/**
 * @param {HTMLButtonElement} node
 * @param {number} message
 * @param {string} data
 * @param {Scene} scene
 */
async function tap(node, message, data, scene) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  timers.set(node, setTimeout(() => calm(node), WAIT_MS));
  const sent = await scene.shell.run(phoneApi.tap(scene.user, scene.chat, message, data));
  if (!sent) calm(node);
}

/** @param {Element} node */
function calm(node) {
  node.removeAttribute("aria-busy");
  clearTimeout(timers.get(node));
}

/**
 * The bot has answered a tap of this chat.
 *
 * @param {Element} root
 */
export function calmButtons(root) {
  for (const node of root.querySelectorAll("[data-tap][aria-busy]")) calm(node);
}
