// The little of DER that is needed to read bytes as they are, and to write them again.

export const SEQUENCE = 0x30;
export const SET = 0x31;
export const INTEGER = 0x02;
export const OCTETS = 0x04;
export const OID = 0x06;
export const NULL = 0x05;
export const CONTEXT_0 = 0xa0;

// The element that begins at a place; throws where there is none whole.
export function read(bytes, at = 0) {
  if (at + 2 > bytes.length || (bytes[at] & 0x1f) === 0x1f) throw new RangeError("no element");
  let length = bytes[at + 1];
  let body = at + 2;
  if (length >= 0x80) {
    const size = length & 0x7f;
    if (size === 0 || size > 4 || body + size > bytes.length) throw new RangeError("no length");
    length = bytes.subarray(body, body + size).reduce((total, each) => total * 256 + each, 0);
    body += size;
  }
  const end = body + length;
  if (end > bytes.length) throw new RangeError("cut short");
  return { tag: bytes[at], whole: bytes.subarray(at, end), content: bytes.subarray(body, end) };
}

export function children(element) {
  const found = [];
  for (let at = 0; at < element.content.length; ) {
    const child = read(element.content, at);
    found.push(child);
    at += child.whole.length;
  }
  return found;
}

export function write(tag, ...parts) {
  const content = joined(parts);
  const size = [];
  for (let rest = content.length; rest > 0; rest = Math.floor(rest / 256)) size.unshift(rest % 256);
  const length = content.length < 0x80 ? [content.length] : [0x80 | size.length, ...size];
  return joined([Uint8Array.of(tag, ...length), content]);
}

export function joined(parts) {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// As the elements of a SET OF are ordered.
export function compare(one, other) {
  const shared = Math.min(one.length, other.length);
  for (let at = 0; at < shared; at += 1) if (one[at] !== other[at]) return one[at] - other[at];
  return one.length - other.length;
}

export function isSame(one, other) {
  return one.length === other.length && compare(one, other) === 0;
}

export function hex(bytes) {
  return Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
}
