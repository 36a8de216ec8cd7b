/** Photos, documents, voice notes and the like inside a bubble. */

import { h } from "./dom.js";
import { durationText, pointText, sizeText } from "./format.js";
import { icon } from "./icons.js";
import { drawnSticker } from "./sticker.js";

/** @typedef {import("./types.js").Msg} Msg */
/** @typedef {import("./types.js").Media} Media */
/** @typedef {import("./types.js").Scene} Scene */

/**
 * @param {Media} media
 * @param {Msg} msg
 * @param {Scene} scene
 * @returns {HTMLElement}
 */
export function buildMedia(media, msg, scene) {
  switch (media.kind) {
    case "voice":
      return voiceBubble(media, msg.id);
    case "video":
      return video(media);
    case "sticker":
      return sticker(media);
    case "contact":
      return contactCard(media);
    case "location":
      return locationCard(media);
    case "photo":
    case "album":
      return photo(media, scene);
    default:
      return documentCard(media);
  }
}

/** @param {Media} media @param {Scene} scene */
function photo(media, scene) {
  const name = media.name ?? "Foto";
  const missing = () => h("div", { class: "photo photo-missing" }, icon("photo"), h("span", { text: name }));
  if (!media.url) return missing();
  const picture = () => {
    const image = h("img", { src: media.url, alt: name, loading: "eager", decoding: "async" });
    // The room is kept before the file arrives, so the chat does not jump.
    if (media.width && media.height) {
      image.width = media.width;
      image.height = media.height;
    }
    return image;
  };
  const button = h("button", { class: "photo", "data-photo": true, "aria-label": `Buka ${name}` }, picture());
  button.querySelector("img")?.addEventListener("error", () => button.replaceWith(missing()));
  button.addEventListener("click", () => scene.shell.sheet(name, [h("div", { class: "lightbox" }, picture())]));
  return button;
}

/** @param {Media} media */
function documentCard(media) {
  const name = media.name ?? "Berkas";
  const lines = h(
    "span", { class: "card-lines" },
    h("span", { class: "card-title", text: name }),
    h("span", { class: "card-note", text: media.size ? sizeText(media.size) : "Berkas" }),
  );
  const badge = h("span", { class: "card-badge" }, icon("document"));
  return media.url
    ? h("a", { class: "card", href: media.url, download: name, "data-document": true }, badge, lines)
    : h("div", { class: "card", "data-document": true }, badge, lines);
}

/** @param {Media} media @param {number} seed */
function voiceBubble(media, seed) {
  const bars = h("span", { class: "wave", "aria-hidden": "true" });
  // Heights follow from the message's number: the same note always looks the same.
  let state = seed * 2654435761;
  for (let index = 0; index < 28; index += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const bar = h("i");
    bar.style.height = `${4 + (state % 17)}px`;
    bars.append(bar);
  }
  const duration = durationText(media.duration ?? 0);
  return h(
    "div", { class: "card voice", "data-voice": true },
    h("span", { class: "card-badge" }, icon("voice")),
    bars,
    h("span", { class: "card-note" }, h("span", { class: "offscreen", text: "Pesan suara, durasi " }), duration),
  );
}

/** @param {Media} media */
function video(media) {
  if (!media.url) {
    const note = media.duration === null ? "Video" : `Video, ${durationText(media.duration)}`;
    return h("div", { class: "photo photo-missing" }, icon("play"), h("span", { text: note }));
  }
  return h("video", { class: "video", src: media.url, controls: true, preload: "metadata" });
}

/** @param {Media} media */
function sticker(media) {
  const label = media.name ?? "Stiker";
  const box = h("div", { class: "sticker", "data-sticker": true });
  if (media.url) {
    const image = h("img", { src: media.url, alt: label, class: "sticker-image" });
    // A simulated sticker may be a name without a picture.
    image.addEventListener("error", () => image.replaceWith(drawnSticker(label)));
    box.append(image);
  } else {
    box.append(drawnSticker(label));
  }
  return box;
}

/** @param {Media} media */
function contactCard(media) {
  return h(
    "div", { class: "card", "data-contact": true },
    h("span", { class: "card-badge" }, icon("contact")),
    h("span", { class: "card-lines" },
      h("span", { class: "card-title", text: media.name ?? "Kontak" }),
      h("span", { class: "card-note", text: media.phone ?? "" })),
  );
}

/** @param {Media} media */
function locationCard(media) {
  const point = pointText(media.latitude ?? 0, media.longitude ?? 0);
  return h(
    "div", { class: "place", "data-location": true },
    h("div", { class: "place-map", "aria-hidden": "true" }, icon("location")),
    h("span", { class: "card-lines" },
      h("span", { class: "card-title", text: media.name ?? "Lokasi" }),
      h("span", { class: "card-note", text: point })),
  );
}
