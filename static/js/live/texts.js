// The regions as the server sent them, to the letter: what a splice is put into, and what the cursors are of.

export class Texts {
  #texts = new Map();
  #wanted = new Set();

  // Whether the region is now what the news says. If not, its text is forgotten, and wanted whole.
  take({ region, cursor, html, base, start, end, put }) {
    const whole = html ?? this.#spliced(region, base, start, end, put);
    if (whole === null) {
      this.#texts.delete(region);
      this.#wanted.add(region);
      return false;
    }
    this.#texts.set(region, { cursor, html: whole });
    this.#wanted.delete(region);
    return true;
  }

  #spliced(region, base, start, end, put) {
    const text = this.#texts.get(region);
    if (!text || text.cursor !== base || start + end > text.html.length) return null;
    return text.html.slice(0, start) + put + text.html.slice(text.html.length - end);
  }

  // Something has to be asked for, whole.
  get wanting() {
    return this.#wanted.size > 0;
  }

  html(region) {
    return this.#texts.get(region)?.html;
  }

  // `loaded` has the cursors the page came with. A region that was taken away has none.
  shown(loaded) {
    const found = { ...loaded };
    for (const [region, { cursor }] of this.#texts) found[region] = cursor;
    for (const region of Object.keys(found)) if (!found[region]) delete found[region];
    for (const region of this.#wanted) found[region] = "";
    return found;
  }

  holds() {
    return [...this.#texts].filter(([, { html }]) => html).map(([region]) => region);
  }
}
