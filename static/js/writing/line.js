// The line a document is written over: y-protocols' frames both ways, and what the server says of them (docs/live.md).

import { createDecoder, readVarUint, readVarUint8Array } from "lib0/decoding";
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from "lib0/encoding";
import { applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness";
import { messageYjsSyncStep1, messageYjsSyncStep2, messageYjsUpdate, writeSyncStep1 } from "y-protocols/sync";
import { applyUpdate, encodeStateAsUpdate } from "yjs";
import { BAD_FRAME, FAR_TOO_LARGE, REMOVED, TOO_LARGE } from "../live/backoff.js";
import { Connection } from "../live/connection.js";

const SYNC = 0;
const AWARENESS = 1;
const QUERY_AWARENESS = 3;
const CLOSED_BY_US = 1000;
// What is typed within so many milliseconds leaves in one frame; where one writes need not be known for each letter.
const GATHERED = 50;
const WHERE_EVERY = 100;
// Longer texts are taken back word by word: each time the server is asked whether it is short enough.
const TRIED_AGAIN = 1_000;

function frameOf(type, write) {
  const encoder = createEncoder();
  writeVarUint(encoder, type);
  write(encoder);
  return toUint8Array(encoder);
}

function textFrame(kind, update) {
  return frameOf(SYNC, (encoder) => {
    writeVarUint(encoder, kind);
    writeVarUint8Array(encoder, update);
  });
}

export class WritingLine extends Connection {
  #doc;
  #awareness;
  #outbox;
  #told;
  // Writes of this socket, which the server counts too; how many of them it said are saved.
  #writes = 0;
  #saved = 0;
  // The state vector the server asked with; null before. Writes may follow unless it refused one.
  #lacks = null;
  #taken = false;
  #got = false;
  #held = null;
  #textTimer = 0;
  #whereTimer = 0;
  #badFrames = 0;

  // `told(frame)` hears what the server says in words, and `{ type: "broken" }` when it cannot read this document.
  constructor({ doc, awareness, outbox, told, ...connection }) {
    super({ ...connection, final: [REMOVED, TOO_LARGE, FAR_TOO_LARGE] });
    this.#doc = doc;
    this.#awareness = awareness;
    this.#outbox = outbox;
    this.#told = told;
    outbox.applyTo(doc, this);
    doc.on("update", this.#wrote);
    awareness.on("update", this.#moved);
  }

  // For good.
  close() {
    this.leave();
    this.#doc.off("update", this.#wrote);
    this.#awareness.off("update", this.#moved);
    this.stopped ||= CLOSED_BY_US;
    this.hangUp();
  }

  // What was typed goes first; and nobody goes on seeing a caret that is nobody's.
  leave() {
    this.#sendGathered();
    clearTimeout(this.#whereTimer);
    this.#whereTimer = 0;
    const state = this.#awareness.getLocalState();
    if (!state) return;
    this.#awareness.off("update", this.#moved);
    this.#awareness.setLocalState(null);
    this.#sayWhere();
    this.#awareness.setLocalState(state);
    this.#awareness.on("update", this.#moved);
    this.#forgetOthers();
  }

  // While a word is being composed, nothing that comes may touch the text around it.
  hold() {
    this.#held ??= [];
  }

  release() {
    const held = this.#held ?? [];
    this.#held = null;
    for (const bytes of held) this.#take(bytes);
  }

  opened() {
    this.#writes = 0;
    this.#saved = 0;
    this.#lacks = null;
    this.#taken = false;
    this.#got = false;
    this.#held &&= [];
    this.#outbox.unsend();
    this.#forgetOthers();
    this.ask();
    // Newer than what others have heard, if anything: of a first state, with the clock at 0, they would take no notice.
    this.#awareness.setLocalState(this.#awareness.getLocalState() ?? {});
    this.#sayWhere();
  }

  question() {
    this.send(frameOf(SYNC, (encoder) => writeSyncStep1(encoder, this.#doc)));
  }

  hear(data) {
    if (typeof data === "string") {
      this.#hearWords(JSON.parse(data));
    } else if (this.#held) {
      this.answered();
      this.#held.push(new Uint8Array(data));
    } else {
      this.#take(new Uint8Array(data));
    }
  }

  closed(code) {
    this.#badFrames = code === BAD_FRAME ? this.#badFrames + 1 : 0;
    if (this.#badFrames > 1) this.#told({ type: "broken" });
  }

  #hearWords(said) {
    if (said.type === "saved") {
      this.#badFrames = 0;
      this.#saved = said.frames;
      this.#outbox.savedUpTo(said.frames);
    } else if (said.type === "refused") {
      // What came between is not counted, on either side.
      this.#taken = false;
      this.#writes = this.#saved;
      this.#outbox.unsend();
    }
    this.#told(said);
    this.changed();
  }

  #take(bytes) {
    const decoder = createDecoder(bytes);
    const type = readVarUint(decoder);
    if (type === SYNC) this.#sync(readVarUint(decoder), readVarUint8Array(decoder));
    else if (type === AWARENESS) applyAwarenessUpdate(this.#awareness, readVarUint8Array(decoder), this);
    else if (type === QUERY_AWARENESS) this.#sayWhere();
    if (this.isOpen && this.#lacks && this.#got) this.isUp();
  }

  #sync(kind, content) {
    if (kind === messageYjsSyncStep1) {
      this.#lacks = content;
      this.#sendAll();
    } else {
      applyUpdate(this.#doc, content, this);
      if (kind !== messageYjsSyncStep2) return;
      this.#got = true;
      this.answered();
    }
  }

  // Everything the server lacks, whatever it was written on.
  #sendAll() {
    if (!this.isOpen || !this.#lacks) return;
    clearTimeout(this.#textTimer);
    this.#textTimer = 0;
    this.#taken = true;
    this.#sendText(messageYjsSyncStep2, encodeStateAsUpdate(this.#doc, this.#lacks));
  }

  #sendGathered() {
    clearTimeout(this.#textTimer);
    this.#textTimer = 0;
    if (this.isOpen && this.#taken && this.#outbox.unsent) this.#sendText(messageYjsUpdate, this.#outbox.unsent);
  }

  #sendText(kind, update) {
    this.send(textFrame(kind, update));
    this.#writes += 1;
    this.#outbox.sentIn(this.#writes);
  }

  #wrote = (update, origin) => {
    if (origin === this) return;
    this.#outbox.add(update);
    if (this.#taken) this.#textTimer ||= setTimeout(() => this.#sendGathered(), GATHERED);
    else if (this.#lacks) this.#textTimer ||= setTimeout(() => this.#sendAll(), TRIED_AGAIN);
    this.changed();
  };

  #moved = (_, origin) => {
    if (origin !== "local") return;
    this.#whereTimer ||= setTimeout(() => {
      this.#whereTimer = 0;
      this.#sayWhere();
    }, WHERE_EVERY);
  };

  #sayWhere() {
    const { clientID } = this.#doc;
    if (!this.isOpen || !this.#awareness.meta.has(clientID)) return;
    const update = encodeAwarenessUpdate(this.#awareness, [clientID]);
    this.send(frameOf(AWARENESS, (encoder) => writeVarUint8Array(encoder, update)));
  }

  // Those who left while there was no line could not tell us.
  #forgetOthers() {
    const others = [...this.#awareness.getStates().keys()].filter((client) => client !== this.#doc.clientID);
    removeAwarenessStates(this.#awareness, others, this);
  }
}
