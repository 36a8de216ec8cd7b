/** One phone's glass: its page, and what may lie over it (sheet, alert, toast). */

import { h, uniqueId } from "./dom.js";
import { icon } from "./icons.js";

const TOAST_MS = 3000;

/** @typedef {{close: () => void}} Layer */

export class Shell {
  /** @param {number} user @param {string} label */
  constructor(user, label) {
    this.user = user;
    this.body = h("div", { class: "phone-body" });
    this.layers = h("div", { class: "layers" });
    this.toasts = h("div", { class: "toasts", role: "status", "aria-live": "polite" });
    this.root = h(
      "section",
      { class: "phone", "data-phone": user, "aria-label": label },
      this.body, this.toasts, this.layers,
    );
  }

  /** @param {string} text @param {"info"|"error"} [tone] */
  toast(text, tone = "info") {
    const mark = tone === "error" ? h("strong", { text: "Tidak terkirim: " }) : null;
    const toast = h("p", { class: `toast toast-${tone}`, "data-toast": true }, mark, text);
    // A second toast replaces the first, as on a real phone.
    this.toasts.replaceChildren(toast);
    setTimeout(() => toast.remove(), TOAST_MS);
  }

  /**
   * Run a request; a refusal is shown on this phone.
   *
   * @param {Promise<void>} request
   * @returns {Promise<boolean>} whether it went through
   */
  async run(request) {
    try {
      await request;
      return true;
    } catch (error) {
      this.toast(error instanceof Error ? error.message : String(error), "error");
      return false;
    }
  }

  /** @param {string} text */
  alert(text) {
    const textId = uniqueId("alert");
    const ok = h("button", { class: "primary", "data-alert-ok": true, text: "OK" });
    const box = h(
      "div",
      { class: "alert", role: "alertdialog", "aria-modal": "true", "aria-describedby": textId,
        "aria-label": "Pemberitahuan", "data-alert": true },
      h("p", { id: textId, text }),
      ok,
    );
    const layer = this.#lay(box, "layer layer-centre");
    ok.addEventListener("click", () => layer.close());
  }

  /**
   * A panel from the bottom of the phone with a title and a closing button.
   *
   * @param {string} title
   * @param {(Node|string)[]} content
   * @returns {Layer}
   */
  sheet(title, content) {
    const titleId = uniqueId("sheet");
    const shut = h("button", { class: "plain", "aria-label": "Tutup", "data-sheet-close": true }, icon("close"));
    const panel = h(
      "div",
      { class: "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": titleId, "data-sheet": true },
      h("div", { class: "sheet-head" }, h("h2", { id: titleId, text: title }), shut),
      h("div", { class: "sheet-body" }, ...content),
    );
    const layer = this.#lay(panel, "layer layer-bottom");
    shut.addEventListener("click", () => layer.close());
    return layer;
  }

  /**
   * @param {HTMLElement} panel
   * @param {string} className
   * @returns {Layer}
   */
  #lay(panel, className) {
    const layer = h("div", { class: className }, panel);
    const back = document.activeElement;
    // Someone typing on another phone must not lose the cursor to this one.
    const ours = this.root.contains(back) || back === document.body;
    const close = () => {
      if (!layer.isConnected) return;
      layer.remove();
      const under = this.layers.lastElementChild;
      if (under instanceof HTMLElement) under.inert = false;
      else this.body.inert = false;
      if (ours && back instanceof HTMLElement && back.isConnected) back.focus({ preventScroll: true });
    };
    layer.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      close();
    });
    layer.addEventListener("click", (event) => {
      if (event.target === layer && panel.dataset.alert === undefined) close();
    });
    const under = this.layers.lastElementChild;
    if (under instanceof HTMLElement) under.inert = true;
    else this.body.inert = true;
    this.layers.append(layer);
    if (ours) firstTarget(panel)?.focus({ preventScroll: true });
    return { close };
  }
}

/** @param {HTMLElement} panel @returns {HTMLElement|null} where the focus belongs when it opens */
function firstTarget(panel) {
  for (const selector of ["[data-focus]", ".sheet-body button", ".primary", "button"]) {
    const node = panel.querySelector(selector);
    if (node instanceof HTMLElement) return node;
  }
  return null;
}
