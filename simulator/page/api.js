/** Every request the page makes of the simulator's server. */

/** @typedef {import("./types.js").Bar} Bar */
/** @typedef {import("./types.js").Phone} Phone */
/** @typedef {import("./types.js").Faults} Faults */

const UNREACHABLE = "Simulator tidak bisa dihubungi. Mohon periksa apakah simulator masih berjalan.";

/**
 * @param {string} path
 * @param {object|FormData} body
 * @returns {Promise<void>}
 */
async function post(path, body) {
  /** @type {RequestInit} */
  const request = body instanceof FormData
    ? { method: "POST", body }
    : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(path, request).catch(() => {
    throw new Error(UNREACHABLE);
  });
  if (answer.ok) return;
  const detail = await answer.json().catch(() => null);
  throw new Error(firstLine(detail?.error) || `Simulator menolak permintaan ini (kode ${answer.status}).`);
}

/** @param {unknown} text @returns {string} a checker's report can fill a screen; its head is enough */
function firstLine(text) {
  const [line] = typeof text === "string" ? text.trim().split("\n") : [""];
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

/** @param {number} user @param {string} what @param {object|FormData} body */
function act(user, what, body) {
  return post(`/sim/phones/${user}/${what}`, body);
}

/** @returns {Promise<{bar: Bar, phones: Phone[]}>} */
export async function fetchState() {
  const answer = await fetch("/sim/state", { cache: "no-store" });
  if (!answer.ok) throw new Error(UNREACHABLE);
  return answer.json();
}

export const phoneApi = {
  /** @param {number} user @param {number} chat @param {string} text @param {number|null} replyTo */
  text: (user, chat, text, replyTo) =>
    act(user, "text", replyTo === null ? { chat, text } : { chat, text, reply_to: replyTo }),

  /** @param {number} user @param {number} chat @param {string} [phone] own number when left out */
  contact: (user, chat, phone) => act(user, "contact", phone ? { chat, phone } : { chat }),

  /** @param {number} user @param {number} chat @param {number} latitude @param {number} longitude */
  location: (user, chat, latitude, longitude) => act(user, "location", { chat, latitude, longitude }),

  /** @param {number} user @param {number} chat @param {string} caption @param {File[]} files */
  photos(user, chat, caption, files) {
    const form = new FormData();
    form.set("chat", String(chat));
    form.set("caption", caption);
    for (const file of files) form.append("files", file, file.name);
    return act(user, "photos", form);
  },

  /** @param {number} user @param {number} chat @param {File} file */
  document(user, chat, file) {
    const form = new FormData();
    form.set("chat", String(chat));
    form.set("file", file, file.name);
    return act(user, "document", form);
  },

  /** @param {number} user @param {number} chat @param {number} duration seconds */
  voice: (user, chat, duration) => act(user, "voice", { chat, duration }),

  /** @param {number} user @param {number} chat */
  sticker: (user, chat) => act(user, "sticker", { chat }),

  /** @param {number} user @param {number} chat @param {number} message @param {string} data */
  tap: (user, chat, message, data) => act(user, "tap", { chat, message, data }),

  /** @param {number} user @param {number} chat @param {string} text */
  press: (user, chat, text) => act(user, "press", { chat, text }),

  /** @param {number} user @param {number} chat @param {number} message @param {string} text */
  edit: (user, chat, message, text) => act(user, "edit", { chat, message, text }),

  /** @param {number} user @param {boolean} blocked */
  block: (user, blocked) => act(user, "block", { blocked }),

  /** @param {number} user @param {string} [payload] what follows ?start= in an invitation link */
  start: (user, payload) => act(user, "start", payload ? { payload } : {}),
};

export const simApi = {
  /** @param {string} name @param {string} phone @param {string} role */
  addPhone: (name, phone, role) => post("/sim/phones", { name, phone, role }),

  /** @param {number} seconds */
  clock: (seconds) => post("/sim/clock", { seconds }),

  /** @param {string} action */
  bot: (action) => post("/sim/bot", { action }),

  /** @param {Partial<Faults>} faults */
  faults: (faults) => post("/sim/faults", faults),
};
