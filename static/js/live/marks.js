// What is done already, told by the regions of the person and of their table, puts acts away and brings others.

import { showGallery } from "./gallery.js";
import { say } from "./words.js";

export function showMarks() {
  const focused = document.activeElement;
  const swapped = focused?.closest("[data-swaps]");
  const told = [...document.querySelectorAll("[data-marks]")].flatMap((each) => each.dataset.marks.split(" "));
  const marks = new Set(told);
  for (const form of document.querySelectorAll("form[data-until]")) {
    const done = marks.has(form.dataset.until) && !("reopened" in form.dataset);
    if (done && !swapped && form.contains(document.activeElement)) leave(form);
    form.hidden = done;
    const sentence = form.parentElement.querySelector("[data-done]");
    if (sentence) sentence.hidden = !done;
    form.closest(".ballot")?.classList.toggle("is-done", done);
  }
  for (const each of document.querySelectorAll("[data-since]")) each.hidden = !marks.has(each.dataset.since);
  // What is not done yet is told by a script alone: without one nobody would know of whom it is said.
  for (const each of document.querySelectorAll("[data-not-since]")) each.hidden = marks.has(each.dataset.notSince);
  if (swapped && focused.closest("[hidden]")) focusIn(swapped);
  showVotes();
  showGallery(marks);
  showAllDone();
}

// One button took the place of the other.
function focusIn(place) {
  const buttons = [...place.querySelectorAll("button")];
  buttons.find((each) => !each.closest("[hidden]"))?.focus({ preventScroll: true });
}

// Focus goes to the next thing to do, or to the sentence that says it is done: never to nowhere.
function leave(form) {
  const sentence = form.parentElement.querySelector("[data-done]");
  if (sentence) {
    sentence.hidden = false;
    sentence.tabIndex = -1;
    sentence.focus({ preventScroll: true });
  }
}

function showVotes() {
  const line = document.querySelector("[data-votes-progress]");
  if (!line) return;
  const forms = [...document.querySelectorAll('form[data-act="cast-paper"]')];
  line.hidden = forms.length < 2;
  line.textContent = say("voted", { done: forms.filter((form) => form.hidden).length, all: forms.length });
}

function showAllDone() {
  const banner = document.querySelector("[data-all-done]");
  if (!banner) return;
  const offered = [...document.querySelectorAll("[data-asks] form[data-until]")];
  // What one is free to do is not what the step asks of everybody.
  const asked = offered.filter((form) => !form.closest("[data-free]"));
  banner.hidden = !asked.length || asked.some((form) => !form.hidden);
}
