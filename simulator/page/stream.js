/** Keeps the page in step with the server: one stream, and a fresh state whenever it broke. */

import { fetchState } from "./api.js";

/** @typedef {import("./types.js").Bar} Bar */
/** @typedef {import("./types.js").Phone} Phone */

/**
 * @typedef {Object} Listener
 * @property {(state: {bar: Bar, phones: Phone[]}) => void} state
 * @property {(bar: Bar) => void} bar
 * @property {(phone: Phone) => void} phone
 * @property {(up: boolean) => void} link
 */

const RETRY_MS = 1500;

/** @param {Listener} listener */
export function follow(listener) {
  const source = new EventSource("/sim/events");
  // Events that overtake the state wait for it: an older state applied on top of
  // a newer event would stay wrong until the next change.
  /** @type {(() => void)[]|null} */
  let waiting = [];
  let over = false;

  /** @param {() => void} apply */
  const pass = (apply) => {
    if (waiting) waiting.push(apply);
    else apply();
  };

  const restart = () => {
    if (over) return;
    over = true;
    source.close();
    listener.link(false);
    setTimeout(() => follow(listener), RETRY_MS);
  };

  source.addEventListener("open", async () => {
    const state = await fetchState().catch(() => null);
    if (over) return;
    if (!state) {
      restart();
      return;
    }
    listener.state(state);
    listener.link(true);
    const queued = waiting ?? [];
    waiting = null;
    for (const apply of queued) apply();
  });
  source.addEventListener("bar", (event) => pass(() => listener.bar(JSON.parse(event.data))));
  source.addEventListener("phone", (event) => pass(() => listener.phone(JSON.parse(event.data))));
  source.addEventListener("error", restart);
}
