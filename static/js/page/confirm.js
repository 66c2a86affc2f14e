// A consequence is confirmed before it happens: the form says it in data-confirm.

const dialog = document.querySelector("[data-confirm-dialog]");
const confirmed = new WeakSet();

export function startConfirming() {
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
}

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
