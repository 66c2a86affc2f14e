// How long is left, by the server's clock: this one only says how far apart the two are.
// A place is a [data-countdown] inside an element with data-ends-at; a ring beside it empties as the time passes.
// A [data-late-from] is hidden until that moment.

import { announce, say } from "./words.js";

const RING = 1000;
const SHORT = 60;
// Minutes left from which on the seconds are told too.
const SOON = 5;
const FORMS = { figures, short };
let offset = 0;
let heard = { endsAt: "", left: Infinity };
let heardOfStep = heard;
let heardTurn = { endsAt: "", left: Infinity };

export function startClock(page) {
  offset = Date.parse(page.dataset.now) - Date.now();
  showTime();
  window.setInterval(showTime, 1000);
}

export function showTime() {
  for (const place of document.querySelectorAll("[data-countdown]")) {
    const clock = place.closest("[data-ends-at]");
    // On a page that is paused nothing is told: the round may be over, or another.
    if (clock && !clock.closest("[hidden]")) show(clock, place);
  }
  for (const place of document.querySelectorAll("[data-late-from]")) {
    const hidden = milliseconds(place.dataset.lateFrom) > 0;
    if (place.hidden !== hidden) place.hidden = hidden;
  }
  const round = document.querySelector(".round[data-ends-at]");
  if (round && !round.closest("[hidden]")) tell(round.dataset.endsAt, leftUntil(round.dataset.endsAt));
  const step = document.querySelector("[data-step] [data-ends-at]");
  if (step && round && !round.closest("[hidden]")) tellStep(step.dataset.endsAt, leftUntil(step.dataset.endsAt));
  // On a desk many tables speak at once: only the turn that this page is about is heard to end.
  const turn = document.querySelector(".voice [data-turn], .floor [data-turn], .desk-floor [data-turn]");
  if (turn && !turn.closest("[hidden]")) tellTurn(turn.dataset.endsAt, leftUntil(turn.dataset.endsAt));
}

function milliseconds(endsAt) {
  return Math.max(0, Date.parse(endsAt) - Date.now() - offset);
}

function leftUntil(endsAt) {
  return Math.ceil(milliseconds(endsAt) / 1000);
}

function show(clock, place) {
  const { startsAt, endsAt } = clock.dataset;
  const left = leftUntil(endsAt);
  const text = (FORMS[place.dataset.countdown] ?? sentence)(left);
  if (place.textContent !== text) place.textContent = text;
  for (const each of [clock, clock.closest(".round")]) {
    each?.classList.toggle("is-over", left === 0);
    each?.classList.toggle("is-last", left > 0 && left <= SHORT);
  }
  const ring = clock.querySelector("[data-ring]");
  if (!ring || !startsAt) return;
  const all = Date.parse(endsAt) - Date.parse(startsAt);
  const share = all > 0 ? Math.min(1, milliseconds(endsAt) / all) : 0;
  ring.setAttribute("stroke-dashoffset", Math.round(RING * (1 - share)));
}

function parts(left) {
  return { hours: Math.floor(left / 3600), minutes: Math.floor(left / 60) % 60, seconds: left % 60 };
}

function sentence(left) {
  const { hours, minutes, seconds } = parts(left);
  if (left === 0) return say("over");
  if (hours) return say("hoursLeft", { hours, minutes });
  return minutes ? say("minutesLeft", { minutes, seconds }) : say("secondsLeft", { seconds });
}

// In few words; seconds count at the end only.
function short(left) {
  const { hours, minutes, seconds } = parts(left);
  if (left === 0) return say("shortOver");
  if (hours) return say("shortHours", { hours, minutes: String(minutes).padStart(2, "0") });
  if (minutes >= SOON) return say("shortMinutes", { minutes });
  return minutes ? say("shortBoth", { minutes, seconds }) : say("shortSeconds", { seconds });
}

// As on a clock: 1:05:00, 12:30, 0:09.
function figures(left) {
  const { hours, minutes, seconds } = parts(left);
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

// Heard once, at its end: nothing stops then.
function tellStep(endsAt, left) {
  const before = heardOfStep.endsAt === endsAt ? heardOfStep.left : left;
  if (before > 0 && left === 0) announce(say("stepOver"), "[data-clock-announce]");
  heardOfStep = { endsAt, left };
}

// Heard three times only: at five minutes, at one, at the end.
function tell(endsAt, left) {
  const before = heard.endsAt === endsAt ? heard.left : left;
  const passed = (limit) => before > limit && left <= limit;
  if (passed(0)) announce(say("over"), "[data-clock-announce]");
  else if (passed(60)) announce(say("oneMinute"), "[data-clock-announce]");
  else if (passed(300)) announce(say("fiveMinutes"), "[data-clock-announce]");
  heard = { endsAt, left };
}

// A turn is heard to end, and goes on for as long as those in the room let it.
function tellTurn(endsAt, left) {
  if (heardTurn.endsAt === endsAt && heardTurn.left > 0 && left === 0) announce(say("turnOver"), "[data-clock-announce]");
  heardTurn = { endsAt, left };
}
