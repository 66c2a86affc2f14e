// The line to the server, as docs/live.md describes it, without the page around it: socket.js joins the two.
// Nothing here trusts a timer that may have been frozen with the phone: after a sleep it asks first, then judges.

import { LEAVING, REMOVED, TOO_MANY, waitBefore } from "./backoff.js";

const OPEN = 1;
const CUT = 1006;
const SILENT = 4408;
// The server beats every 20 seconds.
const MISSED_A_BEAT = 25_000;
const SILENCE = 45_000;
// The server hangs up on a page that was silent for that long.
const GIVEN_UP = 60_000;
const TIME_TO_ANSWER = 5_000;
const TIME_TO_ANSWER_ON_WAKING = 2_000;
const TIME_TO_OPEN = 10_000;
const JUST_NOW = 1_000;
// The server waits to be told that news arrived before it sends much more.
const ACKNOWLEDGED = 32_768;

export class Line {
  up = false;
  // Set when the line is over for good: the code of the closing.
  stopped = 0;
  // The server said it was going away: nobody need worry before the first try has failed.
  excused = false;

  #make;
  #texts;
  #now;
  #chance;
  #handlers = new Map();
  #socket = null;
  #since = 0;
  #tries = 0;
  #retry = 0;
  #news = 0;
  #unacknowledged = 0;
  #heard = 0;
  #spoke = 0;
  // Milliseconds awake without a word since a question was asked, or since the socket was made; null when nothing is
  // awaited. Only `ready` is an answer: what was on its way before the phone slept may arrive after, from a dead line.
  #waited = null;
  #timeToAnswer = TIME_TO_ANSWER;
  // Somebody has just taken the phone in hand: a line found dead is made again at once, the first time.
  #woken = false;

  // `make` opens a WebSocket; `texts` says what the page shows and holds; `changed` hears when the line goes up or down.
  constructor({ make, texts, changed = () => {}, now = Date.now, chance = Math.random }) {
    this.#make = make;
    this.#texts = texts;
    this.changed = changed;
    this.#now = now;
    this.#chance = chance;
  }

  on(type, handler) {
    this.#handlers.set(type, [...(this.#handlers.get(type) ?? []), handler]);
  }

  onNews(handler) {
    this.on("news", handler);
  }

  connect() {
    clearTimeout(this.#retry);
    if (this.stopped) return;
    this.hangUp();
    this.excused = false;
    const socket = this.#make();
    this.#socket = socket;
    this.#since = this.#now();
    this.#waited = 0;
    this.#timeToAnswer = TIME_TO_OPEN;
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      this.#news = 0;
      this.#unacknowledged = 0;
      this.hello();
    };
    socket.onmessage = ({ data }) => socket === this.#socket && this.#hear(data);
    socket.onclose = ({ code }) => socket === this.#socket && this.#lost(code);
  }

  // Without waiting for the other end: of this socket nothing more is heard.
  hangUp() {
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = null;
    this.#waited = null;
    socket?.close();
    this.#down();
  }

  // Whenever the page wants to be sure. Not answered in time, the line is taken for dead.
  hello(timeToAnswer = TIME_TO_ANSWER) {
    if (this.#socket?.readyState !== OPEN) return;
    this.#waited = 0;
    this.#timeToAnswer = timeToAnswer;
    this.#say("hello");
  }

  // The page is in sight again, or the phone awake: whoever looks at it sees the truth, or an attempt at it, at once.
  wake() {
    if (this.stopped) return;
    const now = this.#now();
    const opening = this.#socket && this.#socket.readyState < OPEN;
    if (opening && now - this.#since < JUST_NOW) return;
    this.#tries = 0;
    this.#woken = true;
    if (this.#socket?.readyState !== OPEN || now - this.#spoke > GIVEN_UP) {
      this.connect();
    } else if (this.#waited === null || now - this.#spoke > JUST_NOW) {
      this.hello(now - this.#heard > MISSED_A_BEAT ? TIME_TO_ANSWER_ON_WAKING : TIME_TO_ANSWER);
    }
  }

  // The phone has a network again; so have all the others in the hall.
  networkBack() {
    if (this.stopped) return;
    this.#tries = 0;
    if (this.#socket?.readyState === OPEN) {
      this.hello();
    } else {
      this.hangUp();
      this.#comeBack(CUT);
    }
  }

  // Called each second while the page is awake and in sight, with the milliseconds that passed.
  tick(passed) {
    if (this.#waited !== null) {
      this.#waited += passed;
      if (this.#waited >= this.#timeToAnswer) this.#lost(CUT);
    } else if (this.#socket?.readyState === OPEN && this.#now() - this.#heard > SILENCE) {
      this.hello();
    }
  }

  resume() {
    this.stopped = 0;
    this.wake();
  }

  #say(type) {
    this.#unacknowledged = 0;
    this.#spoke = this.#now();
    this.#socket.send(
      JSON.stringify({ type, news: this.#news, shown: this.#texts.shown(), holds: this.#texts.holds() }),
    );
  }

  #hear(data) {
    const socket = this.#socket;
    const frame = JSON.parse(data);
    this.#heard = this.#now();
    if (this.#waited !== null) this.#waited = frame.type === "ready" ? null : 0;
    if (frame.type === "news") {
      this.#news += 1;
      this.#unacknowledged += data.length;
    }
    this.#dispatch(frame);
    if (socket !== this.#socket || socket.readyState !== OPEN) return;
    if (frame.type === "beat" || this.#unacknowledged >= ACKNOWLEDGED) this.#say("here");
    if (frame.type === "ready") this.#isUp();
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

  #lost(code) {
    this.hangUp();
    if (code === REMOVED || code === TOO_MANY) {
      this.stopped = code;
      this.changed();
      return;
    }
    if (this.#woken && (code === CUT || code === SILENT)) {
      this.#woken = false;
      this.connect();
      return;
    }
    this.excused = code === LEAVING;
    this.#comeBack(code);
    if (code !== LEAVING) this.#tries += 1;
  }

  #comeBack(code) {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.connect(), waitBefore(code, this.#tries, this.#chance));
  }

  #isUp() {
    this.#tries = 0;
    this.#woken = false;
    if (this.up) return;
    this.up = true;
    this.changed();
  }

  #down() {
    if (!this.up) return;
    this.up = false;
    this.changed();
  }
}
