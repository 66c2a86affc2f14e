// What the script says, in the page's language, and where it says it.

const words = document.querySelector("[data-words]").dataset;
const SECONDS_SHOWN = 8;

export function say(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// The same sentence twice is heard twice: the place is emptied first.
export function announce(sentence, place = "[data-announce]") {
  const node = document.querySelector(place);
  node.textContent = "";
  window.setTimeout(() => (node.textContent = sentence), 50);
}

export function toast(sentence) {
  const note = document.createElement("p");
  note.className = "toast";
  note.textContent = sentence;
  // The last word only: a pile of them would hide what they are about.
  document.querySelector("[data-toasts]").replaceChildren(note);
  window.setTimeout(() => note.remove(), SECONDS_SHOWN * 1000);
}

export function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

export function button(className, text, onClick) {
  const node = element("button", className, text);
  node.type = "button";
  node.addEventListener("click", onClick);
  return node;
}
