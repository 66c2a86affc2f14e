// How pages are shown: seen as soon as it is chosen, kept when it is sent. The language alone needs a new page.

const root = document.documentElement;
const CHOICES = { theme: ["light", "dark"], text: ["large"] };

export function startDisplay() {
  const form = document.querySelector("dialog [data-display-form]");
  if (!form) return;
  const dialog = form.closest("dialog");
  let kept = choicesOf(form);
  form.addEventListener("change", () => show(choicesOf(form)));
  form.addEventListener("submit", (event) => {
    const chosen = choicesOf(form);
    if (chosen.language !== kept.language) return;
    event.preventDefault();
    keep(form).then(() => {
      kept = chosen;
      dialog.close();
    });
  });
  // Left without sending it: as before.
  dialog.addEventListener("close", () => {
    for (const [name, value] of Object.entries(kept)) {
      form.querySelector(`[name="${name}"][value="${value}"]`).checked = true;
    }
    show(kept);
  });
}

function choicesOf(form) {
  const data = new FormData(form);
  return Object.fromEntries(["language", "text", "theme"].map((name) => [name, data.get(name)]));
}

function show(chosen) {
  for (const [name, values] of Object.entries(CHOICES)) {
    if (values.includes(chosen[name])) root.dataset[name] = chosen[name];
    else delete root.dataset[name];
  }
}

// What cannot be sent in passing is sent as a form always is.
async function keep(form) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error(answer.statusText);
  } catch {
    form.submit();
    return new Promise(() => {});
  }
}
