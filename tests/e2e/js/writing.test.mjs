// A document's line without a browser: what it sends, what it keeps, and what it does when it is refused. The other end
// is a real Yjs document that answers as docs/live.md says.

import assert from "node:assert/strict";
import test, { mock } from "node:test";

import { Awareness } from "y-protocols/awareness";
import { messageYjsSyncStep1, readSyncMessage, writeSyncStep1, writeUpdate } from "y-protocols/sync";
import { createDecoder, readVarUint } from "lib0/decoding";
import { createEncoder, length, toUint8Array, writeVarUint } from "lib0/encoding";
import { Doc, XmlElement, XmlText } from "yjs";
import { Outbox } from "../../../static/js/writing/outbox.js";
import { WritingLine } from "../../../static/js/writing/line.js";

const OPEN = 1;
const CLOSED = 3;
const TYPED = 60;

class Storage {
  kept = new Map();

  getItem(key) {
    return this.kept.get(key) ?? null;
  }

  setItem(key, value) {
    this.kept.set(key, value);
  }

  removeItem(key) {
    this.kept.delete(key);
  }
}

// The server's end: it holds what it took, and says so when told to.
class Socket {
  readyState = 0;
  writes = 0;
  waiting = [];
  spoke = 0;

  constructor(doc) {
    this.doc = doc;
    this.refuses = false;
  }

  welcome({ mayWrite = true } = {}) {
    this.readyState = OPEN;
    this.onopen();
    this.say({ type: "welcome", may_write: mayWrite, colour: 1, called: "A citizen" });
    this.ask();
  }

  ask() {
    this.#give((encoder) => writeSyncStep1(encoder, this.doc));
  }

  say(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }

  // What somebody else wrote.
  relay(update) {
    this.#give((encoder) => writeUpdate(encoder, update));
  }

  send(bytes) {
    const decoder = createDecoder(bytes);
    if (readVarUint(decoder) !== 0) {
      this.spoke += 1;
      return;
    }
    const isWrite = bytes[1] !== messageYjsSyncStep1;
    if (isWrite && this.refuses) return;
    const answer = createEncoder();
    writeVarUint(answer, 0);
    readSyncMessage(decoder, answer, this.doc, this);
    if (isWrite) this.writes += 1;
    if (length(answer) > 1) this.waiting.push(toUint8Array(answer));
    queueMicrotask(() => this.#flush());
  }

  saved() {
    this.say({ type: "saved", frames: this.writes });
  }

  close(code = 1006) {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.onclose({ code });
  }

  #give(write) {
    const encoder = createEncoder();
    writeVarUint(encoder, 0);
    write(encoder);
    this.onmessage({ data: toUint8Array(encoder).buffer });
  }

  #flush() {
    for (const bytes of this.waiting.splice(0)) if (this.readyState === OPEN) this.onmessage({ data: bytes.buffer });
  }
}

function page(context, { storage = new Storage(), server = new Doc() } = {}) {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  context.after(() => mock.timers.reset());
  const doc = new Doc();
  const outbox = new Outbox(storage, "writing citizen:1 /write/village/fr/note-1-1/");
  const sockets = [];
  const told = [];
  const line = new WritingLine({
    doc,
    awareness: new Awareness(doc),
    outbox,
    told: (said) => told.push(said.type),
    make: () => sockets[sockets.push(new Socket(server)) - 1],
    chance: () => 0,
  });
  line.connect();
  return {
    doc, outbox, line, sockets, server, storage, told,
    get socket() {
      return sockets.at(-1);
    },
    async up(options) {
      this.socket.welcome(options);
      await null;
    },
    write(words) {
      write(doc, words);
      mock.timers.tick(TYPED);
    },
  };
}

// A paragraph at the end.
function write(doc, words) {
  const paragraph = new XmlElement("paragraph");
  paragraph.insert(0, [new XmlText(words)]);
  const text = doc.getXmlFragment("text");
  text.insert(text.length, [paragraph]);
}

function words(doc) {
  return doc.getXmlFragment("text").toArray().map((each) => each.get(0).toString());
}

test("what is typed is the server's, and is kept until the server says it is saved", async (context) => {
  const it = page(context);
  await it.up();
  it.write("Water for all");
  assert.deepEqual(words(it.server), ["Water for all"]);
  it.outbox.keep();
  assert.equal(it.storage.kept.size, 1);
  it.socket.saved();
  assert.equal(it.outbox.empty, true);
  assert.equal(it.storage.kept.size, 0);
});

test("what is typed within a moment leaves in one frame", async (context) => {
  const it = page(context);
  await it.up();
  const before = it.socket.writes;
  for (const each of "Water") write(it.doc, each);
  mock.timers.tick(TYPED);
  assert.equal(it.socket.writes, before + 1);
  assert.deepEqual(words(it.server), [..."Water"]);
});

test("a frame that is saved says nothing of the next", async (context) => {
  const it = page(context);
  await it.up();
  it.write("First");
  const frames = it.socket.writes;
  it.write("Second");
  it.socket.say({ type: "saved", frames });
  assert.equal(it.outbox.empty, false);
  assert.deepEqual(it.outbox.wordsIn(it.doc), ["Second"]);
});

