/** The one sticker of the simulator: a cheerful crate, ready to be shipped. */

const SVG = "http://www.w3.org/2000/svg";

/** @type {[string, Record<string, string>][]} */
const SHAPES = [
  ["path", { d: "M60 10l44 22v52l-44 24-44-24V32z", fill: "#d9a35b" }],
  ["path", { d: "M60 10l44 22-44 23-44-23z", fill: "#efc98a" }],
  ["path", { d: "M60 55v53l44-24V32z", fill: "#b9803c" }],
  ["path", { d: "M38 21l44 23v14l8-4V40L46 17z", fill: "#8c2f39" }],
  ["circle", { cx: "29", cy: "62", r: "3.5", fill: "#33261a" }],
  ["circle", { cx: "47", cy: "71", r: "3.5", fill: "#33261a" }],
  ["path", { d: "M31 74c2 8 11 12 15 6", fill: "none", stroke: "#33261a", "stroke-width": "3", "stroke-linecap": "round" }],
];

/** @param {string} label @returns {SVGSVGElement} */
export function drawnSticker(label) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 120 118");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  for (const [tag, attributes] of SHAPES) {
    const shape = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
    svg.append(shape);
  }
  return svg;
}
