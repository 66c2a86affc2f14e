// Words as the server signs them too (opinion/canonical.py, `normalised`): NFC, lines ended by LF, no controls, none of
// the marks that reorder what is around them.

const REORDERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

export function normalised(text) {
  // What a form cannot send, it sends as this.
  const sent = new TextDecoder("utf-8", { ignoreBOM: true }).decode(new TextEncoder().encode(text));
  const lines = sent.replace(/\r\n|[\r\v\f\u0085\u2028\u2029]/gu, "\n").replaceAll("\t", " ");
  const kept = lines.replace(/(?!\n)\p{Cc}/gu, "").replace(REORDERING, "");
  return kept.normalize("NFC").replace(/^[^\S\ufeff]+|[^\S\ufeff]+$/gu, "");
}
