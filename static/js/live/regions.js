// News replaces a region's content without taking anything from under the person's hands.

import { Idiomorph } from "idiomorph";
import { checkReading } from "./aloud.js";
import { showTime } from "./clock.js";
import { isDirty } from "./dirty.js";
import { measure } from "./edges.js";
import { hasErrors } from "./errors.js";
import { searchAgain } from "./explain.js";
import { hold, isComposingIn, watchComposing } from "./hands.js";
import { showMarks } from "./marks.js";
import { tellNews, toldNow } from "./news.js";
import { rescue } from "./rescue.js";
import { isGoing, roundNow, tellRound } from "./rounds.js";
import { Texts } from "./texts.js";
import { showWriting } from "./writing.js";

const texts = new Texts();
const due = new Set();
let planned = [];
const EMPTY_TOKEN = 'name="csrfmiddlewaretoken" value=""';
// A page that is drawn shows news at its next picture; one that is not, all the same.
const LATEST = 200;

function token() {
  // A page that has nothing to send has none.
  return document.querySelector('.site-header input[name="csrfmiddlewaretoken"]')?.value ?? "";
}

function sectionOf(name) {
  return document.querySelector(`[data-region="${CSS.escape(name)}"]`);
}

function newSection(name) {
  const section = document.createElement("section");
  section.className = `region region-${name}`;
  section.id = `region-${name}`;
  section.dataset.region = name;
  document.querySelector(".regions").append(section);
  return section;
}

// What the page has, for the line to tell: the news that arrived, even if it is drawn only in a moment.
export const has = {
  shown() {
    const sections = [...document.querySelectorAll("[data-region]")];
    return texts.shown(Object.fromEntries(sections.map((each) => [each.dataset.region, each.dataset.cursor])));
  },
  holds: () => texts.holds(),
};

export function follow(line) {
  line.onNews((news) => {
    if (texts.take(news)) plan(news);
    // Said again as long as news comes that was sent before the server heard it.
    if (texts.wanting) line.hello();
  });
  watchComposing((field) => {
    const section = field.closest("[data-region]");
    if (section) refresh(section);
  });
}

// Of the news that comes between two pictures, the latest is drawn.
function plan({ region, cursor }) {
  const section = sectionOf(region) ?? newSection(region);
  section.dataset.cursor = cursor;
  due.add(region);
  if (document.visibilityState === "hidden") draw();
  else if (!planned.length) planned = [window.requestAnimationFrame(draw), window.setTimeout(draw, LATEST)];
}

function draw() {
  window.cancelAnimationFrame(planned[0]);
  window.clearTimeout(planned[1]);
  planned = [];
  const regions = [...due];
  due.clear();
  for (const section of regions.map(sectionOf)) if (section) refresh(section);
}

// Show the latest news again, where a form was spared before and no longer needs to be.
export function refresh(section) {
  const text = texts.html(section.dataset.region);
  if (text === undefined) return;
  const html = text.replaceAll(EMPTY_TOKEN, `name="csrfmiddlewaretoken" value="${token()}"`);
  const before = roundNow();
  const told = toldNow();
  const letGo = hold(section, { still: isGoing() });
  Idiomorph.morph(section, html, { morphStyle: "innerHTML", restoreFocus: false, callbacks });
  showMarks();
  showTime();
  checkReading();
  searchAgain();
  showWriting();
  keepOver(section);
  measure();
  letGo();
  tellRound(before, roundNow());
  tellNews(told, toldNow());
}

// A dialog that was moved with its surroundings is no longer over the page: it is put there again.
function keepOver(section) {
  if (!window.CSS.supports("selector(:modal)")) return;
  for (const dialog of section.querySelectorAll("dialog[open]:not(:modal)")) {
    dialog.open = false;
    dialog.showModal();
  }
}

// A form in which something was typed, or is being read, waits until the person is done with it.
function isInUse(form) {
  return isComposingIn(form) || isDirty(form) || hasErrors(form);
}

const callbacks = {
  beforeNodeMorphed(node) {
    // What is written together has news of its own, and an answer is the person's, not of the region that asks for it.
    if (node.matches?.('[data-document].is-up, [data-act="take-temperature"]')) return false;
    return !((node.matches?.("form[data-act]") && isInUse(node)) || node.matches?.("[data-word-search]"));
  },
  beforeNodeRemoved(node) {
    const forms = node.matches?.("form[data-act]") ? [node] : (node.querySelectorAll?.("form[data-act]") ?? []);
    for (const form of forms) rescue(form);
    return true;
  },
  beforeAttributeUpdated(name, node) {
    if (name === "open" && (node.tagName === "DETAILS" || node.tagName === "DIALOG")) return false;
    if (name === "data-reopened") return false;
    return !(name === "tabindex" || name === "aria-busy" || (name === "class" && node.matches(".is-done")));
  },
};
