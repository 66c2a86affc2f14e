// The regions as they were sent: whole, or as a splice counted in UTF-16 units.

import assert from "node:assert/strict";
import test from "node:test";

import { Texts } from "../../../static/js/live/texts.js";

const whole = (cursor, html, region = "citizens") => ({ type: "news", region, cursor, html });

// As the server makes it: the longest common beginning and end, in code points, counted in units.
function splice(base, cursor, before, after) {
  const [one, other] = [[...before], [...after]];
  let start = 0;
  while (start < Math.min(one.length, other.length) && one[start] === other[start]) start += 1;
  let end = 0;
  const most = Math.min(one.length, other.length) - start;
  while (end < most && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const units = (points) => points.join("").length;
  const put = other.slice(start, other.length - end).join("");
  const tail = end ? units(one.slice(-end)) : 0;
  return { type: "news", region: "citizens", cursor, base, start: units(one.slice(0, start)), end: tail, put };
}

for (const [name, before, after] of [
  ["letters", "<p>abc</p>", "<p>abXc</p>"],
  ["accents", "<p>Déjà reçu</p>", "<p>Déjà été reçu</p>"],
  ["an accent made of two", "<p>cafe\u0301</p>", "<p>cafe\u0301s</p>"],
  ["emoji", "<p>👵🏽 vote 🗳️</p>", "<p>👵🏽👴🏻 vote 🗳️</p>"],
  ["an emoji for another", "<p>🙂</p>", "<p>🙃</p>"],
  ["everything", "<p>a</p>", "👍"],
  ["nothing left out", "aa", "aaa"],
]) {
  test(`a splice of ${name} gives the text that the server has`, () => {
    const texts = new Texts();
    assert.ok(texts.take(whole("1", before)));
    assert.ok(texts.take(splice("1", "2", before, after)));
    assert.equal(texts.html("citizens"), after);
    assert.deepEqual(texts.shown({}), { citizens: "2" });
  });
}

test("a page that was just loaded holds nothing, and says what it shows", () => {
  const texts = new Texts();
  assert.deepEqual(texts.shown({ person: "p", citizens: "c", table: "" }), { person: "p", citizens: "c" });
  assert.deepEqual(texts.holds(), []);
});

test("a region is held from its first whole news on", () => {
  const texts = new Texts();
  texts.take(whole("2", "<p>"));
  assert.deepEqual(texts.holds(), ["citizens"]);
  assert.deepEqual(texts.shown({ person: "p", citizens: "1" }), { person: "p", citizens: "2" });
});

test("a region that was taken away is neither shown nor held", () => {
  const texts = new Texts();
  texts.take(whole("7", "<p>", "table"));
  texts.take(whole("", "", "table"));
  assert.equal(texts.html("table"), "");
  assert.deepEqual(texts.shown({ table: "1" }), {});
  assert.deepEqual(texts.holds(), []);
});

for (const [name, frame] of [
  ["to a text the page does not hold", { region: "table", cursor: "2", base: "1", start: 0, end: 0, put: "x" }],
  ["to another text", { region: "citizens", cursor: "3", base: "0", start: 0, end: 0, put: "x" }],
  ["longer than the text", { region: "citizens", cursor: "2", base: "1", start: 2, end: 2, put: "x" }],
]) {
  test(`a splice ${name} is not applied; the region is asked for anew`, () => {
    const texts = new Texts();
    texts.take(whole("1", "abc"));
    assert.equal(texts.wanting, false);
    assert.equal(texts.take(frame), false);
    assert.equal(texts.wanting, true);
    assert.equal(texts.shown({ table: "1" })[frame.region], "");
    assert.ok(!texts.holds().includes(frame.region));
    assert.ok(texts.take({ ...frame, html: "whole" }));
    assert.equal(texts.wanting, false);
    assert.equal(texts.shown({})[frame.region], frame.cursor);
  });
}
