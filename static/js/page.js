// On every page: a consequence is confirmed before it happens, and badges print at the press of a button.
// Everything works without this file.

const dialog = document.querySelector("[data-confirm-dialog]");
const confirmed = new WeakSet();

function ask(form, submitter) {
  dialog.querySelector("[data-confirm-text]").textContent = form.dataset.confirm;
  dialog.returnValue = "";
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue !== "yes" || !form.isConnected) return;
      confirmed.add(form);
      form.requestSubmit(submitter?.isConnected ? submitter : undefined);
      confirmed.delete(form);
    },
    { once: true },
  );
  dialog.showModal();
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.dataset.confirm || confirmed.has(form) || !dialog?.showModal) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(form, event.submitter);
  },
  true,
);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
