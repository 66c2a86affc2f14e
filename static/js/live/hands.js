// What is under the person's hands while news changes the page: focus, caret, selection, and where they are reading.

const composed = { field: null, spared: false };

// A text that is being composed (an accent, a word guessed by the keyboard) breaks if anything is done to its form.
export function isComposingIn(form) {
  const here = composed.field !== null && form.contains(composed.field);
  composed.spared ||= here;
  return here;
}

// `spared` is called when a composition ended that news had to wait for.
export function watchComposing(spared) {
  document.addEventListener("compositionstart", (event) => (composed.field = event.target), true);
  document.addEventListener(
    "compositionend",
    ({ target }) => {
      composed.field = null;
      if (!composed.spared) return;
      composed.spared = false;
      window.setTimeout(() => target.isConnected && spared(target));
    },
    true,
  );
}

// Where a place of the old text is in the new one: before and after what changed, it stays with its neighbours.
export function placeIn(before, after, place) {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  if (place <= start) return place;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  if (place >= before.length - end) return place + after.length - before.length;
  return Math.min(place, after.length - end);
}

// Call what it returns when the page has changed. `still` leaves the page where it is scrolled to.
export function hold(section, { still = false } = {}) {
  const letGo = [holdFocus(section), holdCaret(), holdSelection(section), still ? () => {} : holdPlace()];
  return () => letGo.forEach((each) => each());
}

function holdFocus(section) {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return () => {};
  const around = [];
  for (let each = focused; section.contains(each); each = each.parentElement) around.push(each);
  return () => {
    if (focused.isConnected) {
      if (document.activeElement !== focused) focused.focus({ preventScroll: true });
      return;
    }
    // It is gone: focus stays near, rather than fall to the top of the page.
    const near = document.getElementById(focused.id) ?? around.find((each) => each.isConnected && each.getClientRects().length) ?? section.closest("main");
    if (!near) return;
    if (near.tabIndex < 0) near.tabIndex = -1;
    near.focus({ preventScroll: true });
  };
}

function holdCaret() {
  const field = document.activeElement;
  if (field?.selectionStart === undefined || field.selectionStart === null) return () => {};
  const { value, selectionStart, selectionEnd, selectionDirection, scrollTop } = field;
  return () => {
    if (!field.isConnected) return;
    const start = placeIn(value, field.value, selectionStart);
    const end = placeIn(value, field.value, selectionEnd);
    if (field.selectionStart !== start || field.selectionEnd !== end) {
      field.setSelectionRange(start, end, selectionDirection);
    }
    if (field.scrollTop !== scrollTop) field.scrollTop = scrollTop;
  };
}

function holdSelection(section) {
  const selection = document.getSelection();
  const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
  if (selection.isCollapsed || !(section.contains(anchorNode) || section.contains(focusNode))) return () => {};
  const texts = [anchorNode.data, focusNode.data];
  const placed = (node, offset, text) =>
    text === undefined ? Math.min(offset, node.childNodes.length) : placeIn(text, node.data, offset);
  return () => {
    if (!anchorNode.isConnected || !focusNode.isConnected) return;
    const start = placed(anchorNode, anchorOffset, texts[0]);
    const end = placed(focusNode, focusOffset, texts[1]);
    const now = [selection.anchorNode, selection.anchorOffset, selection.focusNode, selection.focusOffset];
    const then = [anchorNode, start, focusNode, end];
    if (now.some((each, index) => each !== then[index])) selection.setBaseAndExtent(...then);
  };
}

// Not every browser keeps what is being read in its place when something above it grows, and none does at the top.
function holdPlace() {
  const anchors = inSight().map((node) => ({ node, top: node.getBoundingClientRect().top }));
  return () => {
    const anchor = anchors.find(({ node }) => node.isConnected && node.getClientRects().length);
    const moved = anchor ? anchor.node.getBoundingClientRect().top - anchor.top : 0;
    if (Math.abs(moved) >= 1) window.scrollBy({ top: moved, behavior: "instant" });
  };
}

// What stays where it is whatever is scrolled.
const FIXED = ".round-bar, .tools, dialog";

// What is written in, or else the first lines in sight; a box around them is no landmark, it may grow on either side.
function inSight() {
  const focused = document.activeElement;
  const place = focused?.getBoundingClientRect();
  const writes = focused?.matches("textarea, input, select, [contenteditable=true]") && place.bottom > 0 && place.top < window.innerHeight;
  // At the top of the page, what is new there is for reading.
  const read = window.scrollY === 0 ? [] : [0.15, 0.3, 0.5, 0.75].map(elementAt);
  return [writes ? focused : null, ...read].filter(
    (node) => node?.closest("[data-region]") && !node.closest(FIXED) && (!node.childElementCount || node.getBoundingClientRect().top >= 0),
  );
}

function elementAt(share) {
  return document.elementFromPoint(window.innerWidth / 2, window.innerHeight * share);
}
