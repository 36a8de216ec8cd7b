/** What a messenger makes touchable inside a text: links, commands, code, spoilers. */

import { phoneApi } from "./api.js";
import { copyText } from "./clipboard.js";
import { h } from "./dom.js";
import { dressLink } from "./links.js";

/** @typedef {import("./types.js").Scene} Scene */

const COMMAND = /(^|[\s(])(\/[a-z][a-z0-9_]{0,31})(?![\w/])/g;

/** @param {HTMLElement} root @param {Scene} scene */
export function enhance(root, scene) {
  for (const link of root.querySelectorAll("a")) dressLink(link, link.getAttribute("href") ?? "", scene.shell);
  for (const spoiler of root.querySelectorAll(".tg-spoiler, tg-spoiler")) veil(/** @type {HTMLElement} */ (spoiler));
  for (const code of root.querySelectorAll("code, pre")) {
    if (!code.parentElement?.closest("pre")) copyable(/** @type {HTMLElement} */ (code), scene);
  }
  for (const text of plainTexts(root)) linkCommands(text, scene);
}

/** @param {HTMLElement} node @param {() => void} act */
function touchable(node, act) {
  node.tabIndex = 0;
  node.setAttribute("role", "button");
  node.addEventListener("click", act);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  });
}

/** @param {HTMLElement} node */
function veil(node) {
  node.classList.add("veiled");
  node.setAttribute("aria-label", "Teks tersembunyi, ketuk untuk melihat");
  touchable(node, () => {
    node.classList.remove("veiled");
    node.removeAttribute("aria-label");
  });
}

/** @param {HTMLElement} node @param {Scene} scene */
function copyable(node, scene) {
  const text = node.textContent ?? "";
  node.title = "Ketuk untuk menyalin";
  touchable(node, async () => {
    scene.shell.toast((await copyText(text)) ? "Tersalin" : "Belum bisa menyalin di peramban ini");
  });
}

/** @param {HTMLElement} root @returns {Text[]} */
function plainTexts(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  /** @type {Text[]} */
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement?.closest("a, code, pre, .veiled")) found.push(/** @type {Text} */ (node));
  }
  return found;
}

/** @param {Text} text @param {Scene} scene */
function linkCommands(text, scene) {
  const source = text.data;
  /** @type {(Node|string)[]} */
  const pieces = [];
  let done = 0;
  for (const match of source.matchAll(COMMAND)) {
    const start = match.index + match[1].length;
    pieces.push(source.slice(done, start), commandButton(match[2], scene));
    done = start + match[2].length;
  }
  if (done === 0) return;
  pieces.push(source.slice(done));
  text.replaceWith(...pieces);
}

/** @param {string} command @param {Scene} scene */
function commandButton(command, scene) {
  const send = () => void scene.shell.run(phoneApi.text(scene.user, scene.chat, command, null));
  return h("button", { class: "command-link", "data-command": command.slice(1), text: command, onclick: send });
}
