/** One person's phone: header, chats, and the conversation in front. */

import { phoneApi } from "./api.js";
import { ChatView } from "./chat.js";
import { h, put, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { attachMenu } from "./menu.js";
import { Shell } from "./shell.js";
import { Unseen } from "./unseen.js";

/** @typedef {import("./types.js").Phone} Phone */
/** @typedef {import("./types.js").Chat} Chat */
/** @typedef {import("./menu.js").Entry} Entry */

export class PhoneView {
  /** @type {Map<number, ChatView>} */
  #views = new Map();
  #front = 0;
  #unseen = new Unseen();

  /** @param {Phone} phone @param {boolean} past @param {() => void} changed tells when unread counts moved */
  constructor(phone, past, changed) {
    this.phone = phone;
    this.past = past;
    this.changed = changed;
    this.visible = true;
    this.shell = new Shell(phone.id, `HP ${phone.name}`);
    this.root = this.shell.root;
    this.avatar = h("span", { class: "avatar", "aria-hidden": "true" });
    this.title = h("h2", { class: "phone-title" });
    this.owner = h("p", { class: "phone-owner", "data-owner": true });
    const menu = h("button", { class: "plain", "data-menu": true, "aria-label": `Menu HP ${phone.name}`, title: "Menu" }, icon("dots"));
    const head = h("header", { class: "phone-head" }, this.avatar,
      h("div", { class: "phone-names" }, this.title, this.owner), menu);
    this.tabs = h("nav", { class: "chat-tabs", "aria-label": "Percakapan", hidden: true });
    this.stage = h("div", { class: "stage" });
    this.shell.body.append(head, this.tabs, this.stage);
    attachMenu(menu, head, "Menu HP", () => this.#menu());
    // A link in a group leads into the private chat with the bot.
    this.root.addEventListener("private-chat", () => {
      this.#bringFront(this.phone.chats.find((chat) => chat.kind === "private")?.id ?? 0);
      this.#draw();
    });
    this.update(phone);
  }

  /** @param {Phone} phone */
  update(phone) {
    this.phone = phone;
    for (const chat of phone.chats) {
      const view = this.#views.get(chat.id);
      if (view) view.update(chat);
      else this.#views.set(chat.id, new ChatView(this.shell, chat, this.past));
    }
    for (const id of this.#views.keys()) {
      if (!phone.chats.some((chat) => chat.id === id)) this.#views.delete(id);
    }
    // A chat that appears later brings its own news; nothing of it was there before.
    this.past = false;
    this.#unseen.update(phone.chats, (id) => this.visible && id === this.#front);
    if (!this.#views.has(this.#front)) this.#bringFront(phone.chats[0]?.id ?? 0);
    this.#draw();
  }

  /** @param {boolean} visible whether this phone is the one on a narrow screen */
  show(visible) {
    this.visible = visible;
    this.root.classList.toggle("phone-away", !visible);
    if (visible) {
      this.#unseen.seen(this.#front);
      this.#views.get(this.#front)?.shown();
      this.#draw();
    }
  }

  /** @returns {number} messages the owner has not had before the eyes */
  get unread() {
    return this.#unseen.total();
  }

  /** @param {number} id */
  #bringFront(id) {
    const view = this.#views.get(id);
    if (!view) return;
    this.#front = id;
    this.stage.replaceChildren(view.root);
    view.shown();
    if (this.visible) this.#unseen.seen(id);
  }

  #draw() {
    const { phone } = this;
    const front = phone.chats.find((chat) => chat.id === this.#front);
    put(this.avatar, "text", phone.initials);
    put(this.avatar, "data-tint", String(Math.abs(phone.id) % 6));
    put(this.title, "text", front?.title ?? "Klinik Ekspor");
    put(this.owner, "text", `${phone.name} · ${phone.role}`);
    put(this.owner, "title", `${phone.name}, ${phone.role}, ${phone.phone}`);
    this.tabs.hidden = phone.chats.length < 2;
    if (phone.chats.length > 1) reconcile(this.tabs, phone.chats.map((chat) => this.#tab(chat)));
    for (const tab of this.tabs.children) {
      put(tab, "aria-current", tab instanceof HTMLElement && tab.dataset.chatTab === String(this.#front) ? "true" : null);
    }
    this.changed();
  }

  /** @param {Chat} chat */
  #tab(chat) {
    const count = this.#unseen.count(chat.id);
    return {
      key: String(chat.id),
      sign: `${chat.title} ${chat.kind} ${count}`,
      build: () => {
        const tab = h("button", { class: "chat-tab", "data-chat-tab": chat.id },
          h("span", { class: "chat-tab-title", text: chat.title }), badge(count));
        tab.addEventListener("click", () => {
          this.#bringFront(chat.id);
          this.#draw();
        });
        return tab;
      },
    };
  }

  /** @returns {Entry[]} */
  #menu() {
    const { shell } = this;
    const blocked = this.phone.chats.some((chat) => chat.kind === "private" && chat.blocked);
    return [
      { label: "Kirim /start", icon: "play", marks: { "data-menu-item": "start" },
        run: () => void shell.run(phoneApi.start(shell.user)) },
      { label: "Buka tautan undangan…", icon: "key", marks: { "data-menu-item": "payload" }, run: () => this.#askPayload() },
      blocked
        ? { label: "Buka blokir bot", icon: "open", marks: { "data-menu-item": "unblock" },
            run: () => void shell.run(phoneApi.block(shell.user, false)) }
        : { label: "Blokir bot", icon: "block", marks: { "data-menu-item": "block" },
            run: () => void shell.run(phoneApi.block(shell.user, true)) },
    ];
  }

  #askPayload() {
    const { shell } = this;
    const input = h("input", { type: "text", autocomplete: "off", "data-payload": true, "data-focus": true });
    const form = h(
      "form", { class: "sheet-form" },
      h("label", { class: "field" }, h("span", { text: "Tautan t.me atau kodenya" }), input),
      h("button", { class: "primary", type: "submit", "data-sheet-send": true, text: "Mulai dengan kode ini" }),
    );
    const sheet = shell.sheet("Buka tautan undangan", [form]);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const payload = input.value.trim().replace(/^.*[?&]start=/, "");
      if (payload === "") return;
      sheet.close();
      void shell.run(phoneApi.start(shell.user, payload));
    });
  }
}

/** @param {number} count @returns {HTMLElement|null} */
export function badge(count) {
  if (count === 0) return null;
  return h("span", { class: "badge" }, String(count), h("span", { class: "offscreen", text: " pesan baru" }));
}
