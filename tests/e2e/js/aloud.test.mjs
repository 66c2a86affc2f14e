// How a text is read aloud: in which stretches, with which voice, and when it stops.

import assert from "node:assert/strict";
import test from "node:test";

import { Reader, stretches, voiceFor } from "../../../static/js/live/aloud.js";

const voice = (lang, localService = true) => ({ lang, localService });

for (const [text, expected, longest] of [
  ["", []],
  ["  \n ", []],
  ["Une phrase. Une autre !", ["Une phrase.", "Une autre !"]],
  ["Un titre\n\nUn texte", ["Un titre", "Un texte"]],
  ["2,5 litres d’eau", ["2,5 litres d’eau"]],
  ["un deux trois quatre", ["un deux", "trois", "quatre"], 10],
]) {
  test(`“${text}” is read in ${expected.length}`, () => assert.deepEqual(stretches(text, longest), expected));
}

test("a word that is too long is read all the same", () => {
  assert.deepEqual(stretches("anticonstitutionnellement oui", 10), ["anticonstitutionnellement", "oui"]);
});

for (const [voices, language, expected] of [
  [[], "fr", null],
  [["en-GB"], "fr", null],
  [["en-GB", "fr_FR"], "fr", "fr_FR"],
  [["fro-FR", "FR"], "fr", "FR"],
]) {
  test(`of ${voices} for ${language}: ${expected}`, () => {
    assert.equal(voiceFor(voices.map((lang) => voice(lang)), language)?.lang ?? null, expected);
  });
}

test("a voice of the device comes before one of the network", () => {
  assert.equal(voiceFor([voice("fr-CA", false), voice("fr-FR")], "fr").lang, "fr-FR");
});

function hall() {
  const said = [];
  const told = [];
  const synthesis = { speak: (each) => said.push(each), cancel() {}, getVoices: () => [voice("fr-FR")] };
  const reader = new Reader(synthesis, (text) => ({ text }), (key) => told.push(key));
  return { reader, said, told };
}

test("one stretch after the other, then it says that it is over", () => {
  const { reader, said, told } = hall();
  reader.press("prompt", "Une. Deux.", "fr");
  assert.deepEqual([said.length, reader.reading], [1, "prompt"]);
  said[0].onend();
  said[1].onend();
  assert.deepEqual([said.map((each) => each.text), reader.reading, told.at(-1)], [["Une.", "Deux."], "", ""]);
  assert.deepEqual([said[0].lang, said[0].voice.lang], ["fr-FR", "fr-FR"]);
});

test("a second press stops, and nothing more is said", () => {
  const { reader, said } = hall();
  reader.press("prompt", "Une. Deux.", "fr");
  reader.press("prompt", "Une. Deux.", "fr");
  said[0].onend();
  said[0].onerror();
  assert.deepEqual([said.length, reader.reading], [1, ""]);
});

test("another text takes the place of the one that is read", () => {
  const { reader, said } = hall();
  reader.press("prompt", "Une. Deux.", "fr");
  reader.press("viewpoint", "Trois.", "fr");
  said[0].onend();
  assert.deepEqual([said.map((each) => each.text), reader.reading], [["Une.", "Trois."], "viewpoint"]);
});

test("a voice that fails gives the button back", () => {
  const { reader, said } = hall();
  reader.press("prompt", "Une.", "fr");
  said[0].onerror();
  assert.equal(reader.reading, "");
});
