// What this person has read, kept up on their own page: nobody tells it any news of that.

import assert from "node:assert/strict";
import test from "node:test";

import { readAnew, startReadings } from "../../../static/js/live/readings.js";

// As much of a page as it takes: the line of marks, and who hears that an act was accepted.
function started(marks) {
  const told = { dataset: { marks } };
  const hears = [];
  globalThis.document = {
    addEventListener: (_name, hear) => hears.push(hear),
    getElementById: () => told,
  };
  let shown = 0;
  startReadings(() => (shown += 1));
  const accept = (act, mark) =>
    hears.at(-1)({ detail: { dataset: { act }, closest: () => (mark ? { dataset: { myReading: mark } } : null) } });
  return { told: () => told.dataset.marks, shown: () => shown, accept };
}

test("a document marked as read is marked at once, beside what was read before", () => {
  const { told, shown, accept } = started("read-3-1");
  accept("mark-read", "document-5");
  accept("mark-read", "document-5");
  assert.equal(told(), "read-3-1 document-5");
  assert.equal(shown(), 2);
});

test("and not marked any more when it is taken back", () => {
  const { told, accept } = started("document-5 document-55");
  accept("mark-unread", "document-5");
  assert.equal(told(), "document-55");
});

test("other acts say nothing of it", () => {
  const { told, shown, accept } = started("document-5");
  accept("raise-hand", null);
  assert.deepEqual([told(), shown()], ["document-5", 0]);
});

test("a document that was just fetched knows better than the page", () => {
  const { told } = started("document-5");
  const article = (dataset) => ({ querySelector: () => ({ dataset }) });
  readAnew(article({ myReading: "document-5" }));
  assert.equal(told(), "");
  readAnew(article({ myReading: "document-7", read: "" }));
  assert.equal(told(), "document-7");
  readAnew({ querySelector: () => null });
  assert.equal(told(), "document-7");
});
