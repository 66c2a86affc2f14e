// The line without a browser: what it says, when it asks, when it gives up, and when it comes back.

import assert from "node:assert/strict";
import test, { mock } from "node:test";

import { LEAVING, REMOVED, TOO_MANY } from "../../../static/js/live/backoff.js";
import { Line } from "../../../static/js/live/line.js";

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 3;

class Socket {
  readyState = CONNECTING;
  said = [];

  open() {
    this.readyState = OPEN;
    this.onopen();
  }

  send(text) {
    this.said.push(JSON.parse(text));
  }

  hear(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }

  close(code = 1006) {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.onclose({ code });
  }
}

// A page whose clock is turned by hand.
function page(context, { chance = () => 0 } = {}) {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  context.after(() => mock.timers.reset());
  const sockets = [];
  const states = [];
  const texts = { shown: () => ({ citizens: "c" }), holds: () => ["citizens"] };
  const make = () => sockets[sockets.push(new Socket()) - 1];
  const line = new Line({ make, texts, chance, changed: () => states.push(line.stopped || line.up) });
  line.connect();
  return {
    line,
    sockets,
    states,
    get socket() {
      return sockets.at(-1);
    },
    up() {
      this.socket.open();
      this.socket.hear({ type: "ready" });
    },
    awake(seconds) {
      for (let each = 0; each < seconds; each += 1) {
        mock.timers.tick(1_000);
        line.tick(1_000);
      }
    },
    asleep(seconds) {
      mock.timers.setTime(Date.now() + seconds * 1_000);
    },
  };
}

const NEWS = { type: "news", region: "citizens", cursor: "d", html: "<p>" };

test("it says hello on opening, and is up when it is told that all is shown", (context) => {
  const { line, socket, states } = page(context);
  socket.open();
  assert.deepEqual(socket.said, [{ type: "hello", news: 0, shown: { citizens: "c" }, holds: ["citizens"] }]);
  socket.hear(NEWS);
  assert.equal(line.up, false);
  socket.hear({ type: "ready" });
  assert.equal(line.up, true);
  assert.deepEqual(states, [true]);
});

test("a beat is answered with the news that came on this socket", (context) => {
  const it = page(context);
  it.up();
  it.socket.hear(NEWS);
  it.socket.hear(NEWS);
  it.socket.hear({ type: "beat" });
  assert.deepEqual(it.socket.said.at(-1), { type: "here", news: 2, shown: { citizens: "c" }, holds: ["citizens"] });
  it.socket.close();
  mock.timers.tick(200);
  it.up();
  it.socket.hear({ type: "beat" });
  assert.deepEqual(
    it.socket.said.map(({ type, news }) => [type, news]),
    [
      ["hello", 0],
      ["here", 0],
    ],
  );
});

test("much news is acknowledged after it was taken, long before the server would stop sending", (context) => {
  const it = page(context);
  let taken = 0;
  it.line.onNews(() => (taken += 1));
  it.up();
  const long = { ...NEWS, html: "é".repeat(10_000) };
  for (const _ of [1, 2]) {
    const [said, before] = [it.socket.said.length, taken];
    while (it.socket.said.length === said && taken < before + 10) it.socket.hear(long);
    assert.equal(it.socket.said.at(-1).type, "here");
    assert.equal(it.socket.said.at(-1).news, taken);
    assert.ok(taken - before > 1 && taken - before < 6, `${taken - before} frames`);
  }
});

test("frames go to those who subscribed to their type; one's mistake is not the others'", (context) => {
  const it = page(context);
  const logged = mock.method(console, "error", () => {});
  context.after(() => logged.mock.restore());
  const heard = [];
  it.line.onNews(() => {
    throw new Error("a mistake");
  });
  it.line.on("news", ({ cursor }) => heard.push(cursor));
  it.line.on("floor", ({ type }) => heard.push(type));
  it.up();
  it.socket.hear(NEWS);
  it.socket.hear({ type: "floor" });
  it.socket.hear({ type: "nobody-listens" });
  assert.deepEqual(heard, ["d", "floor"]);
  assert.equal(it.line.up, true);
});

test("after 45 seconds of silence it asks, and 5 seconds later it leaves", (context) => {
  const it = page(context);
  it.up();
  const first = it.socket;
  it.awake(45);
  assert.equal(first.said.length, 1);
  it.awake(1);
  assert.equal(first.said.at(-1).type, "hello");
  it.awake(4);
  assert.equal(it.line.up, true);
  it.awake(1);
  assert.equal(it.line.up, false);
  mock.timers.tick(200);
  assert.equal(it.sockets.length, 2);
});

