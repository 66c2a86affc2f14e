// A text is read aloud by the browser's own voice, in the page's language. A second press stops it.

// Some browsers fall silent in the middle of a longer stretch.
const LONGEST = 180;

// The text in stretches a voice reads in one breath: sentences, and of a long one its parts.
export function stretches(text, longest = LONGEST) {
  const found = [];
  for (const sentence of text.split(/(?<=[.!?…;:])\s+|\n+/u)) {
    let line = "";
    for (const word of sentence.split(/\s+/u).filter(Boolean)) {
      if (line && line.length + word.length + 1 > longest) {
        found.push(line);
        line = "";
      }
      line = line ? `${line} ${word}` : word;
    }
    if (line) found.push(line);
  }
  return found;
}

// Of the voices for a language, one that needs no network comes first.
export function voiceFor(voices, language) {
  const mine = voices.filter((voice) => voice.lang.toLowerCase().replace("_", "-").split("-")[0] === language);
  return mine.find((voice) => voice.localService) ?? mine[0] ?? null;
}

// Reads one text at a time. `changed(key)` is told what is being read, "" when nothing is.
export class Reader {
  #synthesis;
  #makeUtterance;
  #changed;
  #turn = 0;
  reading = "";

  constructor(synthesis, makeUtterance, changed) {
    this.#synthesis = synthesis;
    this.#makeUtterance = makeUtterance;
    this.#changed = changed;
  }

  press(key, text, language) {
    const again = this.reading === key;
    this.stop();
    if (!again) this.#read(key, stretches(text), language);
  }

  stop() {
    this.#turn += 1;
    this.#synthesis.cancel();
    this.#now("");
  }

  #read(key, rest, language) {
    const turn = this.#turn;
    const voice = voiceFor(this.#synthesis.getVoices(), language);
    const next = () => {
      if (turn !== this.#turn) return;
      const text = rest.shift();
      if (text === undefined) {
        this.#now("");
        return;
      }
      const utterance = this.#makeUtterance(text);
      utterance.lang = voice?.lang ?? language;
      utterance.voice = voice;
      utterance.onend = next;
      utterance.onerror = () => turn === this.#turn && this.stop();
      this.#synthesis.speak(utterance);
    };
    this.#now(key);
    next();
  }

  #now(key) {
    this.reading = key;
    this.#changed(key);
  }
}

let reader = null;

function show(key) {
  for (const button of document.querySelectorAll("[data-aloud]")) {
    button.toggleAttribute("data-reading", button.dataset.aloud === key);
  }
}

// The text that was being read is gone from the page: silence. Its button may have come anew.
export function checkReading() {
  if (!reader?.reading) return;
  if (document.getElementById(reader.reading)) show(reader.reading);
  else reader.stop();
}

// Without what stands beside them.
function wordsOf(text) {
  text.classList.add("words-alone");
  const words = text.innerText;
  text.classList.remove("words-alone");
  return words;
}

export function startReading() {
  const synthesis = window.speechSynthesis;
  if (!synthesis) return;
  const language = document.documentElement.lang.split("-")[0];
  reader = new Reader(synthesis, (text) => new SpeechSynthesisUtterance(text), show);
  const offer = () =>
    document.documentElement.classList.toggle("can-read-aloud", voiceFor(synthesis.getVoices(), language) !== null);
  offer();
  synthesis.addEventListener?.("voiceschanged", offer);
  window.addEventListener("pagehide", () => reader.stop());
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-aloud]");
    const text = button && document.getElementById(button.dataset.aloud);
    if (text) reader.press(button.dataset.aloud, wordsOf(text), language);
  });
}
