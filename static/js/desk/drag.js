// A name dragged onto another table: it fills and sends the form of the page, as the keyboard does.
// By touch, a name is taken after a short press, so that the page still scrolls under the finger.

const PRESS = 350;
const STRAYS = 8;
const EDGE = 60;
const STEP = 14;

let taken = null;
// The click that ends a drag chooses nobody.
let dropped = false;

export function startDragging(page) {
  page.addEventListener("pointerdown", (event) => {
    const name = event.target.closest("[data-seats] [data-ref]");
    if (!name || event.button !== 0 || taken) return;
    begin(name, event);
  });
  page.addEventListener("click", (event) => {
    const name = event.target.closest("[data-seats] [data-ref]");
    if (name && !dropped) choose(name.dataset.ref);
  });
  // While a name is in hand, a finger moves it and not the page.
  page.addEventListener("touchmove", (event) => taken?.ghost && event.preventDefault(), { passive: false });
  page.addEventListener("contextmenu", (event) => {
    if (taken && event.target.closest("[data-ref]")) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && letGo());
  showHelp(page);
  new MutationObserver(() => showHelp(page)).observe(page, { childList: true, subtree: true });
}

function showHelp(page) {
  const help = page.querySelector("[data-drag-help]");
  if (help?.hidden) help.hidden = false;
}

function begin(name, event) {
  taken = { ref: name.dataset.ref, from: tableAt(name), x: event.clientX, y: event.clientY, touch: event.pointerType === "touch" };
  if (taken.touch) taken.timer = window.setTimeout(() => take(taken.x, taken.y), PRESS);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", letGo);
}

function tableAt(node) {
  return node?.closest(".table-card[data-table]") ?? null;
}

function take(x, y) {
  const name = document.getElementById(`seat-${taken.ref}`);
  if (!name) {
    letGo();
    return;
  }
  const ghost = name.cloneNode(true);
  ghost.removeAttribute("id");
  ghost.className = "seat-in-hand";
  ghost.setAttribute("aria-hidden", "true");
  document.body.append(ghost);
  taken.ghost = ghost;
  document.documentElement.classList.add("is-dragging");
  follow(x, y);
}

function move(event) {
  const strayed = Math.hypot(event.clientX - taken.x, event.clientY - taken.y) > STRAYS;
  if (!taken.ghost && strayed) {
    // A finger that moves at once scrolls.
    if (taken.touch) {
      letGo();
      return;
    }
    take(event.clientX, event.clientY);
  }
  if (taken?.ghost) follow(event.clientX, event.clientY);
}

function follow(x, y) {
  taken.ghost.style.transform = `translate(${x + 10}px, ${y + 10}px)`;
  if (y < EDGE) window.scrollBy(0, -STEP);
  if (y > window.innerHeight - EDGE) window.scrollBy(0, STEP);
  mark(tableAt(document.elementFromPoint(x, y)));
}

function mark(card) {
  for (const each of document.querySelectorAll(".table-card.is-over")) if (each !== card) each.classList.remove("is-over");
  if (card && card.id !== taken.from?.id) card.classList.add("is-over");
}

function drop(event) {
  const { ref, from, ghost } = taken;
  const card = ghost ? tableAt(document.elementFromPoint(event.clientX, event.clientY)) : null;
  letGo();
  if (!ghost) return;
  dropped = true;
  window.setTimeout(() => (dropped = false));
  if (card && card.id !== from?.id) send(ref, card.dataset.table);
}

function letGo() {
  if (!taken) return;
  window.clearTimeout(taken.timer);
  taken.ghost?.remove();
  mark(null);
  taken = null;
  document.documentElement.classList.remove("is-dragging");
  document.removeEventListener("pointermove", move);
  document.removeEventListener("pointerup", drop);
  document.removeEventListener("pointercancel", letGo);
}

function form() {
  return document.querySelector('form[data-act="move-citizen"]');
}

function send(ref, table) {
  const fields = form().elements;
  fields.namedItem("ref").value = ref;
  fields.namedItem("table").value = table;
  form().requestSubmit();
}

// Pressing a name opens the form for that person: where to is all that is left to say.
function choose(ref) {
  form().closest("details").open = true;
  form().elements.namedItem("ref").value = ref;
  form().elements.namedItem("table").focus();
}
