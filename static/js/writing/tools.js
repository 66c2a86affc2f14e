// The toolbar, as the ARIA pattern has it: one stop of Tab, arrows inside, buttons that say what is on.

import { setBlockType, toggleMark } from "prosemirror-commands";
import { liftListItem, wrapInList } from "prosemirror-schema-list";
import { redo, undo, yUndoPluginKey } from "y-prosemirror";
import { rich } from "./schema.js";

const { marks, nodes } = rich;
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export function hasMark({ selection, storedMarks, doc }, type) {
  const { from, to, empty, $from } = selection;
  return empty ? Boolean(type.isInSet(storedMarks ?? $from.marks())) : doc.rangeHasMark(from, to, type);
}

function listAround({ selection: { $from } }) {
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (node.type === nodes.bullet_list || node.type === nodes.ordered_list) return { node, at: $from.before(depth) };
  }
  return null;
}

function isHeading({ selection: { $from } }, level) {
  return $from.parent.type === nodes.heading && Number($from.parent.attrs.level) === level;
}

function mark(type) {
  return { isOn: (state) => hasMark(state, type), run: (view) => toggleMark(type)(view.state, view.dispatch, view) };
}

function heading(level) {
  return {
    isOn: (state) => isHeading(state, level),
    // A list has no headings.
    may: (state) => listAround(state) === null,
    run: (view) => {
      const { state, dispatch } = view;
      if (isHeading(state, level)) setBlockType(nodes.paragraph)(state, dispatch);
      else setBlockType(nodes.heading, { level })(state, dispatch);
    },
  };
}

function list(type) {
  return {
    isOn: (state) => listAround(state)?.node.type === type,
    run: (view) => {
      const around = listAround(view.state);
      if (around?.node.type === type) liftListItem(nodes.list_item)(view.state, view.dispatch);
      else if (around) view.dispatch(view.state.tr.setNodeMarkup(around.at, type));
      else {
        setBlockType(nodes.paragraph)(view.state, view.dispatch);
        wrapInList(type)(view.state, view.dispatch);
      }
    },
  };
}

function history(run, stack) {
  return { inPlain: true, may: (state) => yUndoPluginKey.getState(state).undoManager[stack].length > 0, run: (view) => run(view.state) };
}

const COMMANDS = {
  strong: mark(marks.strong),
  em: mark(marks.em),
  "heading-2": heading(2),
  "heading-3": heading(3),
  bullets: list(nodes.bullet_list),
  numbers: list(nodes.ordered_list),
  undo: history(undo, "undoStack"),
  redo: history(redo, "redoStack"),
};

export class Tools {
  #bar;
  #buttons;
  #field = null;
  #others;

  // `others` are commands that are not of the text alone: name → { run(field), isOn(state) }.
  constructor(bar, others) {
    this.#bar = bar;
    this.#others = others;
    this.#buttons = [...bar.querySelectorAll("[data-command]")];
    for (const button of this.#buttons) {
      // The text keeps the focus, and a phone its keyboard.
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", (event) => this.#press(button, event.detail > 0));
    }
    bar.addEventListener("keydown", (event) => this.#key(event));
    bar.addEventListener("focusin", ({ target }) => this.#rove(target));
    this.#rove(this.#shown[0]);
    this.show(null);
  }

  get #shown() {
    return this.#buttons.filter((button) => !button.hidden);
  }

  // What the tools act on, and how it stands.
  show(field) {
    this.#field = field;
    const state = field?.view.state;
    for (const button of this.#buttons) {
      const { isOn, may, inPlain } = this.#command(button);
      const can = Boolean(field?.writable) && (field.isRich || Boolean(inPlain)) && (may?.(state) ?? true);
      button.setAttribute("aria-disabled", String(!can));
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(can && isOn(state)));
    }
  }

  offer(name, offered) {
    const button = this.#buttons.find((each) => each.dataset.command === name);
    if (!button || button.hidden === !offered) return;
    button.hidden = !offered;
    if (!offered && button.tabIndex === 0) this.#rove(this.#shown[0]);
  }

  focus() {
    this.#shown.find((button) => button.tabIndex === 0)?.focus();
  }

  #command(button) {
    return COMMANDS[button.dataset.command] ?? this.#others[button.dataset.command];
  }

  // Pressed from the keyboard, a button keeps the focus: Escape leads back to the text.
  #press(button, byPointer) {
    if (button.getAttribute("aria-disabled") === "true") return;
    const { view } = this.#field;
    const command = this.#command(button);
    if (this.#others[button.dataset.command]) {
      command.run(this.#field);
      return;
    }
    command.run(view);
    if (byPointer) view.focus();
    this.show(this.#field);
  }

  #key(event) {
    const shown = this.#shown;
    const at = shown.indexOf(event.target);
    const to = { Home: 0, End: shown.length - 1 }[event.key] ?? (STEPS[event.key] && (at + STEPS[event.key] + shown.length) % shown.length);
    if (to !== undefined) shown[to].focus();
    else if (event.key === "Escape") this.#field?.view.focus();
    else return;
    event.preventDefault();
  }

  #rove(button) {
    for (const each of this.#buttons) each.tabIndex = each === button ? 0 : -1;
  }
}
