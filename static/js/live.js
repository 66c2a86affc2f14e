// The live page: news comes by socket, acts go by ordinary forms sent without leaving the page.

import { startReading } from "./live/aloud.js";
import { startClock } from "./live/clock.js";
import { watchEdges } from "./live/edges.js";
import { startExplaining } from "./live/explain.js";
import { startForms } from "./live/forms.js";
import { showMarks } from "./live/marks.js";
import { follow, has } from "./live/regions.js";
import { openLine } from "./live/socket.js";

const page = document.querySelector("[data-live]");
if (page) {
  showMarks();
  startClock(page);
  startForms(page);
  startExplaining();
  startReading();
  watchEdges();
  follow(openLine(page, has));
}
