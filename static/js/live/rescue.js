// Words that were typed and not saved when their form went away: kept in sight, to copy.

import { typedText } from "./dirty.js";
import { button, element, say } from "./words.js";

export function rescue(form) {
  keepInSight(typedText(form).map((field) => field.value.trim()).filter(Boolean));
}

// Returns what takes them out of sight again.
export function keepInSight(texts) {
  const place = document.querySelector("[data-rescue]");
  // A page that is emptied for the next person shows nothing.
  if (!texts.length || !place) return () => {};
  const box = element("div", "rescued");
  const kept = element("textarea");
  kept.readOnly = true;
  kept.rows = 6;
  kept.value = texts.join("\n\n");
  kept.setAttribute("aria-label", say("rescued"));
  const close = () => {
    box.remove();
    place.hidden = !place.children.length;
  };
  box.append(element("p", "", say("rescued")), kept, button("button button-quiet", say("close"), close));
  place.append(box);
  place.hidden = false;
  return close;
}
