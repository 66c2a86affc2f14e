// What a paper sealed beside an opinion says of itself, as deliberation/opinion/verification/papers.py reads it.

import { parsed } from "./roll.js";

const CARD = "beside.json";
const FORMAT = "avis-citoyen-beside/1";

// Null unless the files inside say so whole.
export function paperOf(files) {
  const told = parsed(files.get(CARD));
  if (told?.format !== FORMAT) return null;
  const { kind, number = null, opinion } = told;
  const numbered = kind === "correction" ? Number.isInteger(number) : kind === "certificate" && number === null;
  const { title, conference, text_sha256, pdf_sha256 } = opinion ?? {};
  const said = [title, conference, text_sha256, pdf_sha256];
  if (!numbered || !said.every((each) => typeof each === "string")) return null;
  return { kind, number, title, conference, text_sha256, pdf_sha256 };
}
