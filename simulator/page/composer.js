/** Where the owner of the phone writes: field, send, attachments, commands, keyboard. */

import { phoneApi } from "./api.js";
import { attachEntries, filePickers } from "./attach.js";
import { h, put } from "./dom.js";
import { icon } from "./icons.js";
import { ReplyKeyboard } from "./keyboard.js";
import { attachMenu } from "./menu.js";
import { excerpt } from "./message.js";

/** @typedef {import("./types.js").Chat} Chat */
/** @typedef {import("./types.js").Msg} Msg */
/** @typedef {import("./types.js").Scene} Scene */

export class Composer {
  /** @type {{kind: "edit"|"reply", msg: Msg, draft: string}|null} */
  #mode = null;
  /** @type {Chat["commands"]} */
  #commands = [];
  /** @type {Msg|undefined} */
  #lastOwn;

  /** @param {Scene} scene @param {() => void} sent called after each sending */
  constructor(scene, sent) {
    this.scene = scene;
    this.sent = sent;
    this.root = h("div", { class: "composer" });
    this.strip = h("div", { class: "strip", "data-strip": true, hidden: true });
    this.input = h("textarea", {
      class: "input", rows: "1", "data-input": true, "aria-label": "Tulis pesan", placeholder: "Tulis pesan",
      autocomplete: "off", enterkeyhint: "send",
    });
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("input", () => this.#grow());
    const send = h("button", { class: "round send", "data-send": true, "aria-label": "Kirim", title: "Kirim" }, icon("send"));
    send.addEventListener("click", () => void this.#send());
    const attach = h("button", { class: "plain", "data-attach": true, "aria-label": "Lampirkan", title: "Lampirkan" }, icon("plus"));
    this.slash = h("button", { class: "plain slash", "data-commands": true, "aria-label": "Daftar perintah", title: "Daftar perintah", text: "/" });
    this.keyboard = new ReplyKeyboard(scene, sent);
    const pickers = filePickers(scene, sent);
    this.line = h("div", { class: "line" }, attach, this.slash, this.input, this.keyboard.toggle, send);
    this.writing = h("div", {}, this.strip, this.line, this.keyboard.root, pickers.photos, pickers.document);
    this.unblock = h("button", { class: "unblock", "data-unblock": true, text: "Buka blokir bot" });
    this.unblock.addEventListener("click", () => void scene.shell.run(phoneApi.block(scene.user, false)));
    this.blocked = h("div", { class: "blocked", hidden: true },
      h("p", { text: "Bot ini diblokir. Pesan tidak dapat dikirim atau diterima." }), this.unblock);
    this.root.append(this.blocked, this.writing);
    attachMenu(attach, this.root, "Lampirkan", () => attachEntries(scene, sent, pickers));
    attachMenu(this.slash, this.root, "Daftar perintah", () => this.#commandEntries());
  }

  /** @param {Chat} chat */
  update(chat) {
    this.#commands = chat.commands;
    this.#lastOwn = chat.messages.filter((msg) => msg.out && !msg.media).at(-1);
    this.blocked.hidden = !chat.blocked;
    this.writing.hidden = chat.blocked;
    // Where there are keys to press the commands make room, as on a real phone.
    this.slash.hidden = chat.commands.length === 0 || chat.keyboard !== null;
    put(this.input, "placeholder", chat.keyboard?.placeholder || "Tulis pesan");
    this.keyboard.update(chat.keyboard);
    const mode = this.#mode;
    if (mode && !chat.messages.some((msg) => msg.id === mode.msg.id)) this.#leave(true);
  }

  #commandEntries() {
    const { scene } = this;
    return this.#commands.map(({ command, description }) => ({
      label: `/${command}`,
      note: description,
      marks: { "data-command": command },
      run: () => {
        this.sent();
        void scene.shell.run(phoneApi.text(scene.user, scene.chat, `/${command}`, null));
      },
    }));
  }

  /** @param {Msg} msg */
  startEdit(msg) {
    this.#enter("edit", msg, "Edit pesan");
    this.input.value = msg.text;
    this.#grow();
    this.input.focus();
    this.input.setSelectionRange(msg.text.length, msg.text.length);
  }

  /** @param {Msg} msg */
  startReply(msg) {
    this.#enter("reply", msg, `Balas ${msg.out ? "pesan Anda" : msg.from}`);
    this.input.focus();
  }

  /** @param {"edit"|"reply"} kind @param {Msg} msg @param {string} title */
  #enter(kind, msg, title) {
    this.#leave(true);
    this.#mode = { kind, msg, draft: this.input.value };
    const cancel = h("button", { class: "plain", "data-strip-cancel": true, "aria-label": "Batal" }, icon("close"));
    cancel.addEventListener("click", () => {
      this.#leave(true);
      this.input.focus();
    });
    this.strip.replaceChildren(
      icon(kind === "edit" ? "pencil" : "reply"),
      h("span", { class: "strip-words" }, h("strong", { text: title }), h("span", { text: excerpt(msg) })),
      cancel,
    );
    this.strip.hidden = false;
  }

  /** @param {boolean} restore give back what was being written before the edit */
  #leave(restore) {
    const mode = this.#mode;
    this.#mode = null;
    this.strip.hidden = true;
    if (mode?.kind === "edit" && restore) this.input.value = mode.draft;
    this.#grow();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void this.#send();
    } else if (event.key === "Escape" && this.#mode) {
      this.#leave(true);
    } else if (event.key === "ArrowUp" && this.input.value === "" && this.#lastOwn) {
      event.preventDefault();
      this.startEdit(this.#lastOwn);
    }
  }

  async #send() {
    const text = this.input.value.trim();
    if (text === "") return;
    const { scene } = this;
    const mode = this.#mode;
    this.input.value = "";
    this.#mode = null;
    this.strip.hidden = true;
    if (mode?.kind === "edit") this.input.value = mode.draft;
    this.#grow();
    this.input.focus({ preventScroll: true });
    this.sent();
    const done = await scene.shell.run(
      mode?.kind === "edit"
        ? phoneApi.edit(scene.user, scene.chat, mode.msg.id, text)
        : phoneApi.text(scene.user, scene.chat, text, mode?.msg.id ?? null),
    );
    // What could not be sent is not lost, unless something new is being written.
    if (!done && this.input.value === "") {
      this.input.value = text;
      this.#grow();
    }
  }

  #grow() {
    this.input.style.height = "auto";
    if (this.input.scrollHeight > 0) this.input.style.height = `${Math.min(this.input.scrollHeight, 132)}px`;
  }
}
