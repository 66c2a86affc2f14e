// What comes from elsewhere, by the clipboard or the mouse: the schema takes what a text may hold, and nothing else.

import { Fragment, Slice } from "prosemirror-model";

// The page's policy refuses styles and handlers even where they are only read, and says so each time: they are set
// aside as words first. This protects nothing; the schema does.
export function quiet(html) {
  return html
    .replace(/<(style|script)\b[^]*?(<\/\1\s*>|$)/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/([\s"'/])(style|on\w+)\s*=/gi, "$1 data-pasted-$2="));
}

function mapTexts(fragment, change) {
  const nodes = [];
  fragment.forEach((node) => nodes.push(node.isText ? change(node) : node.copy(mapTexts(node.content, change))));
  return Fragment.fromArray(nodes);
}

// A line broken inside a paragraph is no mark of ours.
export function withoutBreaks({ content, openStart, openEnd }) {
  const joined = mapTexts(content, (node) => node.type.schema.text(node.text.replace(/\s*\n\s*/g, " "), node.marks));
  return new Slice(joined, openStart, openEnd);
}

export function inOneLine(schema) {
  return ({ content }) => {
    const text = content.textBetween(0, content.size, " ").replace(/\s+/g, " ").trim();
    return text ? new Slice(Fragment.from(schema.text(text)), 0, 0) : Slice.empty;
  };
}
