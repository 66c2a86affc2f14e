// Who is writing where: a caret with a first name and a colour, and in one line who is here.

import { element } from "../live/words.js";

const COLOURS = 8;
const NAMED = 3_000;
const fading = new Map();

function colourOf(user) {
  const colour = Number(user?.colour);
  return Number.isInteger(colour) && colour >= 1 && colour <= COLOURS ? colour : 1;
}

export function selectionOf(user) {
  return { class: `writer-selection writer-${colourOf(user)}` };
}

export function caretOf(user, client) {
  const caret = element("span", `writer-caret writer-${colourOf(user)}`);
  caret.dataset.writer = client;
  // Heard in the middle of a sentence, a name would be taken for a part of it.
  caret.setAttribute("aria-hidden", "true");
  caret.append("\u2060", element("span", "writer-name", user?.name ?? ""), "\u2060");
  return caret;
}

// At the end of a line, a name stands before its caret.
function showName(caret, shown) {
  caret.classList.toggle("is-moving", shown);
  caret.classList.remove("is-turned");
  const field = caret.closest(".writing-field").getBoundingClientRect();
  caret.classList.toggle("is-turned", shown && caret.lastElementChild.getBoundingClientRect().right > field.right);
}

// Whoever moves shows their name for a moment; then their caret hides no word.
export function showNames(place, clients) {
  for (const client of clients) {
    const show = (shown) => {
      for (const caret of place.querySelectorAll(`[data-writer="${client}"]`)) showName(caret, shown);
    };
    // The caret itself is drawn a moment later.
    setTimeout(() => show(true));
    clearTimeout(fading.get(client));
    fading.set(client, setTimeout(() => show(false), NAMED));
  }
}

// Everyone else who has the text open, each once, however many pages they have.
export function others(awareness) {
  const found = new Map();
  for (const [client, { user }] of awareness.getStates()) {
    if (client !== awareness.clientID && user?.name) found.set(`${user.name} ${user.colour}`, user);
  }
  return [...found.values()].sort((one, other) => one.name.localeCompare(other.name));
}

export function listPeople(list, people) {
  const key = people.map(({ name, colour }) => `${name} ${colour}`).join();
  if (list.dataset.shown === key) return;
  list.dataset.shown = key;
  list.replaceChildren(
    ...people.map((user) => {
      const item = element("li", "", user.name);
      item.prepend(element("span", `writer-dot writer-${colourOf(user)}`));
      return item;
    }),
  );
}
