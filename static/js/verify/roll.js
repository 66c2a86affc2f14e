// The list of signatures compared with the files it names, as deliberation/opinion/verification/roll.py does.

import { examine } from "./cades.js";
import { certificatesIn } from "./certificates.js";

const LIST = "signatures.json";
const AUTHORITY = "authority.pem";
const TIMESTAMPS = "timestamps.pem";
const FORMAT = "avis-citoyen-signatures/1";
const A_SIGNATURE = /^signature-\d{3,}\.p7s$/;
const FORMS = ["own-key", "attested"];
const PRECISION = 60_000;
const LONGEST_NAME = 64;
const A_TIME = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/;
const FAILED = { problems: ["certificate", "stamp"], stampedAt: null, subject: "", named: false, key: "" };

// `files`: bytes by name. `told(done, of)` after each signature. null when the document lists none.
export async function examineAll(files, text, textDigest, signed, told) {
  if (!files.has(LIST)) {
    return [...files.keys()].some((name) => A_SIGNATURE.test(name)) ? { problems: ["list-unlisted"], each: [] } : null;
  }
  const listed = parsed(files.get(LIST));
  const rows = listed?.signatures;
  const known = listed?.format === FORMAT && listed.authority === AUTHORITY && listed.timestamps === TIMESTAMPS;
  if (!known || !Array.isArray(rows)) return { problems: ["list-unreadable"], each: [] };
  const { problems, anchors } = anchorsIn(files, rows.some(isOwn));
  if (listed.text_sha256 !== textDigest) problems.push("list-text");
  if (rows.length !== signed) problems.push("list-count");
  const named = counted(rows.filter(isOwn).map((row) => words(row, "file")));
  if ([...files.keys()].some((name) => A_SIGNATURE.test(name) && !named.has(name))) problems.push("list-unlisted");
  const found = [];
  for (const row of rows) {
    found.push(await examinedOf(row, files, text, anchors));
    told(found.length, rows.length);
  }
  const keys = counted(found.filter((one) => one?.key).map((one) => one.key));
  const isRepeated = (row, one) => keys.get(one?.key) > 1 || named.get(words(row, "file")) > 1;
  return { problems, each: rows.map((row, at) => finding(row, found[at], isRepeated(row, found[at]))) };
}

export function parsed(bytes) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

function isOwn(row) {
  return isRow(row) && row.form === "own-key";
}

function isRow(row) {
  return typeof row === "object" && row !== null && !Array.isArray(row);
}

function words(row, name) {
  return isRow(row) && typeof row[name] === "string" ? row[name] : "";
}

function counted(keys) {
  const found = new Map();
  for (const key of keys) found.set(key, (found.get(key) ?? 0) + 1);
  return found;
}

// Needed where somebody signed with a key of their own.
function anchorsIn(files, needed) {
  if (!needed) return { problems: [], anchors: null };
  const problems = [];
  const read = (name, problem) => {
    try {
      return certificatesIn(new TextDecoder("latin1").decode(files.get(name)));
    } catch {
      problems.push(problem);
      return [];
    }
  };
  const authorities = read(AUTHORITY, "list-authority");
  const timestamps = read(TIMESTAMPS, "list-timestamps");
  if (problems.length === 0 && authorities.length !== 1) problems.push("list-authority");
  return { problems, anchors: problems.length === 0 ? { authority: authorities[0], timestamps } : null };
}

// null for what has no file to examine.
async function examinedOf(row, files, text, anchors) {
  const name = words(row, "file");
  if (!isOwn(row) || !A_SIGNATURE.test(name) || !files.has(name)) return null;
  return anchors === null ? FAILED : examine(files.get(name), text, words(row, "reservation"), anchors);
}

function finding(row, examined, isRepeated) {
  const readable = isRow(row) && FORMS.includes(row.form) && words(row, "name") !== "";
  return {
    name: words(row, "name"),
    named: readable && row.named === true,
    form: readable ? row.form : "",
    proof: readable ? words(row, "proof") : "",
    file: readable ? words(row, "file") : "",
    reservation: readable ? words(row, "reservation") : "",
    stamped_at: (readable && examined?.stampedAt?.toISOString().replace(/\.\d+Z$/, "Z")) || "",
    problems: readable ? problemsOf(row, examined, isRepeated) : ["entry"],
  };
}

function problemsOf(row, examined, isRepeated) {
  if (row.form === "attested") return (row.file ?? null) === null ? [] : ["entry"];
  if (examined === null) return ["file"];
  const problems = [...examined.problems];
  const name = Array.from(row.name).slice(0, LONGEST_NAME).join("");
  // Who goes by a name they chose is named by their pseudonym; nobody's own name stands for who is not named.
  const isTheirs = examined.subject === name && (row.named === true || !examined.named);
  if (examined.key && !isTheirs) problems.push("name");
  if (examined.stampedAt && !isAt(row.signed_at ?? null, examined.stampedAt)) problems.push("time");
  if (isRepeated) problems.push("repeated");
  return [...new Set(problems)];
}

// A list need not say when; what it says must be what the time stamp says.
function isAt(listed, stampedAt) {
  if (listed === null) return true;
  return typeof listed === "string" && A_TIME.test(listed) && Math.abs(new Date(listed) - stampedAt) < PRECISION;
}
