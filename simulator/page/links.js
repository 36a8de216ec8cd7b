/** Links as the bot sends them: outside pages, and invitations that start the bot. */

import { phoneApi } from "./api.js";
import { h } from "./dom.js";

/** @typedef {import("./shell.js").Shell} Shell */

const SAFE = /^(https?:|mailto:|tel:|tg:)/i;
const START = /^(?:https?:\/\/t\.me\/\w+\/?\?|tg:\/\/resolve\?(?:domain=\w+&)?)start=([\w-]{1,64})$/i;

/**
 * @param {HTMLAnchorElement} link
 * @param {string} url
 * @param {Shell} shell
 */
export function dressLink(link, url, shell) {
  const invitation = START.exec(url);
  if (!SAFE.test(url)) {
    link.removeAttribute("href");
    return;
  }
  link.href = url;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  if (!invitation) return;
  // The simulator knows one bot, so such a link is followed on this very phone.
  link.addEventListener("click", (event) => {
    event.preventDefault();
    shell.root.dispatchEvent(new Event("private-chat"));
    void shell.run(phoneApi.start(shell.user, invitation[1]));
  });
}

/**
 * @param {string} url
 * @param {Shell} shell
 * @param {Record<string, any>} props
 * @param {...(Node|string)} children
 */
export function linkTo(url, shell, props, ...children) {
  const link = h("a", props, ...children);
  dressLink(link, url, shell);
  return link;
}
