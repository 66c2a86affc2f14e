// Where the caret stands after the text around it was changed by somebody else.

import assert from "node:assert/strict";
import test from "node:test";

import { placeIn } from "../../../static/js/live/hands.js";

// The caret is the bar.
for (const [before, after] of [
  ["ab|c", "ab|cd"],
  ["|abc", "|Xabc"],
  ["abc|", "Xabc|"],
  ["un deux| trois", "zéro un deux| trois"],
  ["un deux| trois", "un deux| et trois"],
  ["aaa|", "aaa|a"],
  ["ab|cd", "|"],
  ["👵 vo|te", "👴 vo|te"],
]) {
  test(`${before} becomes ${after}`, () => {
    const place = placeIn(before.replace("|", ""), after.replace("|", ""), before.indexOf("|"));
    assert.equal(place, after.indexOf("|"));
  });
}
