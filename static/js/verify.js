// The check of a PDF in hand, on the device where it is: the file is read here, and nothing of it is sent. What checks
// it (checking.js) and what reads a PDF (pdfworker.js) are fetched once a file is chosen.

import { Said, filled } from "./verify/report.js";
import { paragraphs, shown } from "./verify/shown.js";

const page = document.querySelector("[data-check]");
const words = JSON.parse(document.getElementById("check-words").textContent);
const roots = JSON.parse(document.getElementById("check-roots").textContent);
const said = new Said(words, document.documentElement.lang, page.dataset.zone);
const moulds = {
  verdict: page.querySelector("[data-verdict-kit]"),
  signature: page.querySelector("[data-signature-kit]"),
};
const input = page.querySelector("[data-file]");
const drop = page.querySelector("[data-drop]");
const steps = page.querySelector("[data-steps]");
const progress = page.querySelector("[data-progress]");
const result = page.querySelector("[data-result]");
const fileName = page.querySelector("[data-file-name]");
let turn = 0;
let checking = null;

page.querySelector("[data-here]").hidden = false;
// Where the server answered, its form is what the person uses.
if (!result.firstElementChild && !page.querySelector("[aria-invalid]")) page.querySelector("[data-other]").open = false;

input.addEventListener("change", () => {
  if (input.files.length > 0) begin(input.files);
  // The same file chosen again is checked again.
  input.value = "";
});
for (const kind of ["dragenter", "dragover"]) page.addEventListener(kind, (event) => over(event, true));
for (const kind of ["dragleave", "drop"]) page.addEventListener(kind, (event) => over(event, false));
page.addEventListener("drop", (event) => {
  if (event.dataTransfer.files.length > 0) begin(event.dataTransfer.files);
});
// A file that misses would be opened in place of the page.
for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => event.preventDefault());

function over(event, isOver) {
  event.preventDefault();
  drop.classList.toggle("is-over", isOver);
}

// Of two files chosen one after the other, the last one is answered.
async function begin(files) {
  const mine = (turn += 1);
  const isOurs = () => mine === turn;
  clear();
  page.querySelector("[data-picture]").hidden = true;
  if (files.length > 1) return say(words.several);
  const [file] = files;
  fileName.textContent = file.name;
  fileName.hidden = false;
  if (file.size > Number(page.dataset.largest)) return say(words.large);
  try {
    const told = (...step) => isOurs() && show(...step);
    told("reading");
    const [pdf, check] = await Promise.all([bytesOf(file), fetched()]);
    const report = await check(pdf, { roots, worker: page.dataset.worker, told });
    if (isOurs()) answer(report);
  } catch (error) {
    console.error(error);
    if (isOurs()) say(words.failed);
  }
}

async function bytesOf(file) {
  return new Uint8Array(await file.arrayBuffer());
}

function fetched() {
  checking ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: page.dataset.checking });
    document.addEventListener("checking", (event) => resolve(event.detail), { once: true });
    script.addEventListener("error", () => {
      checking = null;
      script.remove();
      reject(new Error("checking.js does not load"));
    });
    document.head.append(script);
  });
  return checking;
}

function clear() {
  result.replaceChildren();
  steps.replaceChildren();
  steps.hidden = progress.hidden = fileName.hidden = true;
}

// A sentence in place of an answer.
function say(sentence) {
  clear();
  const box = Object.assign(document.createElement("div"), { className: "banner banner-danger", tabIndex: -1 });
  const text = Object.assign(document.createElement("div"), { className: "banner-text" });
  text.append(...paragraphs([sentence]));
  box.append(text);
  result.append(box);
  box.focus();
}

function show(step, done, of) {
  steps.hidden = false;
  let item = steps.querySelector(`[data-step="${step}"]`);
  if (!item) {
    item = document.createElement("li");
    item.dataset.step = step;
    item.textContent = words.steps[step];
    steps.append(item);
    page.querySelector("[data-said]").textContent = words.steps[step];
  }
  if (of) {
    progress.hidden = false;
    progress.max = of;
    progress.value = done;
    item.textContent = filled(words.progress, { done, of });
  }
}

function answer(report) {
  page.querySelector("[data-said]").textContent = "";
  steps.hidden = progress.hidden = true;
  const element = shown(report, said, moulds);
  const form = element.querySelector("[data-ask]");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(element, form, report.pdf_sha256);
  });
  result.replaceChildren(element);
  if (report.unjudged) page.querySelector("[data-other]").open = true;
  element.querySelector("h2").focus();
}

// The one request there is after the page: the fingerprint leaves, because the person asked.
async function ask(element, form, sha256) {
  const place = element.querySelector('[data-slot="register"]');
  try {
    const address = `${page.dataset.register}?sha256=${sha256}`;
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(String(response.status));
    place.replaceChildren(...paragraphs((await response.json()).sentences));
    form.hidden = true;
  } catch {
    place.replaceChildren(...paragraphs([words.unanswered]));
  }
}
