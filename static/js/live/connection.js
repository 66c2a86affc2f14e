// A connection to the server that comes back, without what is said over it: line.js and writing/line.js say that.
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

// A subclass has `opened()`, called when words can pass; `hear(data)`; and `question()`, which sends what the server
// must answer. It calls `answered()` when it has heard the answer, `isUp()` when what it has is the truth.
export class Connection {
  up = false;
  // Set when the connection is over for good: the code of the closing.
  stopped = 0;
  // The server said it was going away: nobody need worry before the first try has failed.
  excused = false;

  #make;
  #now;
  #chance;
  #final;
  #socket = null;
  #since = 0;
  #tries = 0;
  #retry = 0;
  #heard = 0;
  #spoke = 0;
  // Milliseconds awake without a word since a question was asked, or since the socket was made; null when nothing is
  // awaited. Only the answer ends it: what was on its way before the phone slept may arrive after, from a dead line.
  #waited = null;
  #timeToAnswer = TIME_TO_ANSWER;
  // Somebody has just taken the phone in hand: a connection found dead is made again at once, the first time.
  #woken = false;

  // `make` opens a WebSocket; `changed` hears when the connection goes up or down; no return after a `final` code.
  constructor({ make, changed = () => {}, now = Date.now, chance = Math.random, final = [REMOVED, TOO_MANY] }) {
    this.#make = make;
    this.changed = changed;
    this.#now = now;
    this.#chance = chance;
    this.#final = final;
  }

  // For a subclass: whether something said waits for its answer.
  get asked() {
    return false;
  }

  get isOpen() {
    return this.#socket?.readyState === OPEN;
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
    socket.onopen = () => socket === this.#socket && this.opened();
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return;
      this.#heard = this.#now();
      if (this.#waited !== null) this.#waited = 0;
      this.hear(data, () => socket === this.#socket && this.isOpen);
    };
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

  send(data) {
    this.#spoke = this.#now();
    this.#socket.send(data);
  }

  // Whenever the page wants to be sure. Not answered in time, the connection is taken for dead.
  ask(timeToAnswer = TIME_TO_ANSWER) {
    if (!this.isOpen) return;
    this.#waited = 0;
    this.#timeToAnswer = timeToAnswer;
    this.question();
  }

  answered() {
    this.#waited = null;
  }

  // The page is in sight again, or the phone awake: whoever looks at it sees the truth, or an attempt at it, at once.
  wake() {
    if (this.stopped) return;
    const now = this.#now();
    const opening = this.#socket && this.#socket.readyState < OPEN;
    if (opening && now - this.#since < JUST_NOW) return;
    this.#tries = 0;
    this.#woken = true;
    if (!this.isOpen || now - this.#spoke > GIVEN_UP) {
      this.connect();
    } else if (this.#waited === null || now - this.#spoke > JUST_NOW) {
      this.ask(now - this.#heard > MISSED_A_BEAT ? TIME_TO_ANSWER_ON_WAKING : TIME_TO_ANSWER);
    }
  }

  // The phone has a network again; so have all the others in the hall.
  networkBack() {
    if (this.stopped) return;
    this.#tries = 0;
    if (this.isOpen) {
      this.ask();
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
    } else if (this.isOpen && this.#now() - this.#heard > SILENCE) {
      this.ask();
    }
  }

  resume() {
    this.stopped = 0;
    this.wake();
  }

  isUp() {
    this.#tries = 0;
    this.#woken = false;
    if (this.up) return;
    this.up = true;
    this.changed();
  }

  // For a subclass that wants to know.
  closed() {}

  #lost(code) {
    this.hangUp();
    this.closed(code);
    if (this.#final.includes(code)) {
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
    this.#retry = setTimeout(() => this.connect(), waitBefore(code, this.#tries, this.#chance, this.asked));
  }

  #down() {
    if (!this.up) return;
    this.up = false;
    this.changed();
  }
}
