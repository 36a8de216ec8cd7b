/** A small menu that opens over the page next to the button that asked for it. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

/**
 * @typedef {Object} Entry
 * @property {string} label
 * @property {string} [note] a second line
 * @property {import("./icons.js").IconName} [icon]
 * @property {Record<string, string>} [marks] data attributes
 * @property {() => void} run
 */

/**
 * Make `trigger` open and close a menu placed in `host`. The entries are asked
 * for on every opening, so they always tell the present state.
 *
 * @param {HTMLButtonElement} trigger
 * @param {HTMLElement} host
 * @param {string} label
 * @param {() => Entry[]} entries
 */
export function attachMenu(trigger, host, label, entries) {
  /** @type {HTMLElement|null} */
  let panel = null;
  trigger.setAttribute("aria-haspopup", "menu");
  trigger.setAttribute("aria-expanded", "false");

  /** @param {boolean} refocus */
  const close = (refocus) => {
    if (!panel) return;
    panel.remove();
    panel = null;
    trigger.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    if (refocus) trigger.focus({ preventScroll: true });
  };

  /** @param {Event} event */
  const outside = (event) => {
    const target = /** @type {Node} */ (event.target);
    if (panel && !panel.contains(target) && !trigger.contains(target)) close(false);
  };

  const open = () => {
    const rows = entries().map((entry) => row(entry, close));
    panel = h("div", { class: "menu", role: "menu", "aria-label": label, "data-menu-panel": true }, ...rows);
    if (rows.length === 0) panel.append(h("p", { class: "menu-empty", text: "Belum ada pilihan." }));
    panel.addEventListener("keydown", (event) => onKey(event, rows, close));
    host.append(panel);
    trigger.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside, true);
    rows[0]?.focus({ preventScroll: true });
  };

  trigger.addEventListener("click", () => (panel ? close(true) : open()));
}

/** @param {Entry} entry @param {(refocus: boolean) => void} close */
function row(entry, close) {
  const button = h(
    "button",
    { class: "menu-row", role: "menuitem", tabindex: "-1", ...entry.marks },
    entry.icon ? icon(entry.icon) : null,
    h("span", {}, h("span", { class: "menu-label", text: entry.label }),
      entry.note ? h("span", { class: "menu-note", text: entry.note }) : null),
  );
  button.addEventListener("click", () => {
    // Back to the trigger first: what the entry opens may take the focus further.
    close(true);
    entry.run();
  });
  return button;
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} rows
 * @param {(refocus: boolean) => void} close
 */
function onKey(event, rows, close) {
  const at = rows.findIndex((node) => node === document.activeElement);
  const last = rows.length - 1;
  /** @type {Record<string, number>} */
  const moves = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last };
  if (event.key === "Escape") {
    event.stopPropagation();
    close(true);
  } else if (event.key === "Tab") {
    close(true);
  } else if (event.key in moves) {
    event.preventDefault();
    rows[moves[event.key]]?.focus();
  }
}
