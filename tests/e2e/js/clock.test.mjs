// What a page says of a moment that passes, by the server's clock.

import assert from "node:assert/strict";
import test from "node:test";

const late = { dataset: { lateFrom: "2026-01-01T12:00:00+01:00" }, hidden: true };
globalThis.window = globalThis;
globalThis.document = {
  querySelectorAll: (selector) => (selector === "[data-late-from]" ? [late] : []),
  querySelector: (selector) => (selector === "[data-words]" ? { dataset: {} } : null),
};
const { startClock } = await import("../../../static/js/live/clock.js");

test("an answer is late once the server's clock is past its time, whatever this one says", (context) => {
  context.mock.timers.enable({ apis: ["Date", "setInterval"], now: Date.parse("2020-05-05") });
  startClock({ dataset: { now: "2026-01-01T11:59:58+01:00" } });
  const said = [0, 1000, 1000, 1000].map((passed) => {
    context.mock.timers.tick(passed);
    return !late.hidden;
  });
  assert.deepEqual(said, [false, false, true, true]);
});
