// Whoever chooses a passage to amend finds its words in the field of the new ones, unless they have typed there.

const put = new WeakMap();

export function startPassages(page) {
  page.addEventListener("change", ({ target }) => {
    if (!target.matches("select[data-passages]")) return;
    const field = target.form.elements.namedItem("replacement");
    if (field.value !== (put.get(field) ?? "")) return;
    field.value = target.selectedOptions[0]?.dataset.source ?? "";
    put.set(field, field.value);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
