// What does not fit is shown page after page. New content begins with its first page.

const SECONDS_A_PAGE = 12;
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const places = new WeakMap();

export function startTurning() {
  window.setInterval(turn, 500);
  window.addEventListener("resize", turn);
  turn();
}

function turn() {
  for (const place of document.querySelectorAll("[data-turns]")) show(place);
}

function show(place) {
  const gap = parseFloat(getComputedStyle(place).columnGap) || 0;
  const step = place.clientWidth + gap;
  const pages = Math.max(1, Math.round((place.scrollWidth + gap) / step));
  const seen = places.get(place);
  const since = seen?.about === place.dataset.turns ? seen.since : Date.now();
  const page = Math.floor((Date.now() - since) / 1000 / SECONDS_A_PAGE) % pages;
  const left = page * step;
  if (seen?.left !== left) place.scrollTo({ left, behavior: seen && !calm.matches ? "smooth" : "instant" });
  places.set(place, { about: place.dataset.turns, since, left });
  const counter = place.parentElement.querySelector("[data-turn]");
  const text = pages > 1 ? `${page + 1} / ${pages}` : "";
  if (counter && counter.textContent !== text) counter.textContent = text;
}
