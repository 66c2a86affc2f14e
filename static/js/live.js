// The live page: news comes by socket, acts go by ordinary forms sent without leaving the page.

import { startClock } from "./live/clock.js";
import { startForms } from "./live/forms.js";
import { showMarks } from "./live/marks.js";
import { applyNews, shown } from "./live/regions.js";
import { startSocket } from "./live/socket.js";

const page = document.querySelector("[data-live]");
if (page) {
  showMarks();
  startClock(page);
  startForms(page);
  startSocket(page, { shown, onNews: applyNews });
}
