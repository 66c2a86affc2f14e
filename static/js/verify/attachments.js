// The files inside a PDF, by name.

import { GlobalWorkerOptions, getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

// Where pdf.js finds its parser, which is fetched when a file is read and not before.
export function parseWith(address) {
  GlobalWorkerOptions.workerSrc = address;
}

export async function filesOf(pdf) {
  // pdf.js keeps the bytes it is given: it gets its own.
  const task = getDocument({ data: pdf.slice(), isEvalSupported: false, enableXfa: false, useWasm: false, verbosity: 0 });
  try {
    const listed = (await (await task.promise).getAttachments()) ?? {};
    return new Map(Object.values(listed).map(({ filename, content }) => [filename, new Uint8Array(content)]));
  } finally {
    await task.destroy();
  }
}
