// One text being written: a ProseMirror editor on one part of the shared document.

import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { yCursorPlugin, ySyncPlugin, yUndoPlugin } from "y-prosemirror";
import { plainKeys, richKeys } from "./keys.js";
import { inOneLine, quiet, withoutBreaks } from "./paste.js";
import { caretOf, selectionOf } from "./people.js";
import { plain, rich } from "./schema.js";

// On some phones a word is being composed for as long as nobody types a space: the others' words wait no longer.
const LONGEST_COMPOSITION = 3_000;
const NEAR = 8;

export class Field {
  writable = false;
  #id;
  #label;
  // What stays in sight at the edges of the window: the caret is not scrolled behind it.
  #edges = { top: 0, bottom: 0, left: 0, right: 0 };
  #composing = 0;

  // `longest` is the most characters it may hold. `told` has: changed(), when the text or the selection did; hold() and
  // release(), around a composition; toTools(), when the person wants the tools; tooLong(), when what is pasted is.
  constructor({ place, id, name, isRich, longest, label, description, placeholder, doc, awareness, told }) {
    this.name = name;
    this.isRich = isRich;
    this.#id = id;
    this.#label = label;
    const fragment = doc.getXmlFragment(name);
    const schema = isRich ? rich : plain;
    const changed = () => told.changed(this);
    this.view = new EditorView(place, {
      state: EditorState.create({
        schema,
        plugins: [
          ySyncPlugin(fragment),
          yCursorPlugin(awareness, { cursorBuilder: caretOf, selectionBuilder: selectionOf }),
          yUndoPlugin(),
          ...(isRich ? richKeys(schema, told) : plainKeys()),
        ],
      }),
      editable: () => this.writable,
      attributes: (state) => this.#attributes(state, description, placeholder),
      transformPastedHTML: quiet,
      transformPasted: isRich ? withoutBreaks : inOneLine(schema),
      handlePaste: (view, _event, slice) => this.#refuses(view, slice, longest, told),
      handleDrop: (view, _event, slice, isMoved) => !isMoved && this.#refuses(view, slice, longest, told),
      handleDOMEvents: {
        compositionstart: () => this.#compose(told),
        compositionend: () => this.#composed(told),
        focus: () => void changed(),
      },
      scrollMargin: this.#edges,
      scrollThreshold: this.#edges,
      handleScrollToSelection: () => this.#measure(),
      // The first comes while the view is being made; y-prosemirror's last, sometimes, a moment after its end.
      dispatchTransaction(transaction) {
        if (this.isDestroyed) return;
        this.updateState(this.state.apply(transaction));
        changed();
      },
    });
  }

  setWritable(writable) {
    this.writable = writable;
    // The view asks again whether it may be written in.
    this.view.setProps({});
  }

  destroy() {
    clearTimeout(this.#composing);
    this.view.destroy();
  }

  #attributes({ doc }, description, placeholder) {
    const isEmpty = doc.childCount === 1 && doc.firstChild.isTextblock && doc.firstChild.content.size === 0;
    return {
      id: this.#id,
      role: "textbox",
      "aria-multiline": String(this.isRich),
      "aria-labelledby": this.#label,
      ...(description && { "aria-describedby": description }),
      ...(!this.writable && { "aria-readonly": "true", tabindex: "0" }),
      class: `writing-text ${this.isRich ? "is-rich" : "is-plain"} ${isEmpty ? "is-empty" : ""}`,
      ...(isEmpty && this.writable && { "data-placeholder": placeholder }),
      spellcheck: "true",
    };
  }

  // The server would refuse it too, when all of it had been sent.
  #refuses({ state }, { content }, longest, { tooLong }) {
    const { from, to } = state.selection;
    const length = state.doc.textContent.length - state.doc.textBetween(from, to).length;
    if (length + content.textBetween(0, content.size).length <= longest) return false;
    tooLong();
    return true;
  }

  #measure() {
    const length = (name) => parseFloat(getComputedStyle(document.documentElement).getPropertyValue(name)) || 0;
    const tools = document.querySelector(".writing-tools")?.offsetHeight ?? 0;
    this.#edges.top = length("--bar-top") + tools + NEAR;
    this.#edges.bottom = length("--bar-bottom") + NEAR;
    return false;
  }

  #compose({ hold, release }) {
    hold();
    clearTimeout(this.#composing);
    this.#composing = setTimeout(release, LONGEST_COMPOSITION);
  }

  // The editor itself reads what was composed a moment after.
  #composed({ release }) {
    clearTimeout(this.#composing);
    this.#composing = setTimeout(release, 100);
  }
}
