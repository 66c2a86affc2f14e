// Acts: the page's own forms, sent without leaving the page. What was typed is never lost.

import { isDirty, markClean, typedText } from "./dirty.js";
import { clearErrors, showErrors, showTrouble } from "./errors.js";
import { showMarks } from "./marks.js";
import { refresh } from "./regions.js";
import { say, toast } from "./words.js";

// Acts that add something: once accepted, their form is ready for the next.
const ADDING = new Set([
  "ask-question",
  "cite-evidence",
  "make-remark",
  "move-citizen",
  "new-proposal",
  "propose-amendment",
  "raise-card",
  "send-notice",
]);
const sending = new WeakSet();

export function startForms(page, line) {
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-act]")) return;
    event.preventDefault();
    if (!sending.has(form)) submit(form, line);
  });
  for (const kind of ["input", "change"]) {
    page.addEventListener(kind, (event) => {
      const form = event.target.closest("form[data-act]");
      form?.classList.toggle("is-dirty", isDirty(form));
      forgetRequest(form);
    });
  }
  page.addEventListener("click", (event) => {
    const button = event.target.closest("[data-reopens]");
    if (button) reopen(page.querySelector(`form[data-until="${button.dataset.reopens}"]`));
  });
  window.addEventListener("beforeunload", (event) => {
    const forms = [...document.querySelectorAll("form[data-act]:not([hidden])")];
    if (forms.some((form) => typedText(form).length)) event.preventDefault();
  });
}

// Who changes their mind has the form again, until it is sent.
function reopen(form) {
  form.dataset.reopened = "";
  showMarks();
  form.querySelector("input:not([type=hidden]), select, textarea").focus();
}

// What is changed is another act: it has an id of its own.
function forgetRequest(form) {
  const once = form?.elements.namedItem("request");
  if (once) once.value = "";
}

async function submit(form, line) {
  const once = form.elements.namedItem("request");
  if (once && !once.value) once.value = newId();
  const sent = new FormData(form);
  begin(form);
  const told = form.dataset.over ? await overLine(form, sent, line) : null;
  if (told) {
    end(form);
    if (told.errors) showErrors(form, told, dropMine);
    else accepted(form, sent, told);
    return;
  }
  let response;
  try {
    response = await fetch(form.action, { method: "POST", body: sent, headers: { Accept: "application/json" } });
  } catch {
    end(form);
    showTrouble(form, say("notSent"));
    return;
  }
  const answer = await response.json().catch(() => null);
  end(form);
  if (response.ok && answer) accepted(form, sent, answer);
  else if (answer?.errors) showErrors(form, answer, dropMine);
  else showTrouble(form, say(response.status >= 500 ? "notSent" : "refused"));
}

// A vote, a support: many people press at the same moment, and a frame costs the server far less than a request.
function overLine(form, sent, line) {
  const { request, csrfmiddlewaretoken, next, ...fields } = Object.fromEntries(sent);
  const about = form.dataset.act === "cast-paper" ? "ballot" : "question";
  return line.act({ act: form.dataset.act, id: request ?? newId(), [about]: Number(form.dataset.over), fields });
}

// A page over plain HTTP on a hall's network has no randomUUID.
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function begin(form) {
  sending.add(form);
  clearErrors(form);
  form.setAttribute("aria-busy", "true");
}

function end(form) {
  sending.delete(form);
  form.removeAttribute("aria-busy");
}

function accepted(form, sent, { said }) {
  toast(said);
  forgetRequest(form);
  delete form.dataset.reopened;
  showMarks();
  putAway(form);
  document.dispatchEvent(new CustomEvent("accepted", { detail: form }));
  const section = form.closest("[data-region]");
  const untouched = [...new FormData(form)].every(([name, value]) => sent.get(name) === value || value instanceof File);
  if (ADDING.has(form.dataset.act) && untouched) form.reset();
  else markClean(form, sent);
  const version = form.elements.namedItem("version");
  if (version && !ADDING.has(form.dataset.act)) version.value = Number(sent.get("version")) + 1;
  form.classList.toggle("is-dirty", isDirty(form));
  // What came while the form was being filled is shown now, unless newer news already is.
  if (section && !version) refresh(section);
}

// What was opened for this one act closes once it is done.
function putAway(form) {
  form.closest("dialog[open]")?.close();
  const fold = form.closest("details[data-folds]");
  if (!fold?.open) return;
  fold.open = false;
  fold.querySelector("summary").focus({ preventScroll: true });
}

// The person prefers the text as it stands: theirs goes, the page shows the latest.
function dropMine(form) {
  clearErrors(form);
  form.reset();
  form.classList.remove("is-dirty");
  const section = form.closest("[data-region]");
  if (section) refresh(section);
}
