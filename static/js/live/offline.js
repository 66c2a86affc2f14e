// The banner over the page: no line to the server, for longer than a moment.

import { announce, element, say } from "./words.js";

export function showOffline(offline) {
  const place = document.querySelector("[data-offline]");
  const before = place.childElementCount > 0;
  if (offline === before) return;
  place.replaceChildren(...(offline ? [element("span", "offline-sentence", say("offline"))] : []));
  // Seen by the banner's going; said to whoever does not see it.
  if (before) announce(say("online"));
}
