/** One conversation: its messages, kept in place, and the composer below. */

import { phoneApi } from "./api.js";
import { calmButtons } from "./buttons.js";
import { Composer } from "./composer.js";
import { h, reconcile } from "./dom.js";
import { dayText } from "./format.js";
import { icon } from "./icons.js";
import { buildMessage } from "./message.js";

/** @typedef {import("./types.js").Chat} Chat */
/** @typedef {import("./types.js").Msg} Msg */
/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./dom.js").Item} Item */

const NEAR_BOTTOM = 60;

export class ChatView {
  /** @type {Map<number, Msg>} */
  #byId = new Map();
  #stuck = true;
  #top = 0;
  #missed = 0;
  #last = 0;
  #seq = 0;

  /**
   * @param {import("./shell.js").Shell} shell
   * @param {Chat} chat
   * @param {boolean} past whether what it shows was there before the page was opened
   */
  constructor(shell, chat, past) {
    this.shell = shell;
    if (past) this.#seq = chat.toast?.seq ?? 0;
    /** @type {Scene} */
    this.scene = {
      user: shell.user, chat: chat.id, group: chat.kind === "group", shell,
      find: (id) => this.#byId.get(id),
      jump: (id) => this.#jump(id),
      edit: (msg) => this.composer.startEdit(msg),
      reply: (msg) => this.composer.startReply(msg),
    };
    this.inner = h("div", { class: "log-inner" });
    this.log = h("div", {
      class: "log", role: "log", tabindex: "0", "aria-live": "polite", "aria-relevant": "additions",
      "aria-label": `Percakapan ${chat.title}`, "data-log": true,
    }, this.inner);
    this.fresh = h("button", { class: "to-bottom", "data-to-bottom": true, hidden: true });
    this.fresh.addEventListener("click", () => this.toBottom());
    this.composer = new Composer(this.scene, () => this.toBottom());
    this.root = h("div", { class: "chat", "data-chat": chat.id },
      h("div", { class: "log-frame" }, this.log, this.fresh), this.composer.root);

    this.log.addEventListener("scroll", () => this.#scrolled());
    const watch = new ResizeObserver(() => {
      if (this.#stuck) this.#pin();
    });
    watch.observe(this.inner);
    watch.observe(this.log);
    this.update(chat);
  }

  /** @param {Chat} chat */
  update(chat) {
    this.#byId = new Map(chat.messages.map((msg) => [msg.id, msg]));
    reconcile(this.inner, this.#items(chat));
    this.composer.update(chat);
    this.#countMissed(chat);
    this.#answer(chat);
    if (this.#stuck) this.#pin();
  }

  /** @param {Chat} chat @returns {Item[]} */
  #items(chat) {
    if (chat.messages.length === 0) return [this.#empty(chat)];
    /** @type {Item[]} */
    const items = [];
    let day = "";
    for (const msgs of albums(chat.messages)) {
      const [first] = msgs;
      const today = dayText(first.date);
      if (today !== day) {
        items.push({ key: `day ${today}`, sign: "", build: () => h("p", { class: "day" }, h("span", { text: today })) });
        day = today;
      }
      const quoted = first.reply_to === null ? "" : this.#byId.get(first.reply_to)?.text;
      items.push({
        key: msgs.length > 1 ? `album ${first.group}` : `msg ${first.id}`,
        sign: JSON.stringify([msgs, quoted]),
        build: () => buildMessage(msgs, this.scene),
      });
    }
    return items;
  }

  /** @param {Chat} chat @returns {Item} */
  #empty(chat) {
    const build = () => {
      const hint = chat.kind === "private"
        ? "Belum ada percakapan. Ketuk MULAI untuk menyapa Klinik Ekspor."
        : "Belum ada pesan di grup ini.";
      const box = h("div", { class: "empty" }, h("p", { text: hint }));
      if (chat.kind === "private") {
        const start = h("button", { class: "start", "data-start": true, text: "MULAI" });
        start.addEventListener("click", () => void this.shell.run(phoneApi.start(this.shell.user)));
        box.append(start);
      }
      return box;
    };
    return { key: "empty", sign: "", build };
  }

  /** @param {Chat} chat */
  #countMissed(chat) {
    const newest = chat.messages.at(-1)?.id ?? 0;
    if (this.#stuck) this.#missed = 0;
    else this.#missed += chat.messages.filter((msg) => msg.id > this.#last && !msg.out).length;
    this.#last = newest;
    this.#showFresh();
  }

  #showFresh() {
    this.fresh.hidden = this.#stuck;
    const label = this.#missed > 0 ? `${this.#missed} pesan baru` : "Ke bawah";
    if (this.fresh.textContent === label) return;
    // Without news the arrow says enough and hides less of the chat.
    const words = h("span", { class: this.#missed > 0 ? null : "offscreen", text: label });
    this.fresh.replaceChildren(icon("down"), words);
  }

  /** @param {Chat} chat */
  #answer(chat) {
    const toast = chat.toast;
    if (!toast || toast.seq === this.#seq) return;
    this.#seq = toast.seq;
    calmButtons(this.inner);
    if (toast.text === "") return;
    if (toast.alert) this.shell.alert(toast.text);
    else this.shell.toast(toast.text);
  }

  #scrolled() {
    if (!this.root.isConnected || this.log.clientHeight === 0) return;
    this.#top = this.log.scrollTop;
    this.#stuck = this.log.scrollHeight - this.log.clientHeight - this.#top < NEAR_BOTTOM;
    if (this.#stuck) this.#missed = 0;
    this.#showFresh();
  }

  #pin() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  toBottom() {
    this.#stuck = true;
    this.#missed = 0;
    this.#showFresh();
    this.#pin();
  }

  /** Taken out of the page, a view loses its scroll; give it back. */
  shown() {
    if (this.#stuck) this.#pin();
    else this.log.scrollTop = this.#top;
  }

  /** @param {number} id */
  #jump(id) {
    const node = this.inner.querySelector(`[data-message="${id}"]`);
    if (!(node instanceof HTMLElement)) return;
    node.scrollIntoView({ block: "center" });
    node.classList.add("msg-found");
    setTimeout(() => node.classList.remove("msg-found"), 1500);
  }
}

/** @param {Msg[]} messages @returns {Msg[][]} neighbours of one album together */
function albums(messages) {
  /** @type {Msg[][]} */
  const runs = [];
  for (const msg of messages) {
    const run = runs.at(-1);
    if (run && msg.group !== null && run[0].group === msg.group && run[0].out === msg.out) run.push(msg);
    else runs.push([msg]);
  }
  return runs;
}
