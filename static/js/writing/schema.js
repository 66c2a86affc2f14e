// What a text may hold, in the names the server reads: everything else is dropped on both sides.

import { Schema } from "prosemirror-model";

// As the server writes them in addresses and in the text: nothing that could be anything else.
const REFERENCE = /^[\w:.-]{1,64}$/;
const levelOf = (level) => (Number(level) === 2 ? 2 : 3);

const paragraph = { content: "inline*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] };
const text = { group: "inline" };

const heading = {
  attrs: { level: { default: 2 } },
  content: "inline*",
  group: "block",
  defining: true,
  parseDOM: [
    { tag: "[data-level]", getAttrs: ({ dataset }) => ({ level: levelOf(dataset.level) }) },
    ...[1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: level < 3 ? 2 : 3 } })),
  ],
  // On the page they stand below its own headings.
  toDOM: ({ attrs }) => [`h${levelOf(attrs.level) + 2}`, { "data-level": levelOf(attrs.level) }, 0],
};

const list = (tag) => ({ content: "list_item+", group: "block", parseDOM: [{ tag }], toDOM: () => [tag, 0] });

// paste.js has put the styles of what is pasted there.
const styled = (pattern) => ({
  tag: "span[data-pasted-style]",
  consuming: false,
  getAttrs: ({ dataset }) => pattern.test(dataset.pastedStyle) && null,
});

const evidence = {
  attrs: { ref: { default: "" } },
  inclusive: false,
  parseDOM: [
    {
      tag: "a[data-evidence]",
      getAttrs: (link) => REFERENCE.test(link.dataset.evidence) && { ref: link.dataset.evidence },
    },
  ],
  toDOM: (mark) => ["a", { "data-evidence": mark.attrs.ref, class: "evidence-link" }, 0],
};

export const rich = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph,
    heading,
    bullet_list: list("ul"),
    ordered_list: list("ol"),
    // One paragraph, unless two people made one each: y-prosemirror would take away what does not fit, with its words.
    list_item: { content: "paragraph+", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
    text,
  },
  marks: {
    strong: {
      parseDOM: [
        { tag: "strong" },
        // Google Docs wraps everything in a b that is not bold.
        { tag: "b", getAttrs: (node) => !/font-weight:\s*(normal|400)/.test(node.dataset.pastedStyle) && null },
        styled(/font-weight:\s*(bold|[6-9]00)/),
      ],
      toDOM: () => ["strong", 0],
    },
    em: { parseDOM: [{ tag: "i" }, { tag: "em" }, styled(/font-style:\s*italic/)], toDOM: () => ["em", 0] },
    evidence,
  },
});

// A title, an addressee: words only. Two paragraphs where two people began at the same instant are still shown.
export const plain = new Schema({
  nodes: {
    doc: { content: "paragraph+" },
    paragraph: { ...paragraph, marks: "" },
    text,
  },
});