test("what was written without a line leaves when it is back, and merges with what others wrote", async (context) => {
  const it = page(context);
  await it.up();
  it.write("Before");
  it.socket.saved();
  it.socket.close();
  it.write("Meanwhile, here");
  write(it.server, "Meanwhile, there");
  mock.timers.tick(2_000);
  await it.up();
  assert.deepEqual(words(it.server), words(it.doc));
  assert.deepEqual([...words(it.server)].sort(), ["Before", "Meanwhile, here", "Meanwhile, there"]);
  it.socket.saved();
  assert.equal(it.outbox.empty, true);
});

test("a frame that left with a dead line is sent again", async (context) => {
  const it = page(context);
  await it.up();
  it.socket.send = () => {};
  it.write("Lost on the way");
  assert.deepEqual(words(it.server), []);
  it.socket.close();
  mock.timers.tick(2_000);
  await it.up();
  assert.deepEqual(words(it.server), ["Lost on the way"]);
});

test("a page that was discarded has its unsaved words again, and sends them", async (context) => {
  const storage = new Storage();
  const server = new Doc();
  const first = page(context, { storage, server });
  await first.up();
  first.write("Saved");
  first.socket.saved();
  first.socket.close();
  first.write("Not saved");
  first.outbox.keep();
  first.line.hangUp();
  mock.timers.reset();

  const second = page(context, { storage, server });
  assert.equal(second.outbox.empty, false);
  await second.up();
  assert.deepEqual(words(server), ["Saved", "Not saved"]);
  assert.deepEqual(words(second.doc), ["Saved", "Not saved"]);
  second.socket.saved();
  assert.equal(storage.kept.size, 0);
});

test("what was kept stays kept when the page is discarded again before anything was sent", (context) => {
  const storage = new Storage();
  const first = page(context, { storage });
  write(first.doc, "One");
  first.outbox.keep();
  first.line.hangUp();
  mock.timers.reset();
  const second = page(context, { storage });
  write(second.doc, "Two");
  second.outbox.keep();
  second.line.hangUp();
  mock.timers.reset();
  assert.deepEqual(page(context, { storage }).outbox.wordsIn(second.doc), ["One", "Two"]);
});

test("after a refusal nothing is sent until the server asks again, then everything is, and counted as the server counts", async (context) => {
  const it = page(context);
  await it.up();
  it.socket.saved();
  it.socket.refuses = true;
  it.write("Too late");
  it.socket.say({ type: "refused", why: "over", say: "The time is over." });
  const { writes } = it.socket;
  it.write("And this");
  assert.equal(it.socket.writes, writes);
  assert.deepEqual(it.outbox.wordsIn(it.doc), ["Too late", "And this"]);
  // The round was given more time.
  it.socket.refuses = false;
  it.socket.say({ type: "welcome", may_write: true, colour: 1, called: "A citizen" });
  it.socket.ask();
  assert.deepEqual(words(it.server), ["Too late", "And this"]);
  it.socket.saved();
  assert.equal(it.outbox.empty, true);
  assert.deepEqual(it.told, ["welcome", "saved", "refused", "welcome", "saved"]);
});

test("a text that was too long is tried again once it was changed", async (context) => {
  const it = page(context);
  await it.up();
  it.socket.refuses = true;
  it.write("Much too long");
  it.socket.say({ type: "refused", why: "full", say: "Too long." });
  it.socket.refuses = false;
  it.doc.getXmlFragment("text").delete(0, 1);
  write(it.doc, "Short");
  mock.timers.tick(1_000);
  assert.deepEqual(words(it.server), ["Short"]);
});

test("of what is not saved, the words still there are given back, and no others", async (context) => {
  const it = page(context);
  await it.up();
  it.write("Saved");
  it.socket.saved();
  it.socket.close();
  const text = it.doc.getXmlFragment("text").get(0).get(0);
  text.insert(5, " or not");
  text.insert(0, "Not yet: ");
  it.write("Struck out");
  it.doc.getXmlFragment("text").delete(1, 1);
  it.write("At the end");
  assert.deepEqual(it.outbox.wordsIn(it.doc), ["Not yet: … or not", "At the end"]);
});

test("while a word is composed what others write waits, and is there afterwards", async (context) => {
  const it = page(context);
  await it.up();
  it.line.hold();
  const other = new Doc();
  const updates = [];
  other.on("update", (update) => updates.push(update));
  write(other, "Somebody else's");
  for (const update of updates) it.socket.relay(update);
  assert.deepEqual(words(it.doc), []);
  it.line.release();
  assert.deepEqual(words(it.doc), ["Somebody else's"]);
});

test("a document the server cannot read twice is told, and comes back slowly", async (context) => {
  const it = page(context);
  await it.up();
  it.socket.close(4400);
  assert.deepEqual(it.told, ["welcome"]);
  mock.timers.tick(10_000);
  it.socket.close(4400);
  assert.deepEqual(it.told, ["welcome", "broken"]);
});

for (const code of [4403, 4413, 1009]) {
  test(`after ${code} the line is over`, async (context) => {
    const it = page(context);
    await it.up();
    it.socket.close(code);
    mock.timers.tick(60_000);
    assert.equal(it.sockets.length, 1);
    assert.equal(it.line.stopped, code);
  });
}

test("a browser that keeps nothing still writes", async (context) => {
  const refusing = { getItem: refuse, setItem: refuse, removeItem: refuse };
  function refuse() {
    throw new Error("The quota is exceeded.");
  }
  const it = page(context, { storage: refusing });
  await it.up();
  it.write("Water");
  it.outbox.keep();
  assert.deepEqual(words(it.server), ["Water"]);
  assert.equal(it.outbox.empty, false);
});
