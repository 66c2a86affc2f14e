// Writing together, on a page where something is: live/writing.js fetches this file then, and says when the page has
// changed; the page of what one's tables wrote has it from the start.

import { watchOver } from "./live/awake.js";
import { Island } from "./writing/island.js";

const islands = new Map();
const page = document.querySelector("[data-write]");

function storage() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

function open(place) {
  const path = `${page.dataset.write}${place.dataset.document}/`;
  const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;
  const make = () => {
    const socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    return socket;
  };
  // Who it is, too: the same page may be somebody else's next.
  islands.set(place, new Island({ place, key: `writing ${page.dataset.who} ${path}`, make, storage: storage() }));
}

function look() {
  for (const [place, island] of islands) {
    if (place.isConnected) island.refresh();
    else {
      island.close();
      islands.delete(place);
    }
  }
  for (const place of document.querySelectorAll("[data-document]")) if (!islands.has(place)) open(place);
}

const each = (act) => () => islands.forEach(act);

document.addEventListener("shown", look);
document.addEventListener("accepted", () => setTimeout(look));
watchOver({ tick: (passed) => islands.forEach((island) => island.tick(passed)), woke: each((island) => island.woke()) });
window.addEventListener("online", each((island) => island.networkBack()));
window.addEventListener("pagehide", each((island) => island.hangUp()));
document.addEventListener("visibilitychange", each((island) => island.keep()));
window.addEventListener("beforeunload", (event) => {
  if ([...islands.values()].some((island) => island.isUnsent)) event.preventDefault();
});
look();
