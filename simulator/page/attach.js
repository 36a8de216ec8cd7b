/** Everything that can be sent besides text. */

import { phoneApi } from "./api.js";
import { h } from "./dom.js";
import { durationText } from "./format.js";
import { openLocation } from "./location.js";

/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./menu.js").Entry} Entry */
/** @typedef {{photos: HTMLInputElement, document: HTMLInputElement}} Pickers */

const ALBUM_LIMIT = 10;
const DURATIONS = [3, 7, 15, 30, 60, 180];

/**
 * The hidden file fields behind "Foto" and "Berkas".
 *
 * @param {Scene} scene
 * @param {() => void} sent
 * @returns {Pickers}
 */
export function filePickers(scene, sent) {
  const photos = h("input", { type: "file", accept: "image/*", multiple: true, hidden: true, "data-file": "photo", "aria-label": "Pilih foto" });
  photos.addEventListener("change", () => {
    const files = [...(photos.files ?? [])];
    photos.value = "";
    if (files.length > 0) openPhotos(scene, files, sent);
  });
  const file = h("input", { type: "file", hidden: true, "data-file": "document", "aria-label": "Pilih berkas" });
  file.addEventListener("change", () => {
    const chosen = file.files?.[0];
    file.value = "";
    if (!chosen) return;
    sent();
    void scene.shell.run(phoneApi.document(scene.user, scene.chat, chosen));
  });
  return { photos, document: file };
}

/**
 * @param {Scene} scene
 * @param {() => void} sent
 * @param {Pickers} pickers
 * @returns {Entry[]}
 */
export function attachEntries(scene, sent, pickers) {
  const sticker = () => {
    sent();
    void scene.shell.run(phoneApi.sticker(scene.user, scene.chat));
  };
  return [
    { label: "Foto", icon: "photo", marks: { "data-attach-item": "photo" }, run: () => pickers.photos.click() },
    { label: "Berkas", icon: "document", marks: { "data-attach-item": "document" }, run: () => pickers.document.click() },
    { label: "Kontak", icon: "contact", marks: { "data-attach-item": "contact" }, run: () => openContact(scene, sent) },
    { label: "Lokasi", icon: "location", marks: { "data-attach-item": "location" }, run: () => openLocation(scene, sent) },
    { label: "Pesan suara", icon: "voice", marks: { "data-attach-item": "voice" }, run: () => openVoice(scene, sent) },
    { label: "Stiker", icon: "sticker", marks: { "data-attach-item": "sticker" }, run: sticker },
  ];
}

/** @param {Scene} scene @param {File[]} files @param {() => void} sent */
function openPhotos(scene, files, sent) {
  const chosen = files.slice(0, ALBUM_LIMIT);
  const previews = chosen.map((file) => {
    const address = URL.createObjectURL(file);
    const image = h("img", { src: address, alt: file.name });
    const free = () => URL.revokeObjectURL(address);
    image.addEventListener("load", free);
    image.addEventListener("error", free);
    return image;
  });
  const caption = h("input", { type: "text", maxlength: "1024", autocomplete: "off", "data-caption": true, "data-focus": true });
  const left = files.length > ALBUM_LIMIT
    ? `Sekali kirim paling banyak ${ALBUM_LIMIT} foto; ${files.length - ALBUM_LIMIT} foto tidak ikut.`
    : `${chosen.length} foto akan dikirim.`;
  const form = h(
    "form", { class: "sheet-form" },
    h("div", { class: "previews" }, ...previews),
    h("p", { class: "sheet-hint", text: left }),
    h("label", { class: "field" }, h("span", { text: "Keterangan (boleh kosong)" }), caption),
    h("button", { class: "primary", type: "submit", "data-sheet-send": true, text: chosen.length > 1 ? "Kirim album" : "Kirim foto" }),
  );
  const sheet = scene.shell.sheet("Kirim foto", [form]);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sheet.close();
    sent();
    void scene.shell.run(phoneApi.photos(scene.user, scene.chat, caption.value.trim(), chosen));
  });
}

/** @param {Scene} scene @param {() => void} sent */
function openContact(scene, sent) {
  const other = h("input", { type: "tel", autocomplete: "off", placeholder: "0812…", "data-contact-phone": true });
  const own = h("button", { class: "primary", "data-contact-own": true, text: "Kirim nomor saya sendiri" });
  const form = h(
    "form", { class: "sheet-form" },
    own,
    h("label", { class: "field" }, h("span", { text: "Atau kontak orang lain: nomor HP" }), other),
    h("button", { class: "secondary", type: "submit", "data-sheet-send": true, text: "Kirim kontak ini" }),
  );
  const sheet = scene.shell.sheet("Kirim kontak", [form]);
  /** @param {string} [phone] */
  const send = (phone) => {
    sheet.close();
    sent();
    void scene.shell.run(phoneApi.contact(scene.user, scene.chat, phone));
  };
  own.addEventListener("click", () => send());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const phone = other.value.trim();
    if (phone === "") other.focus();
    else send(phone);
  });
}

/** @param {Scene} scene @param {() => void} sent */
function openVoice(scene, sent) {
  const choices = DURATIONS.map((seconds) => {
    const button = h("button", { class: "town", "data-voice-seconds": seconds, text: durationText(seconds) });
    button.addEventListener("click", () => {
      sheet.close();
      sent();
      void scene.shell.run(phoneApi.voice(scene.user, scene.chat, seconds));
    });
    return button;
  });
  const sheet = scene.shell.sheet("Kirim pesan suara", [
    h("p", { class: "sheet-hint", text: "Pesan suara pura-pura: pilih lamanya." }),
    h("div", { class: "towns" }, ...choices),
  ]);
}
