// When a page comes back: never at the same instant as the others, never in a hurry, never too late.

import assert from "node:assert/strict";
import test from "node:test";

import { BAD_FRAME, CROWDED, LEAVING, waitBefore } from "../../../static/js/live/backoff.js";

const CUT = 1006;
const soonest = () => 0;
const latest = () => 1;

test("the first try comes after 0.2 to 2 seconds", () => {
  assert.equal(waitBefore(CUT, 0, soonest), 200);
  assert.equal(waitBefore(CUT, 0, latest), 2_000);
});

test("each try in vain doubles the wait, up to 20 seconds, and chance keeps half of it", () => {
  const bounds = [1, 2, 3, 4, 5, 30].map((tries) => [waitBefore(CUT, tries, soonest), waitBefore(CUT, tries, latest)]);
  assert.deepEqual(bounds, [
    [2_000, 4_000],
    [4_000, 8_000],
    [8_000, 16_000],
    [10_000, 20_000],
    [10_000, 20_000],
    [10_000, 20_000],
  ]);
});

test("a server that goes away is looked for again within 2 seconds, however often it goes", () => {
  for (const tries of [0, 5]) {
    assert.equal(waitBefore(LEAVING, tries, soonest), 0);
    assert.equal(waitBefore(LEAVING, tries, latest), 2_000);
  }
});

test("a page that waits for the answer to an act comes back four times sooner", () => {
  const waits = [0, 1, 2].map((tries) => [waitBefore(CUT, tries, soonest, true), waitBefore(CUT, tries, latest, true)]);
  assert.deepEqual(waits, [
    [200, 500],
    [500, 1_000],
    [1_000, 2_000],
  ]);
  assert.equal(waitBefore(LEAVING, 0, latest, true), 500);
  assert.equal(waitBefore(CROWDED, 0, soonest, true), 10_000);
});

test("a page whose frames are refused, or one too many, comes back slowly", () => {
  for (const code of [BAD_FRAME, CROWDED]) {
    assert.equal(waitBefore(code, 0, soonest), 10_000);
    assert.equal(waitBefore(code, 0, latest), 20_000);
  }
});

test("a thousand pages are spread over the first two seconds", () => {
  const waits = Array.from({ length: 1000 }, () => waitBefore(CUT, 0));
  assert.ok(waits.every((wait) => wait >= 200 && wait <= 2_000));
  const busiest = Math.max(...[0, 1, 2, 3, 4, 5, 6, 7, 8].map((n) => inTenth(waits, 200 + 200 * n)));
  assert.ok(busiest < 250, `${busiest} of 1000 in the same 200 ms`);
});

function inTenth(waits, from) {
  return waits.filter((wait) => wait >= from && wait < from + 200).length;
}
