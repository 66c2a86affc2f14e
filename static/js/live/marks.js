// What this person has done already, told by their own region, puts the acts away.

import { say } from "./words.js";

export function showMarks() {
  const marks = new Set((document.querySelector("[data-marks]")?.dataset.marks ?? "").split(" "));
  for (const form of document.querySelectorAll("form[data-until]")) {
    const done = marks.has(form.dataset.until);
    if (done && form.contains(document.activeElement)) leave(form);
    form.hidden = done;
    const sentence = form.parentElement.querySelector("[data-done]");
    if (sentence) sentence.hidden = !done;
    form.closest(".ballot")?.classList.toggle("is-done", done);
  }
  showVotes();
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
