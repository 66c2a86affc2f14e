// News replaces a region's content without taking anything from under the person's hands.

import { Idiomorph } from "idiomorph";
import { showTime } from "./clock.js";
import { isDirty, isTyping } from "./dirty.js";
import { showMarks } from "./marks.js";
import { rescue } from "./rescue.js";
import { announce, button, say } from "./words.js";

const latest = new Map();
const EMPTY_TOKEN = 'name="csrfmiddlewaretoken" value=""';

function token() {
  return document.querySelector('.site-header input[name="csrfmiddlewaretoken"]').value;
}

function sectionOf(name) {
  return document.querySelector(`[data-region="${CSS.escape(name)}"]`);
}

export function shown() {
  return Object.fromEntries(
    [...document.querySelectorAll("[data-region]")].map((each) => [each.dataset.region, each.dataset.cursor]),
  );
}

export function applyNews({ region, cursor, html }) {
  let section = sectionOf(region);
  if (!section) {
    section = document.createElement("section");
    section.className = `region region-${region}`;
    section.dataset.region = region;
    document.querySelector(".regions").append(section);
  }
  section.dataset.cursor = cursor;
  latest.set(region, html.replaceAll(EMPTY_TOKEN, `name="csrfmiddlewaretoken" value="${token()}"`));
  refresh(section);
}

// Show the latest news again, where a form was spared before and no longer needs to be.
export function refresh(section) {
  const html = latest.get(section.dataset.region);
  if (html === undefined) return;
  const before = roundNow();
  const focused = document.activeElement;
  Idiomorph.morph(section, html, { morphStyle: "innerHTML", ignoreActiveValue: false, callbacks });
  showMarks();
  showTime();
  if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
  const after = roundNow();
  if (before.id !== after.id) newRound(after);
  else if (before.endsAt !== after.endsAt && after.until) announce(after.until);
}

const callbacks = {
  beforeNodeMorphed(node) {
    return !(node.matches?.("form[data-act]") && isDirty(node));
  },
  beforeNodeRemoved(node) {
    const forms = node.matches?.("form[data-act]") ? [node] : (node.querySelectorAll?.("form[data-act]") ?? []);
    for (const form of forms) rescue(form);
    return true;
  },
  beforeAttributeUpdated(name, node) {
    if (name === "open" && node.tagName === "DETAILS") return false;
    return !(name === "tabindex" || (name === "class" && node.matches(".is-done")));
  },
};

function roundNow() {
  const header = document.querySelector(".round[data-round]");
  return {
    header,
    id: header?.dataset.round ?? "",
    endsAt: header?.dataset.endsAt ?? "",
    until: header?.querySelector(".until")?.textContent ?? "",
  };
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
  title.focus({ preventScroll: true });
  title.closest(".round").scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
}
