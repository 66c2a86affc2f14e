// What deliberation/opinion/canonical.py signs of a text.

const LINE_ENDS = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;
const REORDERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const CONTROLS = /(?!\n)[\p{Cc}\p{Cs}]/gu;

export function normalised(text) {
  const lines = text.replace(LINE_ENDS, "\n").replace(/\t/g, " ");
  return lines.replace(CONTROLS, "").replace(REORDERING, "").normalize("NFC");
}
