// The line to the server, as docs/live.md describes it, without the page around it: socket.js joins the two.

import { REMOVED, TOO_MANY } from "./backoff.js";
import { Connection } from "./connection.js";

// The server waits to be told that news arrived before it sends much more.
const ACKNOWLEDGED = 32_768;
// An act that was not answered by then goes by an ordinary form: with its id, it is done once.
const TIME_TO_BE_DONE = 6_000;

export class Line extends Connection {
  #texts;
  #handlers = new Map();
  #news = 0;
  #unacknowledged = 0;
  // Acts that wait for their answer.
  #asked = new Map();

  // `texts` says what the page shows and holds; the rest is the connection's.
  constructor({ texts, ...connection }) {
    super(connection);
    this.#texts = texts;
  }

  on(type, handler) {
    this.#handlers.set(type, [...(this.#handlers.get(type) ?? []), handler]);
  }

  onNews(handler) {
    this.on("news", handler);
  }

  hello() {
    this.ask();
  }

  opened() {
    this.#news = 0;
    this.#unacknowledged = 0;
    // Before all else: an act needs nothing of what the page shows.
    for (const { frame } of this.#asked.values()) this.#tell(frame);
    this.ask();
  }

  get asked() {
    return this.#asked.size > 0;
  }

  // A short act over the line. Its answer, `{said}` or `{errors}`; null when none came: send it by a form. A line that is
  // lost meanwhile and comes back in time is told again: when a server falls, a hall's forms at once would bury the rest.
  act(frame) {
    if (!this.up) return Promise.resolve(null);
    return new Promise((resolve) => {
      const answer = (told) => {
        clearTimeout(late);
        this.#asked.delete(frame.id);
        resolve(told);
      };
      const late = setTimeout(answer, TIME_TO_BE_DONE, null);
      this.#asked.set(frame.id, { frame, answer });
      this.#tell(frame);
    });
  }

  closed(code) {
    if (code !== REMOVED && code !== TOO_MANY) return;
    for (const { answer } of [...this.#asked.values()]) answer(null);
  }

  question() {
    this.#say("hello");
  }

  hear(data, isStillOpen) {
    const frame = JSON.parse(data);
    if (frame.type === "ready") this.answered();
    if (frame.id) this.#asked.get(frame.id)?.answer(frame.type === "failed" ? null : frame);
    if (frame.type === "news") {
      this.#news += 1;
      this.#unacknowledged += data.length;
    }
    this.#dispatch(frame);
    if (!isStillOpen()) return;
    if (frame.type === "beat" || this.#unacknowledged >= ACKNOWLEDGED) this.#say("here");
    if (frame.type === "ready") this.isUp();
  }

  #tell(act) {
    this.send(JSON.stringify({ type: "act", ...act }));
  }

  #say(type) {
    this.#unacknowledged = 0;
    this.send(JSON.stringify({ type, news: this.#news, shown: this.#texts.shown(), holds: this.#texts.holds() }));
  }

  // One subscriber's mistake must not cost the page its line.
  #dispatch(frame) {
    for (const handler of this.#handlers.get(frame.type) ?? []) {
      try {
        handler(frame);
      } catch (error) {
        console.error(error);
      }
    }
  }
}
