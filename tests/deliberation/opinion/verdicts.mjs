// What the browser's check says of files, without a browser: node verdicts.mjs roots.pem file… writes one JSON object.

import { readFileSync } from "node:fs";
import { filesOf } from "../../../static/js/verify/attachments.js";
import { check } from "../../../static/js/verify/opinion.js";

const [, , roots, ...files] = process.argv;
const found = {};
for (const file of files) {
  const report = await check(new Uint8Array(readFileSync(file)), { roots: [readFileSync(roots, "latin1")], filesOf });
  const { genuine, signed, intact, trusted, signer, sealed_at, pdf_sha256, text_sha256, text_matches, signatures, paper } = report;
  found[file] = { genuine, signed, intact, trusted, signer, sealed_at, pdf_sha256, text_sha256, text_matches, signatures, paper };
  // The server knows whom to believe about a time stamp, and has no such answer.
  if (report.unjudged) found[file].unjudged = true;
}
process.stdout.write(JSON.stringify(found));
