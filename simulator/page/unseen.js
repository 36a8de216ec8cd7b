/** Counts what came into a chat while it was not on the screen. */

/** @typedef {import("./types.js").Chat} Chat */

export class Unseen {
  /** @type {Map<number, {last: number, count: number}>} */
  #chats = new Map();

  /** @param {Chat[]} chats @param {(id: number) => boolean} onScreen */
  update(chats, onScreen) {
    for (const chat of chats) {
      const known = this.#chats.get(chat.id);
      const last = chat.messages.at(-1)?.id ?? 0;
      const fresh = known
        ? known.count + chat.messages.filter((msg) => !msg.out && msg.id > known.last).length
        : chat.unread;
      this.#chats.set(chat.id, { last, count: onScreen(chat.id) ? 0 : fresh });
    }
  }

  /** @param {number} id */
  seen(id) {
    const known = this.#chats.get(id);
    if (known) known.count = 0;
  }

  /** @param {number} id */
  count(id) {
    return this.#chats.get(id)?.count ?? 0;
  }

  total() {
    return [...this.#chats.values()].reduce((sum, chat) => sum + chat.count, 0);
  }
}
