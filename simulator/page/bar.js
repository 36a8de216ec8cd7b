/** The bar on top: the simulated clock, the bot's process, the faults, the counters. */

import { fetchState, simApi } from "./api.js";
import { openAddPhone } from "./addphone.js";
import { h, put } from "./dom.js";
import { clockText, countText } from "./format.js";
import { icon } from "./icons.js";

/** @typedef {import("./types.js").Bar} Bar */
/** @typedef {import("./types.js").Faults} Faults */

/** @type {[string, number][]} */
const STEPS = [
  ["+1 menit", 60], ["+15 menit", 900], ["+1 jam", 3600], ["+1 hari", 86400], ["+7 hari", 604800],
];

/** @type {[string, string, string, Bar["bot"]["state"][]][]} label, action, hint, states in which it makes sense */
const ACTIONS = [
  ["Matikan paksa", "kill", "Seperti listrik padam: bot berhenti tanpa sempat berpamitan", ["running", "starting"]],
  ["Hentikan", "stop", "Bot diminta berhenti dengan tertib", ["running", "starting"]],
  ["Jalankan", "start", "Bot dinyalakan lagi", ["stopped"]],
  ["Mulai ulang", "restart", "Bot dihentikan dengan tertib lalu dinyalakan lagi", ["running", "stopped"]],
];

/** @type {[string, keyof Faults, string][]} */
const FAULTS = [
  ["Banjir (429)", "flood", "Telegram menjawab: terlalu banyak permintaan"],
  ["Waktu habis", "timeouts", "Telegram tidak menjawab pada waktunya"],
  ["Ganda", "duplicates", "Kiriman yang sama datang dua kali"],
  ["Lambat", "slow", "Telegram menjawab dengan lambat"],
];

/** @type {Record<Bar["bot"]["state"], string>} */
const STATES = { running: "berjalan", starting: "sedang dinyalakan", stopped: "mati" };

const TOAST_MS = 5000;

export class BarView {
  /** @type {Map<string, HTMLButtonElement>} */
  #actions = new Map();
  /** @type {Map<keyof Faults, HTMLButtonElement>} */
  #faults = new Map();

  /** @param {HTMLElement} root @param {HTMLElement} toasts */
  constructor(root, toasts) {
    this.toasts = toasts;
    this.now = h("time", { class: "now", "data-now": true, text: "Menyambung…" });
    this.state = h("span", { class: "bot-state", "data-bot-state": "starting", role: "status" });
    this.calls = h("output", { "data-calls": true, text: "0" });
    this.floods = h("output", { "data-floods": true, text: "0" });
    const panel = h("div", { class: "bar-panel", id: "kendali" },
      group("Majukan waktu", ...STEPS.map((step) => this.#step(...step))),
      group("Bot", ...ACTIONS.map(([label, action, hint]) => this.#action(label, action, hint))),
      group("Gangguan", ...FAULTS.map((fault) => this.#fault(...fault))),
      h("p", { class: "counters" },
        h("span", {}, "Panggilan API: ", this.calls), h("span", {}, "Jawaban 429: ", this.floods)),
    );
    const add = h("button", { class: "bar-button add", "data-add-phone": true, text: "+ HP baru",
      onclick: () => openAddPhone((text) => this.#say(text)) });
    const drawer = h("button", { class: "bar-button drawer", "data-drawer": true, "aria-expanded": "false", "aria-controls": "kendali" },
      icon("sliders"), "Kendali");
    drawer.addEventListener("click", () => {
      const open = root.classList.toggle("bar-open");
      put(drawer, "aria-expanded", String(open));
    });
    const head = h("div", { class: "bar-head" },
      h("h1", { class: "bar-title" }, "Klinik Ekspor ", h("span", { text: "Simulator HP" })),
      this.now, this.state, add, drawer);
    root.append(head, panel);
  }

  /** @param {Bar} bar */
  update(bar) {
    put(this.now, "text", clockText(bar.now));
    put(this.now, "datetime", bar.now);
    put(this.state, "data-bot-state", bar.bot.state);
    put(this.state, "text", botText(bar.bot));
    for (const [, action, , states] of ACTIONS) {
      // aria-disabled instead of disabled: the focus stays on the button just used.
      const usable = states.includes(bar.bot.state);
      const node = this.#actions.get(action);
      if (node) put(node, "aria-disabled", usable ? null : "true");
    }
    for (const [name, node] of this.#faults) {
      put(node, "aria-checked", String(bar.faults[name]));
      const word = node.querySelector(".switch-word");
      if (word) put(word, "text", bar.faults[name] ? "nyala" : "mati");
    }
    put(this.calls, "text", countText(bar.calls));
    put(this.floods, "text", countText(bar.floods));
  }

  /** @param {string} label @param {number} seconds */
  #step(label, seconds) {
    return h("button", { class: "bar-button", "data-clock": seconds, text: label,
      onclick: () => void this.#run(simApi.clock(seconds)) });
  }

  /** @param {string} label @param {string} action @param {string} hint */
  #action(label, action, hint) {
    const node = h("button", { class: `bar-button bot-${action}`, "data-bot": action, title: hint, text: label });
    node.addEventListener("click", () => {
      if (node.getAttribute("aria-disabled") !== "true") void this.#run(simApi.bot(action));
    });
    this.#actions.set(action, node);
    return node;
  }

  /** @param {string} label @param {keyof Faults} name @param {string} hint */
  #fault(label, name, hint) {
    const node = h("button", { class: "bar-button switch", role: "switch", "aria-checked": "false", "data-fault": name, title: hint },
      h("span", { class: "switch-knob", "aria-hidden": "true" }), label, " ", h("span", { class: "switch-word", "aria-hidden": "true", text: "mati" }));
    node.addEventListener("click", () => {
      void this.#run(simApi.faults({ [name]: node.getAttribute("aria-checked") !== "true" }));
    });
    this.#faults.set(name, node);
    return node;
  }

  /** @param {Promise<void>} request */
  async #run(request) {
    try {
      await request;
      // The stream tells the hour only now and then; whoever moved the clock looks at once.
      this.update((await fetchState()).bar);
    } catch (error) {
      this.#say(`Belum berhasil: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** @param {string} text */
  #say(text) {
    const toast = h("p", { class: "toast", "data-page-toast": true, text });
    this.toasts.replaceChildren(toast);
    setTimeout(() => toast.remove(), TOAST_MS);
  }
}

/** @param {string} title @param {...HTMLElement} children */
function group(title, ...children) {
  return h("div", { class: "bar-group", role: "group", "aria-label": title },
    h("span", { class: "bar-legend", "aria-hidden": "true", text: title }), ...children);
}

/** @param {Bar["bot"]} bot */
function botText(bot) {
  const more = bot.pid !== null ? ` · PID ${bot.pid}` : "";
  const left = bot.state === "stopped" && bot.exit !== null ? ` · ${exitText(bot.exit)}` : "";
  return `Bot ${STATES[bot.state]}${more}${left}`;
}

/** @param {number} exit negative for a signal */
function exitText(exit) {
  if (exit === 0) return "berhenti dengan tertib";
  return exit === -9 ? "dimatikan paksa" : `berhenti sendiri, kode ${exit}`;
}
