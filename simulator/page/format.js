/** Times, sizes and numbers as Indonesian readers write them. */

const DAYS = ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"];
const MONTHS = [
  "Januari", "Februari", "Maret", "April", "Mei", "Juni",
  "Juli", "Agustus", "September", "Oktober", "November", "Desember",
];

// One fixed locale: only the numbers are taken from it, the words are ours.
const JAKARTA = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Asia/Jakarta",
  year: "numeric", month: "numeric", day: "numeric",
  hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

/** @param {string} iso */
function parts(iso) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const part of JAKARTA.formatToParts(new Date(iso))) found[part.type] = part.value;
  const [year, month, day] = [Number(found.year), Number(found.month), Number(found.day)];
  const weekday = DAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
  return { year, month, day, weekday, time: `${found.hour}.${found.minute}` };
}

/** @param {string} iso @returns {string} "14.00" */
export function timeText(iso) {
  return parts(iso).time;
}

/** @param {string} iso @returns {string} "Kamis, 19 Nov 2026, 14.00 WIB" */
export function clockText(iso) {
  const at = parts(iso);
  return `${at.weekday}, ${at.day} ${MONTHS[at.month - 1].slice(0, 3)} ${at.year}, ${at.time} WIB`;
}

/** @param {string} iso @returns {string} "Kamis, 19 November 2026" */
export function dayText(iso) {
  const at = parts(iso);
  return `${at.weekday}, ${at.day} ${MONTHS[at.month - 1]} ${at.year}`;
}

/** @param {number} seconds @returns {string} "1:05" */
export function durationText(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** @param {number} bytes @returns {string} "1,2 MB" */
export function sizeText(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, "KB"] : [bytes / 1024 / 1024, "MB"];
  return `${value.toFixed(value < 10 ? 1 : 0).replace(".", ",")} ${unit}`;
}

/** @param {number} count @returns {string} "12.480" */
export function countText(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ".");
}

/** @param {number} latitude @param {number} longitude @returns {string} "3,1000; 98,4910" */
export function pointText(latitude, longitude) {
  return [latitude, longitude].map((n) => n.toFixed(4).replace(".", ",")).join("; ");
}
