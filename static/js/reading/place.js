// The page of a PDF where a person stops, kept for them alone by a form of their own (templates/dossier/my_reading.html).
// To open a document is not to stop there: the first page that is shown is not kept.

const MILLISECONDS_STAYED = 2000;

export class Place {
  #form;
  #shown = 0;
  #timer = 0;

  constructor(form) {
    this.#form = form;
  }

  turned(number) {
    // It is done without being asked for.
    this.#form.hidden = true;
    const before = this.#shown;
    this.#shown = number;
    if (!before || before === number) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keep(), MILLISECONDS_STAYED);
  }

  // Now, if a page is still to be kept: the person leaves.
  keep() {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#form.elements.namedItem("page").value = String(this.#shown);
    const sent = { method: "POST", body: new FormData(this.#form), headers: { Accept: "application/json" }, keepalive: true };
    // What could not be kept is no trouble: the document opens where they had stopped before.
    fetch(this.#form.action, sent).catch(() => {});
  }
}
