/** Small helpers to build and to update the page without a framework. */

/**
 * Build an element. `text` sets textContent, `onclick`-like names add listeners,
 * null/undefined/false leave the attribute out.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [props]
 * @param {...(Node|string|null)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  if (tag === "button") node.setAttribute("type", "button");
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

/**
 * Set a text or an attribute only when it differs, so that a screen reader is
 * not told again what has not changed.
 *
 * @param {Element} node
 * @param {string} name "text" or an attribute
 * @param {string|boolean|null} value
 */
export function put(node, name, value) {
  if (name === "text") {
    if (node.textContent !== value) node.textContent = String(value);
  } else if (value === null || value === false) {
    node.removeAttribute(name);
  } else {
    const wanted = value === true ? "" : value;
    if (node.getAttribute(name) !== wanted) node.setAttribute(name, wanted);
  }
}

/** @typedef {{key: string, sign: string, build: () => HTMLElement}} Item */

/** @type {WeakMap<Element, {key: string, sign: string}>} */
const built = new WeakMap();

/**
 * Bring the children of `parent` to `items`, touching only what changed: a node
 * whose key and sign are known stays as it is, with its focus and selection.
 *
 * @param {Element} parent
 * @param {Item[]} items
 */
export function reconcile(parent, items) {
  const wanted = new Set(items.map((item) => item.key));
  /** @type {Map<string, Element>} */
  const known = new Map();
  for (const node of [...parent.children]) {
    const key = built.get(node)?.key;
    if (key !== undefined && wanted.has(key)) known.set(key, node);
    else node.remove();
  }
  let cursor = parent.firstElementChild;
  for (const item of items) {
    let node = known.get(item.key);
    if (!node || built.get(node)?.sign !== item.sign) {
      const fresh = item.build();
      built.set(fresh, { key: item.key, sign: item.sign });
      if (node) {
        if (cursor === node) cursor = fresh;
        replaceKeepingFocus(node, fresh);
      }
      node = fresh;
    }
    if (node === cursor) cursor = cursor.nextElementSibling;
    else parent.insertBefore(node, cursor);
  }
}

/**
 * The bot often edits the very message whose button was tapped; a keyboard user
 * must not be thrown back to the top of the page by it.
 *
 * @param {Element} old
 * @param {HTMLElement} fresh
 */
function replaceKeepingFocus(old, fresh) {
  const focused = document.activeElement;
  const held = focused instanceof HTMLElement && old.contains(focused) ? focused : null;
  const name = held?.dataset.tap;
  old.replaceWith(fresh);
  if (!held) return;
  /** @type {HTMLElement[]} */
  const taps = [...fresh.querySelectorAll("[data-tap]")].filter((n) => n instanceof HTMLElement);
  const next = taps.find((n) => n.dataset.tap === name) ?? taps[0] ?? fresh;
  next.focus({ preventScroll: true });
}

let serial = 0;

/** @param {string} stem @returns {string} an id nobody else has */
export function uniqueId(stem) {
  serial += 1;
  return `${stem}-${serial}`;
}
