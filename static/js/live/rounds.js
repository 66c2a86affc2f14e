// A new round is told once, and shown; to whoever is writing, it is offered.

import { isTyping } from "./dirty.js";
import { announce, button, say } from "./words.js";

const GOING = 1_000;
let goingUntil = 0;

// The page is on its way to the round: nothing else may scroll it.
export function isGoing() {
  return Date.now() < goingUntil;
}

export function roundNow() {
  const header = document.querySelector(".round[data-round]");
  return {
    header,
    id: header?.dataset.round ?? "",
    endsAt: header?.dataset.endsAt ?? "",
    until: header?.querySelector(".until")?.textContent ?? "",
  };
}

export function tellRound(before, after) {
  if (before.id !== after.id) newRound(after);
  else if (before.endsAt !== after.endsAt && after.until) announce(after.until);
}

function newRound({ header, id }) {
  const title = header?.querySelector(".round-title");
  if (!title) return;
  const name = title.textContent.trim();
  const sentence = id ? say("newRound", { title: name }) : name;
  announce(sentence);
  const bar = document.querySelector("[data-new-round]");
  bar.hidden = true;
  if (!isTyping()) {
    for (const dialog of document.querySelectorAll("main dialog[open]")) dialog.close();
    goTo(title);
    return;
  }
  const go = button("button", say("goToRound"), () => {
    bar.hidden = true;
    goTo(document.querySelector(".round-title"));
  });
  bar.replaceChildren(sentence, " ", go);
  bar.hidden = false;
}

function goTo(title) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  goingUntil = Date.now() + GOING;
  title.focus({ preventScroll: true });
  document.querySelector("[data-round-place]").scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
}
