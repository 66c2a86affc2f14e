// The parser of PDF files, in a thread of its own: fetched when a sealed file or a document of the dossier is read.

import "pdfjs-dist/legacy/build/pdf.worker.mjs";
