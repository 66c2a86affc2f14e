// The page of a PDF where a person stops: kept once they have stayed there, and not when the document merely opens.

import assert from "node:assert/strict";
import test from "node:test";

import { Place } from "../../../static/js/reading/place.js";

const STAYED = 2_000;

// As much of a browser as it takes: a form of one field, and what was sent of it.
function started(context, fails = false) {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const sent = [];
  globalThis.FormData = class {
    constructor({ page }) {
      this.page = page.value;
    }
  };
  globalThis.fetch = (address, { method, body, keepalive }) => {
    sent.push([address, method, body.page, keepalive]);
    return fails ? Promise.reject(new Error("no network")) : Promise.resolve({ ok: true });
  };
  const page = { value: "" };
  const form = { action: "/place/", hidden: false, page, elements: { namedItem: () => page } };
  return { form, sent, place: new Place(form), wait: (milliseconds) => context.mock.timers.tick(milliseconds) };
}

const kept = (page) => ["/place/", "POST", page, true];

test("to open a document is not to stop there", (context) => {
  const { sent, place, wait } = started(context);
  place.turned(57);
  wait(STAYED);
  place.keep();
  assert.deepEqual(sent, []);
});

test("the page on which one stays is kept, those turned over are not", (context) => {
  const { form, sent, place, wait } = started(context);
  for (const number of [1, 2, 3]) place.turned(number);
  wait(STAYED - 1);
  assert.deepEqual(sent, []);
  wait(1);
  assert.deepEqual(sent, [kept("3")]);
  assert.equal(form.hidden, true);
});

test("whoever leaves at once has their page kept, once", (context) => {
  const { sent, place, wait } = started(context);
  place.turned(1);
  place.turned(2);
  place.keep();
  place.keep();
  wait(STAYED);
  assert.deepEqual(sent, [kept("2")]);
});

test("a page that is drawn again in another size was not turned", (context) => {
  const { sent, place, wait } = started(context);
  place.turned(4);
  place.turned(4);
  wait(STAYED);
  assert.deepEqual(sent, []);
});

test("back at the first page, that is kept too, and a network that is away is no trouble", (context) => {
  const { sent, place, wait } = started(context, true);
  place.turned(2);
  place.turned(1);
  wait(STAYED);
  assert.deepEqual(sent, [kept("1")]);
});
