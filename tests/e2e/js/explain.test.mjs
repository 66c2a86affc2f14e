// How a word is looked for in the glossary.

import assert from "node:assert/strict";
import test from "node:test";

import { plain } from "../../../static/js/live/explain.js";

for (const [typed, found] of [
  [" Nappe ", "nappe"],
  ["PHRÉATIQUE", "phreatique"],
  ["e\u0301tiage", "etiage"],
  ["", ""],
]) {
  test(`“${typed}” is looked for as “${found}”`, () => assert.equal(plain(typed), found));
}
