// One citizen's signature and its time stamp, as deliberation/opinion/verification/cades.py examines them.

import { fromBER } from "asn1js";
import { ContentInfo, SignedData, TSTInfo } from "pkijs";
import {
  derOf,
  digestOf,
  hashNamed,
  isIssuedBy,
  isSigned,
  isTrusted,
  isValid,
  signs,
  stampsTimes,
} from "./certificates.js";
import { hex, isSame } from "./der.js";
import { normalised } from "./text.js";

const DATA = "1.2.840.113549.1.7.1";
const SIGNED_DATA = "1.2.840.113549.1.7.2";
const TST_INFO = "1.2.840.113549.1.9.16.1.4";
const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const TIME_STAMP = "1.2.840.113549.1.9.16.2.14";
const SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.47";
// 2.25.276123469816483302936285364905476018419, as asn1js writes an arc that is no number for it.
const RESERVATION = "2.25.{031f3b39093429506d213b74143a6c3d0b2173}";
const COMMON_NAME = "2.5.4.3";
const PSEUDONYM = "2.5.4.65";
const SHA_256 = "SHA-256";
const UNREADABLE = { problems: ["unreadable"], stampedAt: null, subject: "", named: false, key: "" };

// Never throws: what cannot be read is a problem.
export async function examine(bytes, text, reservation, anchors) {
  try {
    return await examined(oneSigner(bytes), text, reservation, anchors);
  } catch {
    return UNREADABLE;
  }
}

export function oneSigner(bytes) {
  const parsed = fromBER(bytes);
  if (parsed.offset !== bytes.length) throw new TypeError("no signature, or more than one");
  return signerIn(parsed.result);
}

function signerIn(schema) {
  const info = new ContentInfo({ schema });
  if (info.contentType !== SIGNED_DATA) throw new TypeError("no signature");
  const data = new SignedData({ schema: info.content });
  const [signer, ...others] = data.signerInfos;
  if (!signer || others.length > 0) throw new TypeError("not one signer");
  const { issuer, serialNumber } = signer.sid;
  const theirs = data.certificates.filter(
    (each) => each.issuer.isEqual(issuer) && each.serialNumber.isEqual(serialNumber),
  );
  if (theirs.length !== 1) throw new TypeError("no certificate, or more than one");
  const attributes = attributesOf(signer.signedAttrs);
  return { data, signer, certificate: theirs[0], certificates: data.certificates, attributes };
}

// By kind; one value each.
function attributesOf(listed) {
  const found = new Map();
  for (const { type, values } of listed.attributes) {
    if (found.has(type) || values.length !== 1) throw new TypeError("an attribute is there twice");
    found.set(type, values[0]);
  }
  return found;
}

async function examined(signed, text, reservation, anchors) {
  const content = signed.data.encapContentInfo;
  if (content.eContentType !== DATA || content.eContent !== undefined) return UNREADABLE;
  const problems = [];
  if (!(await isOf(signed, text, DATA))) problems.push("text");
  if (!(await isByItsCertificate(signed))) problems.push("signature");
  const { certificate } = signed;
  if (!((await isIssuedBy(certificate, anchors.authority)) && signs(certificate))) problems.push("certificate");
  const stampedAt = await timeOf(signed, anchors.timestamps);
  if (stampedAt === null) problems.push("stamp");
  else if (!isValid(certificate, stampedAt)) problems.push("time");
  if (boundTo(signed) !== (await reservationDigest(reservation))) problems.push("reservation");
  return { problems, stampedAt, ...subjectOf(certificate), key: keyOf(certificate) };
}

export async function isOf(signed, bytes, kind) {
  const digest = await digestOf(hashNamed(signed.signer.digestAlgorithm.algorithmId), bytes);
  const said = signed.attributes.get(MESSAGE_DIGEST).valueBlock.valueHexView;
  return signed.attributes.get(CONTENT_TYPE).valueBlock.toString() === kind && isSame(said, digest);
}

// The value signs the attributes, and these name the certificate, so that no other of the same key takes its place.
export async function isByItsCertificate(signed) {
  const [certificates] = signed.attributes.get(SIGNING_CERTIFICATE).valueBlock.value;
  const named = certificates.valueBlock.value[0].valueBlock.value;
  const given = named[0].idBlock.tagNumber === 16;
  const algorithm = given ? hashNamed(named[0].valueBlock.value[0].valueBlock.toString()) : SHA_256;
  const said = named[given ? 1 : 0].valueBlock.valueHexView;
  return isSame(said, await digestOf(algorithm, derOf(signed.certificate))) && isSignedByIts(signed);
}

function isSignedByIts({ signer, certificate }) {
  const hash = hashNamed(signer.digestAlgorithm.algorithmId);
  return isSigned(new Uint8Array(signer.signedAttrs.encodedValue), signer, certificate, hash);
}

function boundTo(signed) {
  const value = signed.attributes.get(RESERVATION);
  return value === undefined ? "" : hex(value.valueBlock.valueHexView);
}

async function reservationDigest(words) {
  return words === "" ? "" : hex(await digestOf(SHA_256, new TextEncoder().encode(normalised(words))));
}

function subjectOf(certificate) {
  const names = new Map(
    certificate.subject.typesAndValues.map(({ type, value }) => [type, value.valueBlock.value]),
  );
  const named = names.has(COMMON_NAME);
  const subject = names.get(named ? COMMON_NAME : PSEUDONYM);
  if (subject === undefined) throw new TypeError("the certificate names nobody");
  return { subject, named };
}

function keyOf(certificate) {
  return hex(new Uint8Array(certificate.subjectPublicKeyInfo.toSchema().toBER()));
}

// Whether anybody is said to have stamped the time of the signature.
export function isStamped({ signer }) {
  return (signer.unsignedAttrs?.attributes ?? []).some(({ type }) => type === TIME_STAMP);
}

// Of which digest a time stamp is one, whoever made it; null for what is none.
export function stampedDigest(bytes) {
  const { content } = new ContentInfo({ schema: fromBER(bytes).result });
  const { eContentType, eContent } = new SignedData({ schema: content }).encapContentInfo;
  if (eContentType !== TST_INFO) return null;
  const { hashAlgorithm, hashedMessage } = TSTInfo.fromBER(eContent.getValue()).messageImprint;
  return { hash: hashNamed(hashAlgorithm.algorithmId), value: hashedMessage.valueBlock.valueHexView };
}

// When the value of the signature existed, by whom the file names for it; null without such a time stamp.
async function timeOf(signed, trusted) {
  try {
    const token = signerIn(attributesOf(signed.signer.unsignedAttrs).get(TIME_STAMP));
    const { eContentType, eContent } = token.data.encapContentInfo;
    const content = eContent.getValue();
    if (eContentType !== TST_INFO || !(await isOf(token, content, TST_INFO))) return null;
    const stamp = TSTInfo.fromBER(content);
    const { hashAlgorithm, hashedMessage } = stamp.messageImprint;
    const value = signed.signer.signature.valueBlock.valueHexView;
    const digest = await digestOf(hashNamed(hashAlgorithm.algorithmId), value);
    const stands =
      isSame(hashedMessage.valueBlock.valueHexView, digest) &&
      stampsTimes(token.certificate) &&
      (await isSignedByIts(token)) &&
      (await isTrusted(token.certificate, trusted, token.certificates, stamp.genTime));
    return stands ? stamp.genTime : null;
  } catch {
    return null;
  }
}
