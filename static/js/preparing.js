// The page of tables while they are being prepared: how far it is, every two seconds; the whole page when it is over.
// Without this file, the link beside it shows the same.

const EVERY = 2_000;
const here = document.getElementById("preparing");

async function look() {
  const answer = await fetch(window.location.pathname, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const there = page.getElementById("preparing");
  if (!there || there.dataset.state !== "computing") {
    window.location.reload();
    return;
  }
  for (const selector of ["p", "progress"]) {
    here.querySelector(selector).textContent = there.querySelector(selector).textContent;
  }
  here.querySelector("progress").value = there.querySelector("progress").value;
}

window.setInterval(() => look().catch(() => {}), EVERY);
