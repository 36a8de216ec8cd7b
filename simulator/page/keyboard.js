/** The reply keyboard the bot may lay under the field. */

import { phoneApi } from "./api.js";
import { h, put } from "./dom.js";
import { icon } from "./icons.js";
import { openLocation } from "./location.js";

/** @typedef {import("./types.js").Keyboard} Keyboard */
/** @typedef {import("./types.js").KeyboardButton} KeyboardButton */
/** @typedef {import("./types.js").Scene} Scene */

export class ReplyKeyboard {
  #sign = "null";
  #open = false;

  /** @param {Scene} scene @param {() => void} sent */
  constructor(scene, sent) {
    this.scene = scene;
    this.sent = sent;
    this.root = h("div", { class: "keyboard", role: "group", "aria-label": "Tombol jawaban", "data-keyboard": true, hidden: true });
    this.toggle = h("button", { class: "plain", "data-keyboard-toggle": true, "aria-label": "Tombol jawaban", title: "Tombol jawaban", hidden: true }, icon("keyboard"));
    this.toggle.addEventListener("click", () => this.#show(!this.#open));
  }

  /** @param {Keyboard|null} keyboard */
  update(keyboard) {
    const sign = JSON.stringify(keyboard);
    if (sign === this.#sign) return;
    this.#sign = sign;
    this.toggle.hidden = keyboard === null;
    const rows = (keyboard?.rows ?? []).map((row) =>
      h("div", { class: "keyboard-row" }, ...row.map((button) => this.#button(button, keyboard?.one_time ?? false))));
    this.root.replaceChildren(...rows);
    this.#show(keyboard !== null);
  }

  /** @param {boolean} open */
  #show(open) {
    this.#open = open;
    this.root.hidden = !open;
    put(this.toggle, "aria-expanded", open ? "true" : "false");
  }

  /** @param {KeyboardButton} button @param {boolean} oneTime */
  #button(button, oneTime) {
    const sign = button.kind === "text" ? null : icon(button.kind);
    const node = h("button", { class: "key", "data-press": button.text, "data-kind": button.kind },
      sign, h("span", { text: button.text }));
    const used = () => {
      this.sent();
      if (oneTime) this.#show(false);
    };
    node.addEventListener("click", () => this.#press(button, used));
    return node;
  }

  /** @param {KeyboardButton} button @param {() => void} used */
  #press(button, used) {
    const { user, chat, shell } = this.scene;
    if (button.kind === "location") {
      // The place is still to be chosen; the keyboard stays until it is sent.
      openLocation(this.scene, used);
      return;
    }
    used();
    void shell.run(button.kind === "contact" ? phoneApi.contact(user, chat) : phoneApi.press(user, chat, button.text));
  }
}
