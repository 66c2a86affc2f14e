// A link to a piece of evidence: the page lists them in a <datalist data-evidence>, its values the references.

import { element } from "../live/words.js";
import { rich } from "./schema.js";
import { hasMark } from "./tools.js";

const type = rich.marks.evidence;

// The whole link around the caret, which need not be selected to be taken away.
function linkAt({ selection }) {
  const { $from, from, to } = selection;
  const mark = type.isInSet($from.marks()) ?? ($from.nodeAfter && type.isInSet($from.nodeAfter.marks));
  if (!mark) return { from, to };
  const start = $from.start();
  const link = { from, to };
  $from.parent.forEach((node, offset) => {
    if (!mark.isInSet(node.marks)) return;
    const [left, right] = [start + offset, start + offset + node.nodeSize];
    if (left <= from && from <= right) Object.assign(link, { from: Math.min(left, link.from), to: Math.max(right, link.to) });
  });
  return link;
}

export function link({ state, dispatch }, { ref, words }) {
  const { from, to, empty } = state.selection;
  const mark = type.create({ ref });
  const { tr } = state;
  if (empty) tr.insertText(words, from).addMark(from, from + words.length, mark);
  else tr.removeMark(from, to, type).addMark(from, to, mark);
  dispatch(tr.removeStoredMark(type).scrollIntoView());
}

export function unlink({ state, dispatch }) {
  const { from, to } = linkAt(state);
  dispatch(state.tr.removeMark(from, to, type));
}

export class Evidence {
  #dialog;
  #field = null;

  constructor(dialog) {
    this.#dialog = dialog;
    dialog.addEventListener("click", ({ target }) => this.#choose(target.closest("[data-ref], [data-unlink]")));
    dialog.addEventListener("close", () => this.#field?.view.focus());
  }

  get offered() {
    return this.#options.length > 0;
  }

  isOn(state) {
    return hasMark(state, type);
  }

  run(field) {
    this.#field = field;
    const items = this.#options.map((option) => {
      const item = element("li");
      const button = element("button", "button writing-piece", option.label);
      button.type = "button";
      button.dataset.ref = option.value;
      item.append(button);
      return item;
    });
    this.#dialog.querySelector("[data-pieces]").replaceChildren(...items);
    this.#dialog.querySelector("[data-unlink]").hidden = !this.isOn(field.view.state);
    this.#dialog.showModal();
  }

  get #options() {
    const scope = this.#dialog.closest("[data-proposal]") ?? document;
    return [...scope.querySelectorAll("datalist[data-evidence] option")];
  }

  #choose(button) {
    if (!button) return;
    this.#dialog.close();
    const { view } = this.#field;
    if (button.dataset.ref) link(view, { ref: button.dataset.ref, words: button.textContent });
    else unlink(view);
  }
}
