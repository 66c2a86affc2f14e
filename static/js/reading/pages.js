// The pages of a PDF, one at a time: the picture of a page, and over it its words, which are read aloud, selected and
// found. Only the parts of the file that a page needs are fetched.

import { GlobalWorkerOptions, TextLayer, getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

const SHARPEST = 2;
// What a page of a file is read in: a few of these hold one page.
const CHUNK = 131072;

export class Pages {
  #task;
  #pdf;
  #drawing;
  #turn = 0;

  constructor(sheet, { file, worker, extras }) {
    GlobalWorkerOptions.workerSrc = worker;
    this.sheet = sheet;
    this.#task = getDocument({
      url: file,
      rangeChunkSize: CHUNK,
      disableAutoFetch: true,
      disableStream: true,
      isEvalSupported: false,
      enableXfa: false,
      useWasm: false,
      wasmUrl: extras,
      standardFontDataUrl: extras,
      verbosity: 0,
    });
  }

  async open() {
    this.#pdf = await this.#task.promise;
    return this.#pdf.numPages;
  }

  // Of several asked one after the other, the last is shown. `size` 1 fills the width there is.
  async show(number, size) {
    const mine = (this.#turn += 1);
    const page = await this.#pdf.getPage(number);
    if (mine !== this.#turn) return false;
    this.#drawing?.cancel();
    const room = this.sheet.clientWidth;
    const scale = (room / page.getViewport({ scale: 1 }).width) * size;
    const viewport = page.getViewport({ scale });
    const [canvas, words] = this.#laid(viewport, scale);
    const sharpness = Math.min(window.devicePixelRatio || 1, SHARPEST);
    canvas.width = Math.floor(viewport.width * sharpness);
    canvas.height = Math.floor(viewport.height * sharpness);
    this.#drawing = page.render({ canvas, viewport, transform: [sharpness, 0, 0, sharpness, 0, 0] });
    const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: words, viewport });
    try {
      await Promise.all([this.#drawing.promise, layer.render()]);
    } catch (error) {
      if (mine === this.#turn) throw error;
      return false;
    }
    return mine === this.#turn;
  }

  close() {
    return this.#task.destroy();
  }

  #laid({ width, height }, scale) {
    const leaf = Object.assign(document.createElement("div"), { className: "leaf" });
    const canvas = document.createElement("canvas");
    // The words stand in the layer above.
    canvas.setAttribute("aria-hidden", "true");
    const words = Object.assign(document.createElement("div"), { className: "textLayer" });
    leaf.style.width = canvas.style.width = `${width}px`;
    leaf.style.height = canvas.style.height = `${height}px`;
    leaf.style.setProperty("--total-scale-factor", String(scale));
    leaf.style.setProperty("--scale-round-x", "1px");
    leaf.style.setProperty("--scale-round-y", "1px");
    leaf.append(canvas, words);
    this.sheet.replaceChildren(leaf);
    return [canvas, words];
  }
}