test("a server that beats is never asked", (context) => {
  const it = page(context);
  it.up();
  for (let beats = 0; beats < 10; beats += 1) {
    it.awake(20);
    it.socket.hear({ type: "beat" });
  }
  assert.deepEqual(new Set(it.socket.said.slice(1).map(({ type }) => type)), new Set(["here"]));
  assert.equal(it.sockets.length, 1);
});

test("waking after a short sleep it asks at once, and an answer is all it needs", (context) => {
  const it = page(context);
  it.up();
  it.asleep(40);
  it.line.wake();
  assert.equal(it.socket.said.at(-1).type, "hello");
  it.socket.hear({ type: "ready" });
  it.awake(10);
  assert.equal(it.sockets.length, 1);
  assert.deepEqual(it.states, [true]);
});

test("waking on a line that no longer answers, it does not wait for long, whatever was still on its way", (context) => {
  const it = page(context);
  it.up();
  it.asleep(40);
  it.line.wake();
  it.socket.hear({ type: "beat" });
  it.awake(2);
  assert.equal(it.sockets.length, 2);
});

test("waking on a line that turns out to be cut, it connects at once, and then takes its turn again", (context) => {
  const it = page(context);
  it.up();
  it.asleep(40);
  it.line.wake();
  it.socket.close();
  assert.equal(it.sockets.length, 2);
  it.socket.close();
  assert.equal(it.sockets.length, 2);
  mock.timers.tick(200);
  assert.equal(it.sockets.length, 3);
});

test("waking while the server goes away, it waits for its turn all the same", (context) => {
  const it = page(context, { chance: () => 1 });
  it.up();
  it.line.wake();
  it.socket.close(LEAVING);
  assert.equal(it.sockets.length, 1);
});

test("waking after the server must have hung up, it connects at once", (context) => {
  const it = page(context);
  it.up();
  it.asleep(300);
  it.line.wake();
  assert.equal(it.sockets.length, 2);
  it.up();
  assert.equal(it.line.up, true);
});

test("waking without a line, it does not wait for its turn", (context) => {
  const it = page(context, { chance: () => 1 });
  it.socket.close();
  mock.timers.tick(2_000);
  it.socket.close();
  mock.timers.tick(1_500);
  assert.equal(it.sockets.length, 2);
  it.line.wake();
  assert.equal(it.sockets.length, 3);
  mock.timers.tick(10_000);
  assert.equal(it.sockets.length, 3);
});

test("several signs of the same waking ask once", (context) => {
  const it = page(context);
  it.up();
  it.asleep(30);
  it.line.wake();
  it.line.wake();
  assert.equal(it.socket.said.length, 2);
  it.asleep(100);
  it.line.wake();
  it.line.wake();
  assert.equal(it.sockets.length, 2);
});

test("when the hall's network is back, chance decides who comes first", (context) => {
  const it = page(context, { chance: () => 0.5 });
  it.socket.close();
  it.line.networkBack();
  mock.timers.tick(1_099);
  assert.equal(it.sockets.length, 1);
  mock.timers.tick(1);
  assert.equal(it.sockets.length, 2);
});

test("a connection that does not open is given up after 10 seconds", (context) => {
  const it = page(context);
  it.awake(10);
  mock.timers.tick(200);
  assert.equal(it.sockets.length, 2);
});

test("it waits longer and longer until it is up again", (context) => {
  const it = page(context, { chance: () => 1 });
  const waits = [2_000, 4_000, 8_000, 16_000, 20_000, 20_000];
  for (const wait of waits) {
    it.socket.close();
    mock.timers.tick(wait - 1);
    const before = it.sockets.length;
    mock.timers.tick(1);
    assert.equal(it.sockets.length, before + 1);
  }
  it.up();
  it.socket.close();
  mock.timers.tick(2_000);
  assert.equal(it.sockets.length, waits.length + 2);
});

test("a server that goes away excuses itself until the first try", (context) => {
  const it = page(context, { chance: () => 1 });
  it.up();
  it.socket.close(LEAVING);
  assert.equal(it.line.excused, true);
  mock.timers.tick(2_000);
  assert.equal(it.line.excused, false);
  assert.equal(it.sockets.length, 2);
});

for (const code of [REMOVED, TOO_MANY]) {
  test(`after ${code} it stays away, whatever wakes it`, (context) => {
    const it = page(context);
    it.up();
    it.socket.close(code);
    assert.deepEqual(it.states, [true, false, code]);
    it.line.wake();
    it.line.networkBack();
    it.line.connect();
    it.awake(100);
    assert.equal(it.sockets.length, 1);
    it.line.resume();
    assert.equal(it.sockets.length, 2);
  });
}

