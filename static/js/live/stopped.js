// The line is over: the person is no longer in the sitting, or has gone on elsewhere.

import { rescue } from "./rescue.js";
import { button, element, say } from "./words.js";
import { showWriting } from "./writing.js";

function panel(title, sentence, way) {
  const box = element("div", "panel gone");
  box.setAttribute("role", "alert");
  const heading = element("h2", "", title);
  heading.tabIndex = -1;
  box.append(heading, element("p", "", sentence), way);
  return box;
}

function quiet() {
  document.querySelector("[data-new-round]").hidden = true;
  document.querySelector("[data-toasts]").replaceChildren();
}

// Focus follows what it was in; it is not taken from anywhere else.
function show(box, regions) {
  const had = regions.contains(document.activeElement);
  regions.before(box);
  if (had) box.querySelector("h2").focus();
  box.scrollIntoView({ block: "nearest" });
}

// Nothing of the sitting stays on the page, but what the person typed.
export function showRemoved(page) {
  quiet();
  const home = element("a", "button button-primary", say("home"));
  home.href = "/";
  const regions = page.querySelector(".regions");
  show(panel(say("removed"), say("removedHelp"), home), regions);
  for (const form of regions.querySelectorAll("form[data-act]")) rescue(form);
  regions.replaceChildren();
  showWriting();
}

// What was true is out of sight, since it may no longer be; what was typed stays where it is.
// Returns what brings the page back.
export function showPaused(page, resume) {
  quiet();
  const regions = page.querySelector(".regions");
  const box = panel(say("paused"), say("pausedHelp"), button("button button-primary", say("continueHere"), resume));
  show(box, regions);
  regions.hidden = true;
  return () => {
    const had = box.contains(document.activeElement);
    regions.hidden = false;
    box.remove();
    if (had) (regions.querySelector(".round-title") ?? page).focus({ preventScroll: true });
  };
}
