/** All phones side by side; on a narrow screen one of them, chosen by a tab. */

import { h, put, reconcile } from "./dom.js";
import { badge, PhoneView } from "./phone.js";

/** @typedef {import("./types.js").Phone} Phone */

const NARROW = matchMedia("(max-width: 760px)");

export class Board {
  /** @type {Map<number, PhoneView>} */
  #phones = new Map();
  #front = 0;

  /** @param {HTMLElement} root @param {HTMLElement} people */
  constructor(root, people) {
    this.root = root;
    this.people = people;
    NARROW.addEventListener("change", () => this.#arrange());
  }

  /** @param {Phone[]} phones everything, after the stream began anew */
  reset(phones) {
    for (const [id, view] of this.#phones) {
      if (phones.some((phone) => phone.id === id)) continue;
      view.root.remove();
      this.#phones.delete(id);
    }
    for (const phone of phones) this.#put(phone, true);
    this.#arrange();
  }

  /** @param {Phone} phone */
  update(phone) {
    const added = !this.#phones.has(phone.id);
    this.#put(phone, false);
    if (!added) return;
    this.#front = phone.id;
    this.#arrange();
    this.#phones.get(phone.id)?.root.scrollIntoView({ inline: "nearest", block: "nearest" });
  }

  /** @param {Phone} phone @param {boolean} past */
  #put(phone, past) {
    const view = this.#phones.get(phone.id);
    if (view) {
      view.update(phone);
      return;
    }
    const made = new PhoneView(phone, past, () => this.#drawPeople());
    this.#phones.set(phone.id, made);
    this.root.append(made.root);
    made.show(!NARROW.matches || phone.id === this.#front);
  }

  #arrange() {
    if (!this.#phones.has(this.#front)) this.#front = this.#phones.keys().next().value ?? 0;
    for (const [id, view] of this.#phones) view.show(!NARROW.matches || id === this.#front);
    this.#drawPeople();
  }

  #drawPeople() {
    reconcile(this.people, [...this.#phones.values()].map((view) => ({
      key: String(view.phone.id),
      sign: `${view.phone.initials} ${view.phone.name} ${view.unread}`,
      build: () => this.#person(view),
    })));
    for (const tab of this.people.children) {
      const here = tab instanceof HTMLElement && tab.dataset.person === String(this.#front);
      put(tab, "aria-current", here ? "true" : null);
    }
  }

  /** @param {PhoneView} view */
  #person(view) {
    const { id, initials, name } = view.phone;
    const tab = h(
      "button", { class: "person", "data-person": id },
      h("span", { class: "avatar avatar-small", "aria-hidden": "true", "data-tint": Math.abs(id) % 6, text: initials }),
      h("span", { class: "person-name", text: name.split(" ")[0] }),
      badge(view.unread),
    );
    tab.setAttribute("aria-label", `${name}${view.unread > 0 ? `, ${view.unread} pesan baru` : ""}`);
    tab.addEventListener("click", () => {
      this.#front = id;
      this.#arrange();
    });
    return tab;
  }
}
