// A shared tablet in one person's hands: it goes back when they say so, and by itself when they leave it alone.
// Without this file the button still works, and the server ends the loan a little later.

import { typedText } from "./live/dirty.js";

const SECOND = 1_000;
const KEEP_EVERY = 20 * SECOND;
const LONGEST_WAIT = 5 * SECOND;
const SIGNS_OF_LIFE = ["pointerdown", "touchstart", "keydown", "input", "wheel"];

let touched = Date.now();

function sinceTouched() {
  // A clock that is set back would make somebody of nobody.
  touched = Math.min(touched, Date.now());
  return Date.now() - touched;
}

function watch(whenQuiet) {
  for (const kind of SIGNS_OF_LIFE) {
    window.addEventListener(kind, ({ isTrusted }) => isTrusted && (touched = Date.now()), { capture: true, passive: true });
  }
  window.setInterval(whenQuiet, SECOND);
  document.addEventListener("visibilitychange", whenQuiet);
}

function startLent(bar) {
  const form = document.getElementById("give-back");
  const said = { done: bar.querySelector("[data-lent-done] span"), warning: bar.querySelector("[data-lent-warning] span") };
  const seconds = bar.querySelector("[data-lent-seconds]");
  const stay = bar.querySelector("[data-lent-stay]");
  const quiet = Number(bar.dataset.quiet) * SECOND;
  const warning = Number(bar.dataset.warning) * SECOND;
  let kept = Date.now();
  let leaving = false;

  function tick() {
    if (leaving) return;
    const left = quiet - sinceTouched();
    if (left <= 0) {
      giveBack();
      return;
    }
    warn(left <= warning, left);
    if (touched > kept && Date.now() - kept > KEEP_EVERY) keep();
  }

  function warn(now, left) {
    for (const each of [said.warning, seconds, stay]) each.hidden = !now;
    if (now) said.done.hidden = true;
    bar.classList.toggle("is-warning", now);
    seconds.textContent = `${Math.ceil(left / SECOND)} s`;
  }

  // Only while somebody is there: the server counts from the last time it heard of them.
  async function keep() {
    kept = Date.now();
    try {
      const answer = await fetch(bar.dataset.keep, { cache: "no-store" });
      if (answer.status === 410 && !leaving) away();
    } catch {
      // Without a network there is nobody to tell.
    }
  }

  // What is being sent arrives first; then nothing of this person is left on the page, wherever the browser keeps it.
  async function giveBack() {
    leaving = true;
    const patience = Date.now() + LONGEST_WAIT;
    while (document.querySelector('main form[aria-busy="true"], main [data-unsent]') && Date.now() < patience) {
      await new Promise((resolve) => window.setTimeout(resolve, SECOND / 20));
    }
    empty();
    form.submit();
  }

  function away() {
    leaving = true;
    empty();
    window.location.replace(bar.dataset.home);
  }

  function empty() {
    // As when a page is left: the live line hangs up, and brings no more news.
    window.dispatchEvent(new Event("pagehide"));
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    document.querySelector("main").replaceChildren();
    // What is written together lets go of its text, and of what it kept of it.
    document.dispatchEvent(new Event("shown"));
    window.sessionStorage.clear();
    document.querySelector(".lent-who")?.remove();
    bar.remove();
  }

  // Before the page's own question whether a consequence is meant, which asks it.
  window.addEventListener(
    "submit",
    ({ target }) => {
      if (target !== form) return;
      const typed = [...document.querySelectorAll("main form")].some((each) => typedText(each).length > 0);
      const unsent = typed || document.querySelector("main [data-unsent][data-cut]") !== null;
      if (unsent) form.dataset.confirm = bar.dataset.unsent;
      else delete form.dataset.confirm;
    },
    true,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!leaving) giveBack();
  });
  stay.addEventListener("click", tick);
  document.addEventListener("accepted", () => {
    said.done.hidden = false;
    bar.classList.add("is-done");
  });
  window.addEventListener("pageshow", ({ persisted }) => persisted && away());
  watch(tick);
}

// The page where a code is typed is nobody's yet: left alone, it is the table's again, and empty.
function startLend(page) {
  const form = page.querySelector("form");
  watch(() => sinceTouched() > Number(page.dataset.quiet) * SECOND && window.location.replace(page.dataset.home));
  window.addEventListener("pageshow", ({ persisted }) => persisted && form.reset());
}

const bar = document.querySelector("[data-lent]");
const page = document.querySelector("[data-lend][data-quiet]");
if (bar) startLent(bar);
else if (page) startLend(page);
