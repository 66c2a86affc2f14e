// How long is left, by the server's clock: this one only says how far apart the two are.

import { announce, say } from "./words.js";

let offset = 0;
let heard = { endsAt: "", left: Infinity };

export function startClock(page) {
  offset = Date.parse(page.dataset.now) - Date.now();
  showTime();
  window.setInterval(showTime, 1000);
}

export function showTime() {
  const round = document.querySelector(".round[data-ends-at]");
  const place = round?.querySelector("[data-countdown]");
  // On a page that is paused nothing is told: the round may be over, or another.
  if (!place || round.closest("[hidden]")) return;
  const endsAt = round.dataset.endsAt;
  const left = Math.max(0, Math.ceil((Date.parse(endsAt) - Date.now() - offset) / 1000));
  const text = sentence(left);
  if (place.textContent !== text) place.textContent = text;
  round.classList.toggle("is-over", left === 0);
  tell(endsAt, left);
}

function sentence(left) {
  const seconds = left % 60;
  const minutes = Math.floor(left / 60) % 60;
  const hours = Math.floor(left / 3600);
  if (left === 0) return say("over");
  if (hours) return say("hoursLeft", { hours, minutes });
  return minutes ? say("minutesLeft", { minutes, seconds }) : say("secondsLeft", { seconds });
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
