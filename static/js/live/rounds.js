// A new round, and a new part of it at one's table, is told once, and shown; to whoever is writing, it is offered.

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
  const step = document.querySelector("[data-step]");
  return {
    header,
    step: step?.dataset.step ?? "",
    id: header?.dataset.round ?? "",
    endsAt: header?.dataset.endsAt ?? "",
    until: header?.querySelector(".until")?.textContent ?? "",
  };
}

export function tellRound(before, after) {
  if (before.id !== after.id) newRound(after);
  else if (before.step && after.step && before.step !== after.step) newStep();
  else if (before.endsAt !== after.endsAt && after.until) announce(after.until);
}

function newRound({ header, id }) {
  const title = header?.querySelector(".round-title");
  if (!title) return;
  const name = title.textContent.trim();
  show(id ? say("newRound", { title: name }) : name, ".round-title", "[data-round-place]");
}

// The first part comes with its round, which is told already.
function newStep() {
  const place = document.querySelector("[data-step-place]");
  const [name, text] = [".step-name", ".step-text"].map((each) => place.querySelector(each).textContent.trim());
  show(say("newStep", { name, text }), ".step-name", "[data-step-place]");
}

function show(sentence, title, place) {
  announce(sentence);
  const bar = document.querySelector("[data-new-round]");
  bar.hidden = true;
  if (!isTyping()) {
    for (const dialog of document.querySelectorAll("main dialog[open]")) dialog.close();
    goTo(title, place);
    return;
  }
  const go = button("button", say("goToRound"), () => {
    bar.hidden = true;
    goTo(title, place);
  });
  bar.replaceChildren(sentence, " ", go);
  bar.hidden = false;
}

function goTo(title, place) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  goingUntil = Date.now() + GOING;
  document.querySelector(title)?.focus({ preventScroll: true });
  document.querySelector(place)?.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
}
