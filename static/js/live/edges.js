// How much of the window is taken by what stays in sight: nothing that has the focus is hidden behind it.

const EDGES = { "--bar-top": [".round-bar", "sticky"], "--bar-bottom": [".tools-in", "fixed"] };

export function measure() {
  for (const [name, [selector, position]] of Object.entries(EDGES)) {
    const bar = document.querySelector(selector);
    const stays = bar && getComputedStyle(bar).position === position;
    document.documentElement.style.setProperty(name, `${stays ? bar.offsetHeight : 0}px`);
  }
}

export function watchEdges() {
  measure();
  new ResizeObserver(measure).observe(document.querySelector("main"));
}