test("of a socket that was left, nothing more is heard", (context) => {
  const it = page(context);
  it.up();
  const [old] = it.sockets;
  old.close = () => {};
  it.asleep(300);
  it.line.wake();
  const news = [];
  it.line.onNews(() => news.push(1));
  old.hear(NEWS);
  old.onclose({ code: REMOVED });
  assert.deepEqual(news, []);
  assert.equal(it.line.stopped, 0);
});

// Acts

const VOTE = { act: "cast-paper", id: "a-vote", ballot: 7, fields: { choice: "for" } };

// What an act over the line came to, once that is known.
async function told(acting) {
  return Promise.race([acting, new Promise((resolve) => setImmediate(resolve, "waits"))]);
}

test("an act is said once, and its answer is the one with its id", async (context) => {
  const it = page(context);
  it.up();
  const acting = it.line.act(VOTE);
  assert.deepEqual(it.socket.said.at(-1), { type: "act", ...VOTE });
  it.socket.hear({ type: "done", id: "another", said: "no" });
  assert.equal(await told(acting), "waits");
  it.socket.hear({ type: "done", id: "a-vote", said: "yes" });
  assert.deepEqual(await acting, { type: "done", id: "a-vote", said: "yes" });
  mock.timers.tick(60_000);
  assert.equal(it.socket.said.filter(({ type }) => type === "act").length, 1);
});

test("an act that is refused comes back with its sentences", async (context) => {
  const it = page(context);
  it.up();
  const acting = it.line.act(VOTE);
  const refused = { type: "refused", id: "a-vote", errors: { "": ["Too late."] } };
  it.socket.hear(refused);
  assert.deepEqual(await acting, refused);
});

test("where the server could not tell, the act goes by a form", async (context) => {
  const it = page(context);
  it.up();
  const acting = it.line.act(VOTE);
  it.socket.hear({ type: "failed", id: "a-vote" });
  assert.equal(await acting, null);
});

test("an act that is not answered within 6 seconds goes by a form, and a late answer is nobody's", async (context) => {
  const it = page(context);
  it.up();
  const acting = it.line.act(VOTE);
  mock.timers.tick(5_999);
  assert.equal(await told(acting), "waits");
  mock.timers.tick(1);
  assert.equal(await acting, null);
  it.socket.hear({ type: "done", id: "a-vote", said: "late" });
  assert.equal(it.line.up, true);
});

test("a page that waits for an answer comes back within half a second, and says all that was asked again, once, before all else", async (context) => {
  const it = page(context, { chance: () => 1 });
  it.up();
  const other = { ...VOTE, id: "another" };
  const acting = [it.line.act(VOTE), it.line.act(other)];
  it.socket.close();
  mock.timers.tick(500);
  it.socket.open();
  const acts = () => it.socket.said.filter(({ type }) => type === "act");
  assert.deepEqual(acts(), [
    { type: "act", ...VOTE },
    { type: "act", ...other },
  ]);
  assert.deepEqual(
    it.socket.said.map(({ type }) => type),
    ["act", "act", "hello"],
  );
  it.socket.hear({ type: "ready" });
  it.socket.hear({ type: "ready" });
  assert.equal(acts().length, 2);
  it.socket.hear({ type: "done", id: "another", said: "yes" });
  assert.deepEqual(await acting[1], { type: "done", id: "another", said: "yes" });
  it.socket.close();
  mock.timers.tick(2_000);
  it.up();
  assert.deepEqual(acts(), [{ type: "act", ...VOTE }]);
});

test("when the line is lost and does not come back in time, what was asked goes by a form", async (context) => {
  const it = page(context);
  it.up();
  const acting = it.line.act(VOTE);
  it.socket.close();
  mock.timers.tick(5_999);
  assert.equal(await told(acting), "waits");
  mock.timers.tick(1);
  assert.equal(await acting, null);
});

for (const code of [REMOVED, TOO_MANY]) {
  test(`after ${code} what was asked goes by a form at once`, async (context) => {
    const it = page(context);
    it.up();
    const acting = it.line.act(VOTE);
    it.socket.close(code);
    assert.equal(await acting, null);
  });
}

test("without a line nothing is said, and the act goes by a form", async (context) => {
  const it = page(context);
  assert.equal(await it.line.act(VOTE), null);
  it.socket.open();
  assert.equal(await it.line.act(VOTE), null);
  assert.deepEqual(
    it.socket.said.map(({ type }) => type),
    ["hello"],
  );
});
