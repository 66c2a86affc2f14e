// One document on the page: its line, its texts, its tools, and what is said about them. The news leaves it alone.

import { Awareness } from "y-protocols/awareness";
import { Doc } from "yjs";
import { isDirty } from "../live/dirty.js";
import { keepInSight } from "../live/rescue.js";
import { announce } from "../live/words.js";
import { Desk, word } from "./desk.js";
import { WritingLine } from "./line.js";
import { Outbox } from "./outbox.js";
import { others, showNames } from "./people.js";

// Short cuts heal by themselves: nobody is told.
const PATIENCE = 4_000;
// What has just left is given the time to be acknowledged before it is taken for lost.
const LINGERS = 2_000;

export class Island {
  #place;
  #key;
  #make;
  #storage;
  #doc;
  #awareness;
  #outbox;
  #line;
  #desk = null;
  #me = null;
  #mayWrite = false;
  #sentence = "";
  // The desk shows a text that the server did not take, until the one it holds has come.
  #isOld = false;
  #without = 0;
  #lingering = 0;
  #closed = false;
  #withdraw = () => {};

  // `place` is the page's [data-document]; `key` names what is kept of it; `make` opens its socket.
  constructor({ place, key, make, storage }) {
    this.#place = place;
    this.#key = key;
    this.#make = make;
    this.#storage = storage;
    this.#begin();
  }

  // The editor takes the form's place once it holds the text, and nothing is being typed in the form.
  mount() {
    if ((this.#desk && !this.#isOld) || this.#closed || !this.#line.up || !this.#me) return;
    const forms = [...this.#place.querySelectorAll("form")];
    if (forms.some(isDirty)) return;
    const focused = this.#place.contains(document.activeElement) ? document.activeElement.name : "";
    this.#putAway();
    this.#desk = new Desk(this.#place, {
      doc: this.#doc,
      awareness: this.#awareness,
      hold: () => this.#line.hold(),
      release: () => this.#line.release(),
      tooLong: () => this.#notice(word("tooLong")),
    });
    this.#place.classList.add("is-up");
    this.#desk.notice(this.#sentence);
    if (focused) this.#desk.focus(focused);
    this.#show();
  }

  refresh() {
    this.mount();
    this.#desk?.refresh();
  }

  // The page no longer has this document: what was not saved is kept in sight, to copy.
  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#putAway();
    this.#line.leave();
    if (this.#outbox.empty || !this.#line.isOpen) this.#finish();
    else this.#lingering = setTimeout(() => this.#finish(), LINGERS);
  }

  tick(passed) {
    this.#line.tick(passed);
    const fine = this.#line.up || this.#line.stopped || this.#line.excused;
    this.#without = fine ? 0 : this.#without + passed;
    if (this.#without >= PATIENCE) this.#show();
  }

  woke() {
    this.#without = 0;
    this.#line.wake();
  }

  networkBack() {
    this.#line.networkBack();
  }

  keep() {
    this.#outbox.keep();
  }

  // The page goes to sleep, or for good.
  hangUp() {
    this.#line.leave();
    this.#line.hangUp();
    this.#outbox.keep();
  }

  get isUnsent() {
    return !this.#outbox.empty && !this.#line.up;
  }

  #begin() {
    this.#doc = new Doc();
    this.#awareness = new Awareness(this.#doc);
    this.#outbox = new Outbox(this.#storage, this.#key);
    this.#line = new WritingLine({
      make: this.#make,
      doc: this.#doc,
      awareness: this.#awareness,
      outbox: this.#outbox,
      told: (said) => this.#hear(said),
      changed: () => this.#changed(),
    });
    this.#awareness.on("change", ({ added, updated }) => {
      this.#desk?.showPeople(this.#people());
      this.#showNames([...added, ...updated]);
    });
    this.#doc.on("update", (_update, origin) => {
      if (origin !== this.#line && this.#sentence === word("tooLong")) this.#notice("");
    });
    // Who writes on need not have moved: their place is the end of the text.
    this.#doc.on("update", (_update, _origin, _doc, { beforeState, afterState }) =>
      this.#showNames([...afterState.keys()].filter((client) => afterState.get(client) !== beforeState.get(client))),
    );
    this.#line.connect();
  }

  // The text as the server has it, on a fresh page of paper; what it did not take is offered to copy.
  #beginAgain() {
    clearTimeout(this.#lingering);
    this.#lingering = 0;
    this.#mayWrite = false;
    this.#giveBack();
    this.#desk?.setWritable(false);
    this.#isOld = this.#desk !== null;
    this.#end();
    this.#begin();
  }

  #hear(said) {
    if (said.type === "welcome") {
      this.#me = { name: said.called, colour: said.colour };
      this.#mayWrite = said.may_write;
      if (said.may_write) this.#notice("");
    } else if (said.type === "frozen") {
      this.#mayWrite = false;
      this.#notice(word("frozen"));
      if (!this.#outbox.empty) this.#lingering = setTimeout(() => this.#beginAgain(), LINGERS);
    } else if (said.type === "refused") {
      this.#refused(said);
    } else if (said.type === "broken") {
      this.#beginAgain();
    }
  }

  #refused({ why, say }) {
    this.#notice(say);
    // Too long: what was typed last can be taken back.
    if (why === "full") return;
    this.#mayWrite = false;
    if (why === "frozen") this.#beginAgain();
    else this.#offer();
  }

  #notice(sentence) {
    if (sentence && sentence !== this.#sentence) announce(sentence);
    this.#sentence = sentence;
    this.#desk?.notice(sentence);
  }

  #changed() {
    if (this.#line.up) this.#without = 0;
    if (this.#line.stopped && !this.#closed) this.#stopped();
    if (this.#outbox.empty) {
      this.#withdraw();
      if (this.#closed && this.#lingering) this.#finish();
      clearTimeout(this.#lingering);
    }
    this.mount();
    this.#show();
  }

  #stopped() {
    if (!this.#mayWrite) return;
    this.#mayWrite = false;
    this.#notice(word("stopped"));
    this.#giveBack();
  }

  #show() {
    const unsent = !this.#outbox.empty;
    const offline = this.#without >= PATIENCE;
    this.#place.toggleAttribute("data-unsent", unsent);
    this.#place.toggleAttribute("data-cut", offline);
    if (!this.#desk || this.#isOld) return;
    this.#desk.setWritable(this.#mayWrite);
    this.#desk.showPeople(this.#people());
    this.#desk.showState(this.#mayWrite ? (offline ? "offline" : unsent ? "sending" : "saved") : "closed");
  }

  #showNames(clients) {
    showNames(this.#place, clients.filter((client) => client !== this.#doc.clientID));
  }

  #people() {
    return this.#me ? [{ ...this.#me, isMe: true }, ...others(this.#awareness)] : [];
  }

  #offer() {
    this.#withdraw();
    this.#withdraw = keepInSight(this.#outbox.wordsIn(this.#doc));
  }

  // It will not be sent again, and stays in sight until the person closes it.
  #giveBack() {
    this.#offer();
    this.#withdraw = () => {};
    this.#outbox.clear();
  }

  #finish() {
    clearTimeout(this.#lingering);
    this.#lingering = 0;
    this.#giveBack();
    this.#end();
  }

  #end() {
    this.#line.close();
    this.#doc.destroy();
  }

  #putAway() {
    this.#desk?.destroy();
    this.#desk = null;
    this.#isOld = false;
    this.#place.classList.remove("is-up");
  }
}
