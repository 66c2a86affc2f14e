// A word of the glossary is explained where it stands; the list of them all can be searched.

const PLAIN = /\p{Diacritic}/gu;

// As it is looked for: without accents or capitals.
export function plain(text) {
  return text.normalize("NFD").replace(PLAIN, "").toLowerCase().trim();
}

export function startExplaining() {
  // Before the dialog is opened.
  document.addEventListener("click", (event) => fill(event.target.closest?.("a.term")), true);
  document.addEventListener("input", (event) => event.target.matches("[data-word-search]") && searchAgain());
  // Whoever looked for it in vain does not type it twice.
  document.addEventListener("focusin", ({ target }) => {
    const wanted = document.querySelector("[data-word-search]")?.value.trim();
    const missing = document.querySelector("[data-word-search-empty]:not([hidden])");
    if (!missing || !wanted || target.value || !target.closest("#card-ask") || target.name !== "text") return;
    target.value = wanted;
    target.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// News has put the list anew: what was looked for is.
export function searchAgain() {
  const search = document.querySelector("[data-word-search]");
  if (search) narrow(plain(search.value));
}

function fill(link) {
  const entry = link && document.getElementById(link.hash.slice(1));
  const place = document.getElementById("explain-text");
  if (!entry || !place) return;
  document.getElementById("explain-word").textContent = entry.querySelector("dt").textContent;
  place.replaceChildren(...entry.querySelector("dd").cloneNode(true).childNodes);
}

function narrow(wanted) {
  const entries = [...document.querySelectorAll(".glossary-entry")];
  for (const entry of entries) entry.hidden = !plain(entry.textContent).includes(wanted);
  document.querySelector("[data-word-search-empty]").hidden = entries.some((entry) => !entry.hidden);
}
