/** Where the phone pretends to be: a list of towns, or any two numbers. */

import { phoneApi } from "./api.js";
import { h } from "./dom.js";

/** @typedef {import("./types.js").Scene} Scene */

/** @type {[string, number, number][]} */
const PLACES = [
  ["Kabanjahe", 3.1, 98.491],
  ["Medan", 3.589, 98.674],
  ["Pandan", 1.683, 98.833],
  ["Balige", 2.334, 99.066],
  ["Pangururan", 2.605, 98.695],
  ["Gunungsitoli", 1.288, 97.614],
  ["Lubuk Pakam", 3.555, 98.87],
  ["Pematangsiantar", 2.96, 99.06],
  ["Padangsidimpuan", 1.38, 99.273],
  ["Sibolga", 1.742, 98.779],
  ["Stabat", 3.76, 98.45],
  ["Pekanbaru (luar Sumut)", 0.507, 101.447],
];

/** @param {Scene} scene @param {() => void} sent */
export function openLocation(scene, sent) {
  const latitude = numberField("Lintang", "latitude", 90);
  const longitude = numberField("Bujur", "longitude", 180);
  const towns = PLACES.map(([name, north, east]) => {
    const town = h("button", { class: "town", "data-place": name, "aria-pressed": "false", text: name });
    town.addEventListener("click", () => {
      latitude.input.value = north.toFixed(3);
      longitude.input.value = east.toFixed(3);
      for (const other of towns) other.setAttribute("aria-pressed", String(other === town));
    });
    return town;
  });
  const form = h(
    "form", { class: "sheet-form", novalidate: true },
    h("p", { class: "sheet-hint", text: "Pilih kota, atau tulis koordinatnya sendiri." }),
    h("div", { class: "towns" }, ...towns),
    h("div", { class: "pair" }, latitude.label, longitude.label),
    h("p", { class: "field-error", role: "alert", "data-field-error": true }),
    h("button", { class: "primary", type: "submit", "data-sheet-send": true, text: "Kirim lokasi" }),
  );
  const sheet = scene.shell.sheet("Kirim lokasi", [form]);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const north = latitude.value();
    const east = longitude.value();
    if (north === null || east === null) {
      const note = form.querySelector("[data-field-error]");
      if (note) note.textContent = "Mohon isi lintang (−90 s.d. 90) dan bujur (−180 s.d. 180).";
      return;
    }
    sheet.close();
    sent();
    void scene.shell.run(phoneApi.location(scene.user, scene.chat, north, east));
  });
}

/** @param {string} title @param {string} name @param {number} limit */
function numberField(title, name, limit) {
  const input = h("input", { type: "text", inputmode: "decimal", name, autocomplete: "off" });
  return {
    input,
    label: h("label", { class: "field" }, h("span", { text: title }), input),
    value() {
      // People here write a decimal comma; a point is as good.
      const text = input.value.trim().replace(",", ".");
      const number = Number(text);
      return text !== "" && Number.isFinite(number) && Math.abs(number) <= limit ? number : null;
    },
  };
}
