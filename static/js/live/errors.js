// A refusal, said beside what it is about. A conflict shows both texts and lets the person decide.

import { button, element, say } from "./words.js";

const WHOLE_FORM = new Set(["", "__all__"]);

export function clearErrors(form) {
  for (const place of form.querySelectorAll("[data-errors]")) {
    place.replaceChildren();
    place.hidden = true;
  }
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  form.querySelector(".conflict")?.remove();
  form.classList.remove("has-conflict");
}

export function hasErrors(form) {
  return form.querySelector("[data-errors]:not([hidden])") !== null;
}

export function showTrouble(form, sentence) {
  fill(form.querySelector('[data-errors=""]'), [sentence]);
}

export function showErrors(form, answer, onDrop) {
  let first = null;
  const general = [];
  for (const [name, sentences] of Object.entries(answer.errors)) {
    const place = WHOLE_FORM.has(name) ? null : form.querySelector(`[data-errors="${CSS.escape(name)}"]`);
    if (!place) {
      general.push(...sentences);
      continue;
    }
    fill(place, sentences);
    const field = place.parentElement.querySelector("input:not([type=hidden]), textarea, select");
    field?.setAttribute("aria-invalid", "true");
    first ??= field;
  }
  const place = form.querySelector('[data-errors=""]');
  if (general.length) fill(place, general);
  if (answer.version !== undefined) showConflict(form, answer, onDrop);
  if (first) {
    first.focus();
  } else {
    place.tabIndex = -1;
    place.focus();
  }
}

function fill(place, sentences) {
  place.replaceChildren(...sentences.map((sentence) => element("p", "", sentence)));
  place.hidden = false;
}

function showConflict(form, { current, version }, onDrop) {
  form.querySelector(".conflict")?.remove();
  const box = element("div", "conflict");
  const done = () => {
    box.remove();
    form.classList.remove("has-conflict");
    fill(form.querySelector('[data-errors=""]'), [say("adopted")]);
    form.querySelector("textarea")?.focus();
  };
  box.append(
    element("h4", "", say("theirs")),
    element("p", "conflict-text", current),
    element("p", "help", say("conflictHelp")),
    button("button", say("adopt"), () => {
      form.elements.namedItem("version").value = version;
      done();
    }),
    button("button button-quiet", say("dropMine"), () => onDrop(form)),
  );
  form.querySelector('[data-errors=""]').after(box);
  form.classList.add("has-conflict");
}
