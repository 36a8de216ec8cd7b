/** Starts the page: the bar, the board of phones, and the stream that feeds both. */

import { BarView } from "./bar.js";
import { Board } from "./board.js";
import { follow } from "./stream.js";

/** @param {string} selector @returns {HTMLElement} */
function need(selector) {
  const node = document.querySelector(selector);
  if (!(node instanceof HTMLElement)) throw new Error(`index.html lacks ${selector}`);
  return node;
}

const bar = new BarView(need("[data-bar]"), need("[data-page-toasts]"));
const board = new Board(need("[data-board]"), need("[data-people]"));
const lost = need("[data-link-lost]");

follow({
  state(state) {
    bar.update(state.bar);
    board.reset(state.phones);
  },
  bar: (value) => bar.update(value),
  phone: (phone) => board.update(phone),
  link(up) {
    lost.hidden = up;
  },
});
