// The gallery of proposals: what is still unread, what the person has answered, and the filters. What they have read is
// told when the page loads, and kept here from then on: nobody else hears of it, so no news says it.

import { isDirty } from "./dirty.js";
import { say } from "./words.js";

let show = () => {};
let theme = "";
let unreadOnly = false;

const find = (selector) => document.querySelector(selector);
const cards = () => [...document.querySelectorAll("[data-gallery] .reviewed")];

// ``showMarks`` shows the page's marks again.
export function startGallery(page, showMarks) {
  show = showMarks;
  page.addEventListener("toggle", ({ target }) => opened(target.closest(".reviewed > details")), true);
  page.addEventListener("click", ({ target }) => remarkOn(target.closest("[data-passage]")));
  page.addEventListener("change", ({ target }) => {
    if (target.matches("[data-theme-filter]")) theme = target.value;
    else if (target.matches("[data-unread-filter]")) unreadOnly = target.checked;
    else return;
    filter();
  });
}

// As the marks have it.
export function showGallery(marks) {
  if (!find("[data-to-read]")) return;
  for (const card of cards()) {
    const { proposal, version } = card.dataset;
    const known = [...marks].some((mark) => mark.startsWith(`read-${proposal}-`));
    const read = marks.has(`read-${proposal}-${version}`);
    card.dataset.unread = read ? "" : known ? "changed" : "new";
    showAnswer(card, (degree) => marks.has(`temperature-${proposal}-${degree}`));
  }
  const left = cards().filter(isUnread).length;
  tell(left ? say("leftToRead", { left, all: cards().length }) : say("allRead"));
  filter();
}

// An answer that was just sent stands, though the news of it is still to come.
function showAnswer(card, isMine) {
  const form = card.querySelector('[data-act="take-temperature"]');
  const degrees = [...form.elements.degree];
  const mine = degrees.find(({ value }) => isMine(value));
  card.toggleAttribute("data-answered", Boolean(mine));
  if (!mine || form.dataset.told === mine.value || isDirty(form)) return;
  form.dataset.told = mine.value;
  mine.checked = true;
  for (const degree of degrees) degree.defaultChecked = degree === mine;
}

const isUnread = (card) => card.dataset.unread !== "";

// Said by the page's reader only when it is another sentence.
function tell(sentence) {
  const line = find("[data-to-read]");
  if (line.textContent !== sentence) line.textContent = sentence;
}

// What is open, or in hand, is not taken away: it goes with the next choice of the filter.
function filter() {
  const choice = find("[data-theme-filter]");
  if (choice) {
    if (![...choice.options].some(({ value }) => value === theme)) theme = "";
    choice.value = theme;
  }
  find("[data-unread-filter]").checked = unreadOnly;
  for (const group of document.querySelectorAll("[data-theme-group]")) {
    const other = theme && group.dataset.themeGroup !== theme;
    for (const card of group.querySelectorAll(".reviewed")) {
      const held = card.firstElementChild.open || card.contains(document.activeElement);
      card.hidden = other || (unreadOnly && !isUnread(card) && !held);
    }
    group.hidden = !group.querySelector(".reviewed:not([hidden])");
  }
}

async function opened(fold) {
  if (!fold?.open) return;
  const card = fold.parentElement;
  const form = card.querySelector('[data-act="read-proposal"]');
  if (!form || !isUnread(card)) return;
  const read = `read-${card.dataset.proposal}-${form.elements.version.value}`;
  const sent = { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } };
  // What could not be told is still unread, and told when it is opened again.
  const answer = await fetch(form.action, sent).catch(() => null);
  if (!answer?.ok) return;
  find("#readings").dataset.marks += ` ${read}`;
  show();
}

function remarkOn(button) {
  if (!button) return;
  const place = button.closest(".reviewed").querySelector(".make-remark");
  const form = place.querySelector("form");
  place.open = true;
  form.elements.passage.value = button.dataset.passage;
  form.elements.text.focus();
}
