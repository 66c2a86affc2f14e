// What surrounds the pages: which one, how large, and what is said of it (templates/dossier/reader.html).

import { Pages } from "./pages.js";

const SIZES = [0.75, 1, 1.25, 1.5, 2, 3];

// `turned(number)` is told of each page that is shown.
export async function read(reader, { turned = () => {} } = {}) {
  const find = (name) => reader.querySelector(`[data-reader-${name}]`);
  const [bar, sheet, number, plain] = ["bar", "sheet", "number", "plain"].map(find);
  const field = number.elements.page;
  let current = Number(reader.dataset.page);
  let size = SIZES.indexOf(1);
  bar.hidden = sheet.hidden = false;
  const pages = new Pages(sheet, reader.dataset);
  let last = 1;
  try {
    last = await pages.open();
  } catch (error) {
    return failed(error);
  }
  find("of").textContent = field.max = String(last);
  current = within(current);

  for (const button of bar.querySelectorAll("[data-turn]")) {
    button.addEventListener("click", () => turn(current + Number(button.dataset.turn)));
  }
  for (const button of bar.querySelectorAll("[data-size]")) {
    button.addEventListener("click", () => resize(Number(button.dataset.size)));
  }
  number.addEventListener("submit", (event) => {
    event.preventDefault();
    turn(Number(field.value));
  });
  field.addEventListener("change", () => turn(Number(field.value)));
  reader.addEventListener("keydown", (event) => {
    const step = { PageDown: 1, PageUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.target === field || event.altKey || event.ctrlKey || event.metaKey) return;
    // Of a page that is larger than its place, the arrows show the rest.
    if (event.key.startsWith("Arrow") && sheet.scrollWidth > sheet.clientWidth) return;
    event.preventDefault();
    turn(current + step);
  });
  let width = sheet.clientWidth;
  new ResizeObserver(() => {
    if (Math.abs(sheet.clientWidth - width) < 8) return;
    width = sheet.clientWidth;
    show();
  }).observe(sheet);
  await show();
  return { turn, close: () => pages.close() };

  function within(wanted) {
    return Math.min(Math.max(Math.trunc(wanted) || 1, 1), last);
  }

  function turn(wanted) {
    const next = within(wanted);
    field.value = String(next);
    if (next === current) return;
    current = next;
    return show();
  }

  function resize(step) {
    size = Math.min(Math.max(size + step, 0), SIZES.length - 1);
    return show();
  }

  async function show() {
    field.value = String(current);
    able(bar.querySelector('[data-turn="-1"]'), current > 1);
    able(bar.querySelector('[data-turn="1"]'), current < last);
    able(bar.querySelector('[data-size="-1"]'), size > 0);
    able(bar.querySelector('[data-size="1"]'), size < SIZES.length - 1);
    sheet.setAttribute("aria-busy", "true");
    try {
      if (!(await pages.show(current, SIZES[size]))) return;
    } catch (error) {
      return failed(error);
    }
    sheet.removeAttribute("aria-busy");
    sheet.dataset.shown = String(current);
    sheet.scrollTop = 0;
    const said = find("said");
    said.textContent = said.dataset.words.replace("%(page)s", current).replace("%(pages)s", last);
    plain.hash = `page=${current}`;
    turned(current);
  }

  // What has the focus keeps it: a button at its end is dimmed, not disabled.
  function able(button, can) {
    button.setAttribute("aria-disabled", String(!can));
  }

  function failed(error) {
    console.warn(error);
    sheet.hidden = bar.hidden = true;
    find("failed").hidden = false;
  }
}
