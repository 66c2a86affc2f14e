// What came with the news is said once to whoever does not see it: a message, the floor that is given.

import { announce } from "./words.js";

const TOLD = "[data-notice], [data-tell]";

function words(node) {
  return (node.querySelector("[data-notice-text]") ?? node.querySelector(".banner-text")).textContent.trim();
}

export function toldNow() {
  return new Map([...document.querySelectorAll(TOLD)].map((node) => [node.id, words(node)]));
}

export function tellNews(before, after) {
  for (const [id, sentence] of after) if (before.get(id) !== sentence) announce(sentence);
}
