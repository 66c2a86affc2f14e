// Beside each answer of a sheet that is being written, its figure, as the server computes it. Without this file: “Preview”.

const WAITS = 800;
const form = document.querySelector("form[data-figures]");
let waiting, asked = 0;

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, WAITS);
});

async function ask() {
  const mine = ++asked;
  try {
    const body = new FormData(form);
    const answer = await fetch(form.dataset.figures, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { figures } = await answer.json();
    if (mine === asked) show(figures);
  } catch {
    // The next key asks again.
  }
}

function show(figures) {
  for (const [name, said] of Object.entries(figures)) document.getElementById(`figure-${name}`).textContent = said;
}
