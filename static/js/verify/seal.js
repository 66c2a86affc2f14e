// The seal of a PDF, as deliberation/opinion/verification/sealing.py examines it: whose it is, and that it covers every
// byte of the file, its own container included.

import { isByItsCertificate, isOf, isStamped, oneSigner, stampedDigest } from "./cades.js";
import { digestOf, isTrusted, signs } from "./certificates.js";
import {
  CONTEXT_0,
  INTEGER,
  NULL,
  OCTETS,
  OID,
  SEQUENCE,
  SET,
  children,
  compare,
  isSame,
  joined,
  read,
  write,
} from "./der.js";

const MARK = new TextEncoder().encode("/ByteRange");
const RANGE = /^\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/;
const DATE = /\/M\s*\(D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z|([+-])(\d\d)'(\d\d)'?)?/;
const DATA = "1.2.840.113549.1.7.1";
const ORGANISATION = "2.5.4.10";
const COMMON_NAME = "2.5.4.3";
const bytesOf = (text) => Uint8Array.from(text.match(/../g), (each) => parseInt(each, 16));
const SIGNED_DATA_OID = write(OID, bytesOf("2a864886f70d010702"));
const DATA_OID = write(OID, bytesOf("2a864886f70d010701"));
const SHA_256 = write(SEQUENCE, write(OID, bytesOf("608648016503040201")), write(NULL));
const RSA = write(SEQUENCE, write(OID, bytesOf("2a864886f70d01010b")), write(NULL));
const ECDSA = write(SEQUENCE, write(OID, bytesOf("2a8648ce3d040302")));
const EC_KEY = "1.2.840.10045.2.1";
// Nothing is wrong with what can be checked here, and there is a time stamp of the seal, or of the whole document.
const UNJUDGED = { signed: true, intact: false, trusted: false, unjudged: true, signer: "", sealedAt: null };
const ONE = write(INTEGER, Uint8Array.of(1));

// `roots`: certificates that this platform trusts. Never throws. `unjudged`: see below.
export async function examineSeal(pdf, roots) {
  const ranges = rangesIn(pdf);
  const whole = ranges.filter(([start, , second, rest]) => start === 0 && second + rest === pdf.length);
  if (ranges.length === 0) return { signed: false };
  if (whole.length !== 1) return { signed: true, intact: false, trusted: false, signer: "", sealedAt: null };
  try {
    return await examined(pdf, whole[0], roots);
  } catch {
    return { signed: false };
  }
}

// Every place where a seal could say what it covers. What is written in a document may look like one.
function rangesIn(pdf) {
  const found = [];
  for (let at = pdf.indexOf(MARK[0]); at !== -1; at = pdf.indexOf(MARK[0], at + 1)) {
    if (!MARK.every((each, n) => pdf[at + n] === each)) continue;
    const range = RANGE.exec(latin1(pdf.subarray(at, at + 200)));
    if (range) found.push(range.slice(1).map(Number));
  }
  return found;
}

async function examined(pdf, [, first, second], roots) {
  const written = latin1(pdf.subarray(first, second));
  const hexed = /^<([0-9A-Fa-f]*)>$/.exec(written);
  const container = read(bytesOf(hexed[1])).whole;
  const covered = joined([pdf.subarray(0, first), pdf.subarray(second)]);
  const stamped = stampedDigest(container);
  if (stamped && isSame(stamped.value, await digestOf(stamped.hash, covered))) return UNJUDGED;
  const signed = oneSigner(container);
  const sealedAt = dateIn(pdf.subarray(second));
  if (await isStampedSeal(signed, covered)) return UNJUDGED;
  const intact =
    isExact(hexed[1], container, signed) && (await isOf(signed, covered, DATA)) && (await isByItsCertificate(signed));
  const moment = sealedAt ?? new Date();
  const trusted = signs(signed.certificate) && (await isTrusted(signed.certificate, roots, signed.certificates, moment));
  return { signed: true, intact, trusted, signer: nameOf(signed.certificate), sealedAt };
}

// A seal of these very bytes that carries a time stamp.
async function isStampedSeal(signed, covered) {
  return isStamped(signed) && (await isOf(signed, covered, DATA)) && (await isByItsCertificate(signed));
}

// A signature says nothing of its own container: it is built anew from what is proven, and must come out identical.
function isExact(hexed, container, signed) {
  const written = Array.from(container, (each) => each.toString(16).padStart(2, "0")).join("").toUpperCase();
  const padding = hexed.slice(written.length);
  return hexed.startsWith(written) && /^0*$/.test(padding) && isSame(container, rebuilt(container, signed));
}

function rebuilt(container, signed) {
  const [, wrapped] = children(read(container));
  const [, , , held, signers] = children(children(wrapped)[0]);
  const [, sid, , attributes, , value] = children(children(signers)[0]);
  const [, serial] = children(sid);
  // The signer's certificate first would be the order of the writer; a set has the order of its bytes.
  const certificates = children(held).map((each) => each.whole).sort(compare);
  const algorithm = signed.certificate.subjectPublicKeyInfo.algorithm.algorithmId === EC_KEY ? ECDSA : RSA;
  const name = write(SEQUENCE, issuerOf(signed, held, serial.whole), serial.whole);
  const signer = write(
    SEQUENCE,
    ONE,
    name,
    SHA_256,
    write(CONTEXT_0, attributes.content),
    algorithm,
    write(OCTETS, value.content),
  );
  const data = write(
    SEQUENCE,
    ONE,
    write(SET, SHA_256),
    write(SEQUENCE, DATA_OID),
    write(CONTEXT_0, ...certificates),
    write(SET, signer),
  );
  return write(SEQUENCE, SIGNED_DATA_OID, write(CONTEXT_0, data));
}

// As the signer's certificate writes it.
function issuerOf(signed, held, serial) {
  const tbs = children(held).map((each) => children(children(each)[0]));
  const own = tbs.find((parts) => isSame(parts[1].whole, serial));
  return own[3].whole;
}

// What the seal says of itself.
function dateIn(rest) {
  const written = latin1(rest.subarray(0, 4000)).split("endobj")[0];
  const plain = written.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)));
  const found = DATE.exec(plain);
  if (!found) return null;
  const [, year, month, day, hour, minute, second, sign, hours, minutes] = found;
  const shift = sign ? (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : 0;
  return new Date(Date.UTC(year, month - 1, day, hour, minute - shift, second));
}

function nameOf(certificate) {
  const names = new Map(certificate.subject.typesAndValues.map(({ type, value }) => [type, value.valueBlock.value]));
  return names.get(COMMON_NAME) ?? names.get(ORGANISATION) ?? "";
}

function latin1(bytes) {
  return new TextDecoder("latin1").decode(bytes);
}
