// What stands on the page where a document is written: the tools, a text for each field, and the line below them.

import { Evidence } from "./evidence.js";
import { Field } from "./field.js";
import { listPeople } from "./people.js";
import { Tools } from "./tools.js";

// While somebody types, the line below does not change with each letter.
const SETTLED = 400;
const kit = () => document.querySelector("[data-writing-kit]");

// A sentence of the page's about writing.
export function word(key) {
  return kit()?.dataset[key] ?? "";
}

export class Desk {
  #place;
  #root;
  #tools;
  #back;
  #evidence;
  #fields = [];
  #current = null;
  #writable = null;
  #settling = 0;

  // `place` has the form that is used without a script: it says how each text is called, and whether it has lines.
  constructor(place, { doc, awareness, hold, release, tooLong }) {
    this.#place = place;
    this.#root = kit().content.firstElementChild.cloneNode(true);
    place.append(this.#root);
    this.#evidence = new Evidence(this.#find("[data-writing-evidence]"));
    this.#tools = new Tools(this.#find(".writing-tools"), { evidence: this.#evidence });
    this.#back = new Tools(this.#find("[data-writing-back]"), {});
    const told = { hold, release, changed: (field) => this.#changed(field), toTools: () => this.#toTools(), tooLong };
    for (const name of place.dataset.fields.split(" ")) this.#fields.push(this.#field(name, { doc, awareness, told }));
    this.#current = this.#fields.find(({ isRich }) => isRich) ?? this.#fields[0];
    const marked = this.#fields.filter(({ isRich }) => isRich);
    const bar = this.#find(".writing-tools");
    bar.hidden = !marked.length;
    bar.setAttribute("aria-controls", marked.map(({ view }) => view.dom.id).join(" "));
    this.refresh();
  }

  focus(name) {
    this.#fields.find((field) => field.name === name)?.view.focus();
  }

  refresh() {
    this.#tools.offer("evidence", this.#evidence.offered);
  }

  setWritable(writable) {
    if (this.#writable === writable) return;
    this.#writable = writable;
    this.#root.classList.toggle("is-closed", !writable);
    for (const field of this.#fields) field.setWritable(writable);
    this.#showTools();
  }

  // `state` is "saved", "sending", "offline" or "closed".
  showState(state) {
    clearTimeout(this.#settling);
    const show = () => {
      this.#root.dataset.state = state;
      this.#find("[data-writing-state]").textContent = word(state);
    };
    if (state === "saved" && this.#root.dataset.state === "sending") this.#settling = setTimeout(show, SETTLED);
    else show();
  }

  showPeople(people) {
    const named = people.map((user) => (user.isMe ? { ...user, name: word("you") } : user));
    listPeople(this.#find("[data-writing-people]"), named);
  }

  notice(sentence) {
    const place = this.#find("[data-writing-notice]");
    place.textContent = sentence;
    place.hidden = !sentence;
  }

  destroy() {
    clearTimeout(this.#settling);
    for (const field of this.#fields) field.destroy();
    this.#root.remove();
  }

  #find(selector) {
    return this.#root.querySelector(selector);
  }

  #field(name, { doc, awareness, told }) {
    const id = `writing-${this.#place.id}-${name}`;
    const form = this.#place.querySelector(`[data-field="${CSS.escape(name)}"]`);
    const box = this.#find("[data-writing-field]").content.firstElementChild.cloneNode(true);
    const [label, help] = [box.querySelector("[data-label]"), box.querySelector(".help")];
    label.id = `${id}-label`;
    label.textContent = form.querySelector("label").textContent.trim();
    help.id = `${id}-help`;
    help.textContent = form.querySelector(".help")?.textContent.trim() ?? "";
    help.hidden = !help.textContent;
    this.#find("[data-writing-fields]").append(box);
    const field = new Field({
      place: box,
      id,
      name,
      isRich: form.querySelector("textarea") !== null,
      longest: form.querySelector("[maxlength]").maxLength,
      label: label.id,
      description: help.hidden ? "" : help.id,
      placeholder: word("placeholder"),
      doc,
      awareness,
      told,
    });
    label.addEventListener("click", () => field.view.focus());
    return field;
  }

  #changed(field) {
    if (field.view?.hasFocus()) this.#current = field;
    if (field === this.#current) this.#showTools();
  }

  #showTools() {
    this.#tools.show(this.#current);
    this.#back.show(this.#current);
  }

  #toTools() {
    this.#tools.focus();
    return true;
  }
}
