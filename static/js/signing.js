// To sign, one step at a time, with a key that this browser makes for it. Without this file the form is whole, and
// the simpler signature is there.

import { clearErrors, showErrors, showTrouble } from "./live/errors.js";
import { element, say } from "./live/words.js";
import { digestOf, makeKey, publicPart, sign } from "./signing/cms.js";
import { normalised } from "./signing/text.js";

const form = document.querySelector("[data-signing]");
const STEPS = [...form.querySelectorAll("[data-step]")];
const KEPT = `signing ${form.elements.text_digest.value}`;
const buttons = form.querySelector("[data-buttons]");
const simply = form.querySelector("[data-sign-simply]");
const lent = "lent" in form.dataset;
const hasKeys = !lent && window.crypto?.subtle !== undefined;
let current = STEPS[0];
let busy = false;
// A signature that was made and not acknowledged yet: sent again as it is.
let made = null;
// One key for all tries: whose answer was lost is given the very same certificate.
let keys = null;

class Refusal extends Error {
  constructor(answer) {
    super("refused");
    this.answer = answer;
  }
}

const chosen = (name) => form.elements[name].value;
const progress = (key) => (form.querySelector("[data-progress]").textContent = key ? say(key) : "");
const asked = () => STEPS.filter((step) => !step.dataset.when || step.dataset.when === chosen("decision"));

// What is on the page

function show() {
  const decision = chosen("decision");
  for (const each of form.querySelectorAll("[data-when]:not([data-step])")) each.hidden = each.dataset.when !== decision;
  for (const step of STEPS) step.hidden = step !== current;
  form.querySelector("[data-other]").hidden = chosen("appear") !== "other";
  form.querySelector("[data-send]").hidden = chosen("proof") !== "code";
  if (!hasKeys) form.querySelector("[data-own-key]").hidden = true;
  const steps = asked();
  const place = form.querySelector("[data-place]");
  place.hidden = !decision;
  place.textContent = say("place", { step: steps.indexOf(current) + 1, steps: steps.length });
  const last = current === STEPS.at(-1);
  buttons.querySelector("[data-next]").hidden = last;
  buttons.querySelector("[data-back]").hidden = current === STEPS[0];
  if (last) summarise(decision);
}

function summarise(decision) {
  const label = (name) => form.querySelector(`[name="${name}"]:checked`)?.closest("label").innerText.trim() ?? "";
  const rows = [["decision", label("decision")]];
  if (decision === "signed") {
    rows.push(["reservation", form.elements.reservation.value.trim() || say("none")]);
    rows.push(["appearance", chosen("appear") === "other" ? form.elements.other_name.value.trim() : label("appear")]);
    simply.textContent = say(hasKeys ? "signPlain" : "signOnly");
  } else {
    rows.push(["reason", form.elements.reason.value.trim() || say("none")]);
    simply.textContent = say("decline");
  }
  const alone = decision !== "signed" || !hasKeys;
  simply.classList.toggle("button-primary", alone);
  simply.classList.toggle("button-secondary", !alone);
  const summary = form.querySelector("[data-summary]");
  summary.hidden = false;
  summary.replaceChildren(
    ...rows.map(([key, value]) => {
      const row = element("div");
      row.append(element("dt", "", say(key)), element("dd", "", value));
      return row;
    }),
  );
}

function go(step, { focus = true } = {}) {
  current = step;
  show();
  if (focus) {
    step.querySelector("h3").focus({ preventScroll: true });
    document.getElementById("decide").scrollIntoView({ block: "start" });
  }
}

function move(by) {
  const steps = asked();
  go(steps[steps.indexOf(current) + by]);
}

// What lacks before one goes on, by field
function lacking() {
  switch (current.dataset.step) {
    case "decide":
      return chosen("decision") ? {} : { decision: [say("choose")] };
    case "appear":
      if (!chosen("appear")) return { appear: [say("chooseAppear")] };
      return chosen("appear") === "other" && !form.elements.other_name.value.trim()
        ? { other_name: [say("nameMissing")] }
        : {};
    case "prove":
      return form.elements.code.value.trim() ? {} : { code: [say("codeMissing")] };
    default:
      return {};
  }
}

function forward() {
  clearErrors(form);
  const errors = lacking();
  if (Object.keys(errors).length) showErrors(form, { errors });
  else move(1);
}

// The step where the first error belongs is shown before the error takes the focus.
function explain(answer) {
  const name = Object.keys(answer.errors).find((each) => form.querySelector(`[data-step] [data-errors="${CSS.escape(each)}"]`));
  const step = name && form.querySelector(`[data-errors="${CSS.escape(name)}"]`).closest("[data-step]");
  if (step) go(step, { focus: false });
  showErrors(form, answer);
}

