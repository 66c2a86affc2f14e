// On every page: dialogs, the consequence that is confirmed before it happens, how pages are shown, printing.
// Everything works without this file.

import { startConfirming } from "./page/confirm.js";
import { startDialogs } from "./page/dialogs.js";
import { startDisplay } from "./page/display.js";

startDialogs();
startConfirming();
startDisplay();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
