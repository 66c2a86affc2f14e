// The little of DER that a signature needs, by hand: the libraries that know all of it weigh more than the page.

const SEQUENCE = 0x30;
const SET = 0x31;
const CONTEXT = 0xa0;

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function lengthOf(length) {
  if (length < 0x80) return [length];
  const bytes = [];
  for (let rest = length; rest > 0; rest >>= 8) bytes.unshift(rest & 0xff);
  return [0x80 | bytes.length, ...bytes];
}

function element(tag, ...parts) {
  const content = joined(parts);
  return joined([Uint8Array.of(tag, ...lengthOf(content.length)), content]);
}

export const sequence = (...parts) => element(SEQUENCE, ...parts);
export const inContext = (number, ...parts) => element(CONTEXT | number, ...parts);
export const octets = (bytes) => element(0x04, bytes);
export const nothing = () => element(0x05);
export const whole = (number) => element(0x02, Uint8Array.of(number));

// In DER the members of a set are in the order of their bytes.
export const setOf = (...parts) => element(SET, ...parts.sort(compare));

function compare(one, other) {
  for (let at = 0; at < Math.min(one.length, other.length); at += 1) {
    if (one[at] !== other[at]) return one[at] - other[at];
  }
  return one.length - other.length;
}

export function oid(dotted) {
  const [first, second, ...arcs] = dotted.split(".").map(BigInt);
  return element(0x06, ...[first * 40n + second, ...arcs].map(inSevens));
}

function inSevens(arc) {
  const bytes = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) bytes.unshift(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.from(bytes);
}

// A number of any length, without a sign: as few bytes as hold it.
export function unsigned(bytes) {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from += 1;
  const rest = bytes.subarray(from);
  return element(0x02, ...(rest[0] & 0x80 ? [Uint8Array.of(0), rest] : [rest]));
}

// Of a SET, the same bytes under another tag: signed attributes are signed as a set and written as [0].
export function retagged(bytes, number) {
  const copy = bytes.slice();
  copy[0] = CONTEXT | number;
  return copy;
}

// The elements one after the other in these bytes: each as a whole, and what it holds.
export function elementsOf(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    let length = bytes[at + 1];
    let head = 2;
    if (length & 0x80) {
      head += length & 0x7f;
      length = bytes.subarray(at + 2, at + head).reduce((sum, byte) => sum * 256 + byte, 0);
    }
    found.push({ whole: bytes.subarray(at, at + head + length), held: bytes.subarray(at + head, at + head + length) });
    at += head + length;
  }
  return found;
}
