// The live page: news comes by socket, acts go by ordinary forms sent without leaving the page, votes over the socket.

import { startReading } from "./live/aloud.js";
import { startBeside } from "./live/beside.js";
import { startClock } from "./live/clock.js";
import { watchEdges } from "./live/edges.js";
import { startExplaining } from "./live/explain.js";
import { startForms } from "./live/forms.js";
import { startGallery } from "./live/gallery.js";
import { showMarks } from "./live/marks.js";
import { startPassages } from "./live/passages.js";
import { startReadings } from "./live/readings.js";
import { follow, has } from "./live/regions.js";
import { openLine } from "./live/socket.js";
import { showWriting } from "./live/writing.js";
import "./page.js";

// What is not needed at once lets a slow phone show the round first, and send.
const whenIdle = window.requestIdleCallback ?? ((work) => window.setTimeout(work, 200));

const page = document.querySelector("[data-live]");
if (page) {
  startGallery(page, showMarks);
  startReadings(showMarks);
  showMarks();
  startClock(page);
  const line = openLine(page, has);
  startForms(page, line);
  startPassages(page);
  follow(line);
  whenIdle(() => {
    watchEdges();
    startExplaining();
    startBeside(page);
    startReading();
    showWriting();
  });
}
