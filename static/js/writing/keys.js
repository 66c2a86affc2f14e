// What a person may type for it: shortcuts, and the marks people put before a list.

import { baseKeymap, chainCommands, setBlockType, toggleMark } from "prosemirror-commands";
import { inputRules, textblockTypeInputRule, undoInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { liftListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { redoCommand, undoCommand } from "y-prosemirror";

const undoing = { "Mod-z": undoCommand, "Mod-y": redoCommand, "Shift-Mod-z": redoCommand };

// At the beginning of a list's line, Backspace takes it out of the list.
function leaveList(itemType) {
  const lift = liftListItem(itemType);
  return (state, dispatch) => {
    const { $from, empty } = state.selection;
    const atStart = empty && $from.parentOffset === 0 && $from.depth > 1 && $from.node(-1).type === itemType;
    return atStart && lift(state, dispatch);
  };
}

// There is no second line.
const stay = () => true;

export function plainKeys() {
  return [keymap({ ...undoing, Enter: stay, "Shift-Enter": stay }), keymap(baseKeymap)];
}

export function richKeys({ marks, nodes }, { toTools }) {
  const enter = chainCommands(splitListItem(nodes.list_item), baseKeymap.Enter);
  return [
    inputRules({
      rules: [
        wrappingInputRule(/^\s*[-*•]\s$/, nodes.bullet_list),
        wrappingInputRule(/^\s*1[.)]\s$/, nodes.ordered_list),
        textblockTypeInputRule(/^(#{2,3})\s$/, nodes.heading, (found) => ({ level: found[1].length })),
      ],
    }),
    keymap({
      ...undoing,
      Enter: enter,
      "Shift-Enter": enter,
      Backspace: chainCommands(undoInputRule, leaveList(nodes.list_item)),
      "Mod-b": toggleMark(marks.strong),
      "Mod-i": toggleMark(marks.em),
      "Mod-Alt-0": setBlockType(nodes.paragraph),
      "Mod-Alt-2": setBlockType(nodes.heading, { level: 2 }),
      "Mod-Alt-3": setBlockType(nodes.heading, { level: 3 }),
      "Mod-Shift-7": wrapInList(nodes.ordered_list),
      "Mod-Shift-8": wrapInList(nodes.bullet_list),
      "Alt-F10": toTools,
    }),
    keymap(baseKeymap),
  ];
}
