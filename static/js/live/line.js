// The line to the server, as docs/live.md describes it, without the page around it: socket.js joins the two.

import { Connection } from "./connection.js";

// The server waits to be told that news arrived before it sends much more.
const ACKNOWLEDGED = 32_768;

export class Line extends Connection {
  #texts;
  #handlers = new Map();
  #news = 0;
  #unacknowledged = 0;

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
    this.ask();
  }

  question() {
    this.#say("hello");
  }

  hear(data, isStillOpen) {
    const frame = JSON.parse(data);
    if (frame.type === "ready") this.answered();
    if (frame.type === "news") {
      this.#news += 1;
      this.#unacknowledged += data.length;
    }
    this.#dispatch(frame);
    if (!isStillOpen()) return;
    if (frame.type === "beat" || this.#unacknowledged >= ACKNOWLEDGED) this.#say("here");
    if (frame.type === "ready") this.isUp();
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
