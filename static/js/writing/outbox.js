// What was written here and is not known to be saved: counted, and kept on this device until it is.

import { applyUpdate, decodeUpdate, mergeUpdates } from "yjs";

const KEPT_EVERY = 250;

export function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

export function textOf(bytes) {
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
}

// What is not ours is left as breaks between what is.
function wordsOf({ id, content }, isMine) {
  return content.str.split("").map((unit, place) => (isMine(id.client, id.clock + place) ? unit : "\n")).join("");
}

export class Outbox {
  // Each with the number of the frame it left in on the present socket, 0 as long as it has not.
  #updates = [];
  #storage;
  #key;
  #timer = 0;

  // `storage` keeps for as long as the tab lives: null where a browser refuses to keep anything.
  constructor(storage, key) {
    this.#storage = storage;
    this.#key = key;
    const kept = this.#read();
    if (kept) this.#updates.push({ bytes: kept, frame: 0 });
  }

  get empty() {
    return this.#updates.length === 0;
  }

  applyTo(doc, origin) {
    for (const { bytes } of this.#updates) applyUpdate(doc, bytes, origin);
  }

  add(bytes) {
    this.#updates.push({ bytes, frame: 0 });
    this.#keepSoon();
  }

  // What has not left on this socket, in one; null when everything has.
  get unsent() {
    const waiting = this.#updates.filter(({ frame }) => !frame).map(({ bytes }) => bytes);
    return waiting.length ? mergeUpdates(waiting) : null;
  }

  // A new socket: its count of frames begins at nothing.
  unsend() {
    for (const update of this.#updates) update.frame = 0;
  }

  // Everything that had not left has left now, in this frame.
  sentIn(frame) {
    for (const update of this.#updates) update.frame ||= frame;
  }

  savedUpTo(frame) {
    const left = this.#updates.filter((update) => !update.frame || update.frame > frame);
    if (left.length === this.#updates.length) return;
    this.#updates = left;
    if (this.empty) this.keep();
    else this.#keepSoon();
  }

  clear() {
    this.#updates = [];
    this.keep();
  }

  // At once: the page may be gone the next instant.
  keep() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.#updates.length > 1 && this.#updates.every(({ frame }) => !frame)) {
      this.#updates = [{ bytes: this.#merged(), frame: 0 }];
    }
    try {
      if (this.empty) this.#storage?.removeItem(this.#key);
      else this.#storage?.setItem(this.#key, textOf(this.#merged()));
    } catch {
      // Full, or refused: the words are still in the page.
    }
  }

  // The words among it, one line a paragraph, as they stand in `doc`: what was struck out again is not given back.
  wordsIn(doc) {
    const mine = this.empty ? [] : decodeUpdate(this.#merged()).structs.filter(({ content }) => content?.str !== undefined);
    const isMine = (client, clock) =>
      mine.some(({ id, length }) => id.client === client && id.clock <= clock && clock < id.clock + length);
    const lines = [];
    const walk = (type) => {
      let line = "";
      for (let item = type._start; item; item = item.right) {
        if (item.deleted) continue;
        if (item.content.type) walk(item.content.type);
        else if (item.content.str !== undefined) line += wordsOf(item, isMine);
      }
      const parts = line.split("\n").map((part) => part.trim()).filter(Boolean);
      if (parts.length) lines.push(parts.join(" … "));
    };
    for (const type of doc.share.values()) walk(type);
    return lines;
  }

  #merged() {
    return mergeUpdates(this.#updates.map(({ bytes }) => bytes));
  }

  #keepSoon() {
    this.#timer ||= setTimeout(() => this.keep(), KEPT_EVERY);
  }

  #read() {
    try {
      const kept = this.#storage?.getItem(this.#key);
      return kept ? bytesOf(kept) : null;
    } catch {
      return null;
    }
  }
}
