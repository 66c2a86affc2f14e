// A form is dirty when a person has put something in it that the server has not accepted yet.

function changed(field) {
  if (field.type === "hidden" || field.type === "submit") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.type === "file") return field.files.length > 0;
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
}

export function isDirty(form) {
  return [...form.elements].some(changed);
}

// What is in the form now is what the server has.
export function markClean(form, sent) {
  for (const field of form.elements) {
    if (field.type === "checkbox" || field.type === "radio") {
      field.defaultChecked = sent.getAll(field.name).includes(field.value);
    } else if (field.tagName === "TEXTAREA" || ["text", "number", "email"].includes(field.type)) {
      field.defaultValue = sent.get(field.name) ?? "";
    }
  }
}

// Words somebody typed, as opposed to a box they ticked.
export function typedText(form) {
  return [...form.elements].filter((field) => field.tagName === "TEXTAREA" || field.type === "text").filter(changed);
}

export function isTyping() {
  const field = document.activeElement;
  const writes = field && (field.tagName === "TEXTAREA" || (field.tagName === "INPUT" && field.type === "text"));
  return Boolean(writes || field?.isContentEditable) || [...document.querySelectorAll("form[data-act]:not([hidden])")].some(isDirty);
}
