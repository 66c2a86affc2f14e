// The one module that opens a socket. Others subscribe to what comes: openLine(…).onNews(…), or .on(type, …).

import { REMOVED } from "./backoff.js";
import { Line } from "./line.js";
import { showOffline } from "./offline.js";
import { showPaused, showRemoved } from "./stopped.js";
import { watchOver } from "./awake.js";

// Short cuts heal by themselves: nobody is told.
const PATIENCE = 4_000;

export function openLine(page, texts) {
  const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${page.dataset.socket}`;
  const line = new Line({ make: () => new WebSocket(address), texts, changed });
  // Milliseconds without a line, of those that somebody had the page before their eyes.
  let without = 0;
  let comeBack = null;

  function changed() {
    if (line.up || line.stopped) {
      without = 0;
      showOffline(false);
      comeBack?.();
      comeBack = null;
    }
    if (line.stopped === REMOVED) showRemoved(page);
    else if (line.stopped) comeBack = showPaused(page, () => line.resume());
  }

  function tick(passed) {
    line.tick(passed);
    if (line.up || line.stopped || line.excused || document.readyState !== "complete") without = 0;
    else without += passed;
    if (without >= PATIENCE) showOffline(true);
  }

  function woke() {
    without = 0;
    if (!line.up) showOffline(false);
    line.wake();
  }

  watchOver({ tick, woke });
  window.addEventListener("online", () => line.networkBack());
  window.addEventListener("offline", () => line.hello());
  // Whoever leaves is not warned. A page kept in the browser's memory wakes when it is shown again.
  window.addEventListener("beforeunload", () => (without = 0));
  window.addEventListener("pagehide", () => line.hangUp());
  line.connect();
  return line;
}
