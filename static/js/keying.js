// Keying papers in without a mouse: a figure chooses, Enter goes on, Backspace takes back the last paper.
// Without this file, the arrows, Tab and Enter do the same.

const place = document.querySelector("[data-keying]");
const form = place.querySelector('form[data-act="key-paper"]');

function groups() {
  return [...form.querySelectorAll("fieldset")].map((each) => [...each.querySelectorAll("input[type=radio]")]);
}

function boxes() {
  return [...form.querySelectorAll("input[type=checkbox]")];
}

function fields() {
  return [...form.querySelectorAll("input:not([type=hidden]), select, textarea, button")];
}

// One of the group that has the focus, or the first; then the focus is on the next.
function choose(number) {
  const all = groups();
  if (!all.length) {
    boxes()[number - 1]?.click();
    return;
  }
  const at = Math.max(0, all.findIndex((group) => group.includes(document.activeElement)));
  const chosen = all[at][number - 1];
  if (!chosen) return;
  chosen.click();
  (all[at + 1]?.[0] ?? chosen).focus();
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
  if (event.target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])")) return;
  if (/^[1-9]$/.test(event.key)) {
    event.preventDefault();
    choose(Number(event.key));
  } else if (event.key === "Backspace") {
    event.preventDefault();
    place.querySelector('form[data-act="undo-paper"]')?.requestSubmit();
  } else if (event.key === "Enter" && !event.target.closest("button, a, summary")) {
    event.preventDefault();
    form.requestSubmit();
  }
});

if (!window.location.hash) fields()[0]?.focus({ preventScroll: true });
