// Who certifies whom: the same part of X.509 as deliberation/opinion/verification/certificates.py.

import { Certificate, getCrypto } from "pkijs";
import { isSame } from "./der.js";

const LONGEST_PATH = 5;
const BASIC_CONSTRAINTS = "2.5.29.19";
const KEY_USAGE = "2.5.29.15";
const EXTENDED_KEY_USAGE = "2.5.29.37";
const TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
const HASHES = {
  "2.16.840.1.101.3.4.2.1": "SHA-256",
  "2.16.840.1.101.3.4.2.2": "SHA-384",
  "2.16.840.1.101.3.4.2.3": "SHA-512",
};
const DIGITAL_SIGNATURE = 0x80;
const NON_REPUDIATION = 0x40;
const KEY_CERT_SIGN = 0x04;
const ARMOUR = /-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]*)-----END CERTIFICATE-----/g;

// Of a PEM text; throws when it holds none.
export function certificatesIn(text) {
  const found = Array.from(text.matchAll(ARMOUR), ([, lines]) => certificateOf(fromBase64(lines.replace(/\s/g, ""))));
  if (found.length === 0) throw new TypeError("no certificate");
  return found;
}

export function fromBase64(text) {
  return Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
}

export function certificateOf(der) {
  return Certificate.fromBER(der);
}

export function derOf(certificate) {
  return new Uint8Array(certificate.toSchema().toBER());
}

export function hashNamed(algorithm) {
  const name = HASHES[algorithm];
  if (!name) throw new TypeError("no such digest here");
  return name;
}

export async function digestOf(algorithm, bytes) {
  return new Uint8Array(await crypto.subtle.digest(algorithm, bytes));
}

export async function isIssuedBy(certificate, issuer) {
  const may = extension(issuer, BASIC_CONSTRAINTS)?.cA === true && mayBeUsed(issuer, KEY_CERT_SIGN);
  if (!may || !certificate.issuer.isEqual(issuer.subject)) return false;
  try {
    return await certificate.verify(issuer);
  } catch {
    return false;
  }
}

// Whether a path leads to one of the anchors, each on it valid at this moment.
export async function isTrusted(certificate, anchors, between, at) {
  const known = [...anchors, ...between];
  let here = certificate;
  for (let step = 0; step < LONGEST_PATH && here; step += 1) {
    const current = here;
    if (!isValid(current, at)) return false;
    if (anchors.some((anchor) => isSame(derOf(anchor), derOf(current)))) return true;
    here = null;
    for (const each of known) if (!here && (await isIssuedBy(current, each))) here = each;
  }
  return false;
}

export function isValid(certificate, at) {
  return certificate.notBefore.value <= at && at <= certificate.notAfter.value;
}

export function signs(certificate) {
  return mayBeUsed(certificate, DIGITAL_SIGNATURE | NON_REPUDIATION);
}

export function stampsTimes(certificate) {
  const uses = extension(certificate, EXTENDED_KEY_USAGE)?.keyPurposes ?? [];
  return uses.length === 1 && uses[0] === TIME_STAMPING;
}

// Whether the key of a certificate signed these bytes.
export async function isSigned(bytes, { signature, signatureAlgorithm }, certificate, hash) {
  try {
    const key = certificate.subjectPublicKeyInfo;
    return await getCrypto(true).verifyWithPublicKey(bytes, signature, key, signatureAlgorithm, hash);
  } catch {
    return false;
  }
}

function extension(certificate, kind) {
  return certificate.extensions?.find((each) => each.extnID === kind)?.parsedValue;
}

// What says nothing of its use may be used.
function mayBeUsed(certificate, bits) {
  const usage = extension(certificate, KEY_USAGE);
  return usage === undefined || (usage.valueBlock.valueHexView[0] & bits) !== 0;
}