// What is typed survives a way to one's mailbox and back; never on a device that others use.

function keep() {
  if (lent) return;
  const { csrfmiddlewaretoken, next, text_digest, code, ...typed } = Object.fromEntries(new FormData(form));
  try {
    window.sessionStorage.setItem(KEPT, JSON.stringify({ typed, step: current.dataset.step }));
  } catch {
    // A browser that keeps nothing: the form still works.
  }
}

function recall() {
  if (lent || form.querySelector("[data-errors]:not([hidden])")) return;
  try {
    const { typed, step } = JSON.parse(window.sessionStorage.getItem(KEPT)) ?? {};
    for (const [name, value] of Object.entries(typed ?? {})) {
      if (form.elements[name]) form.elements[name].value = value;
    }
    if (step && chosen("decision")) current = asked().find((each) => each.dataset.step === step) ?? current;
  } catch {
    // What cannot be read is asked again.
  }
}

function forget() {
  try {
    window.sessionStorage.removeItem(KEPT);
  } catch {
    // Nothing was kept.
  }
}

// What is sent

async function post(address, fields) {
  let response;
  try {
    response = await fetch(address, { method: "POST", body: fields, headers: { Accept: "application/json" } });
  } catch {
    throw new Refusal({ errors: { "": [say("notSent")] } });
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok || !answer) throw new Refusal(answer?.errors ? answer : { errors: { "": [say("notSent")] } });
  return answer;
}

// One thing at a time; whatever goes wrong is said, and nothing is lost.
async function doing(work) {
  if (busy) return;
  busy = true;
  clearErrors(form);
  form.setAttribute("aria-busy", "true");
  for (const each of form.querySelectorAll("button")) each.setAttribute("aria-disabled", "true");
  try {
    await work();
  } catch (error) {
    progress("");
    if (error instanceof Refusal) explain(error.answer);
    else showTrouble(form, say("noKey"));
  } finally {
    busy = false;
    form.removeAttribute("aria-busy");
    for (const each of form.querySelectorAll("button")) each.removeAttribute("aria-disabled");
  }
}

function done() {
  forget();
  progress("done");
  window.location.replace(form.dataset.done);
}

async function sendCode(button) {
  progress("sending");
  const { said } = await post(button.formAction, new FormData(form));
  form.querySelector("[data-progress]").textContent = said;
  form.elements.code.value = "";
  form.elements.code.focus();
}

async function signSimply() {
  progress("recording");
  await post(form.action, new FormData(form));
  done();
}

async function signWithKey() {
  made ??= await makeSignature();
  progress("signing");
  const fields = new FormData();
  fields.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  fields.set("text_digest", form.elements.text_digest.value);
  fields.set("signature", inBase64(made));
  await post(form.dataset.key, fields);
  done();
}

async function makeSignature() {
  progress("reading");
  const text = await textToSign();
  progress("making");
  keys ??= await makeKey();
  const fields = new FormData(form);
  fields.set("public_key", inBase64(await publicPart(keys)));
  progress("certifying");
  const reservation = normalised(form.elements.reservation.value);
  const { certificate } = await post(form.dataset.certify, fields);
  return sign({ keys, certificate: fromBase64(certificate), text, reservation });
}

// The bytes themselves, and that they are those whose fingerprint everybody sees.
async function textToSign() {
  let bytes;
  try {
    const response = await fetch(form.dataset.text, { cache: "no-store" });
    if (!response.ok) throw new Error(response.statusText);
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch {
    throw new Refusal({ errors: { "": [say("notSent")] } });
  }
  const shown = document.querySelector("[data-text-digest]").dataset.textDigest;
  const computed = [...(await digestOf(bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (computed !== shown) throw new Refusal({ errors: { "": [say("otherText")] } });
  return bytes;
}

function inBase64(bytes) {
  return window.btoa(String.fromCharCode(...bytes));
}

function fromBase64(text) {
  return Uint8Array.from(window.atob(text), (sign) => sign.charCodeAt(0));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  // Enter in a field goes on, as the button for that does.
  if (button?.matches("[data-send-code]") && document.activeElement === button) doing(() => sendCode(button));
  else if (current !== STEPS.at(-1)) forward();
  else if (button === simply) doing(signSimply);
});
form.addEventListener("click", (event) => {
  if (event.target.closest("[data-sign-key]")) doing(signWithKey);
  if (event.target.closest("[data-next]")) forward();
  if (event.target.closest("[data-back]")) move(-1);
});
form.addEventListener("input", () => {
  // Another choice is another signature.
  made = null;
  show();
  keep();
});
window.addEventListener("pagehide", keep);

buttons.hidden = false;
recall();
const wrong = form.querySelector("[data-step] [data-errors]:not([hidden])")?.closest("[data-step]");
if (wrong) current = wrong;
show();
