// Is a PDF the sealed one? The browser's own answer, part by part the same as deliberation/opinion/verify.py gives
// (tests/deliberation/opinion/test_agreement.py asks both of the same files).

import { certificatesIn, digestOf } from "./certificates.js";
import { hex } from "./der.js";
import { paperOf } from "./papers.js";
import { examineAll, parsed } from "./roll.js";
import { examineSeal } from "./seal.js";

const TEXT = "avis.txt";
const FIGURES = "figures.json";

// `roots`: PEM texts. `filesOf(pdf)`: the attached files, bytes by name. `told(step, done, of)` as it goes on.
// What is inside is looked at only once the seal stands: anybody could have put it there. `unjudged`: the seal carries a
// time stamp, of which nothing here knows whom to believe.
export async function check(pdf, { roots, filesOf, told = () => {} }) {
  told("reading");
  const report = { ...NOTHING, pdf_sha256: hex(await digestOf("SHA-256", pdf)) };
  told("seal");
  const seal = await examineSeal(pdf, roots.flatMap(certificatesIn));
  if (!seal.signed) return report;
  Object.assign(report, seal, { sealed_at: seal.sealedAt?.toISOString().replace(".000Z", "Z") ?? "" });
  delete report.sealedAt;
  if (!seal.intact || !seal.trusted) return report;
  told("text");
  const files = await filesOf(pdf);
  if (!files.has(TEXT)) return { ...report, paper: paperOf(files) };
  const text = files.get(TEXT);
  const figures = parsed(files.get(FIGURES));
  report.text = new TextDecoder().decode(text);
  report.bytes = text;
  report.text_sha256 = hex(await digestOf("SHA-256", text));
  report.text_matches = figures?.text_sha256 === report.text_sha256;
  told("signatures");
  const step = (done, of) => told("signatures", done, of);
  report.signatures = await examineAll(files, text, report.text_sha256, figures?.signatures?.signed, step);
  report.genuine = report.text_matches && (report.signatures === null || holds(report.signatures));
  return report;
}

const NOTHING = {
  genuine: false,
  signed: false,
  intact: false,
  trusted: false,
  signer: "",
  sealed_at: "",
  text: "",
  text_sha256: "",
  text_matches: false,
  signatures: null,
  paper: null,
  unjudged: false,
};

function holds({ problems, each }) {
  return problems.length === 0 && each.every((one) => one.problems.length === 0);
}
