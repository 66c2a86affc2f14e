// [data-opens="id"] opens a dialog, [data-closes] inside it closes it; so do Escape and a click beside it.
// What opens may be a link, to where the same is read without a script.

export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) return open(opener, event);
    if (event.target.closest("[data-closes]")) return event.target.closest("dialog")?.close();
    if (event.target.matches("dialog.dialog[open]") && isBeside(event)) event.target.close();
  });
}

function open(opener, event) {
  const dialog = document.getElementById(opener.dataset.opens);
  if (!dialog?.showModal || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (dialog.open) return;
  dialog.showModal();
  // The browser brings the focus back by itself, unless news has replaced what it was on.
  dialog.addEventListener(
    "close",
    () => {
      if (!opener.isConnected) (document.getElementById(opener.id) ?? document.getElementById("main"))?.focus();
    },
    { once: true },
  );
}

// A press that began inside, to select some text, ends nothing: a click has its place where it ended, so ask the box.
function isBeside({ target, clientX, clientY, detail }) {
  const box = target.getBoundingClientRect();
  const inside = clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
  return detail > 0 && !inside;
}
