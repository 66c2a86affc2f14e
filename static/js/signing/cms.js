// A detached CMS signature over a text, as the server builds it too: it takes it only if it is the same to the byte.

import { elementsOf, inContext, nothing, octets, oid, retagged, sequence, setOf, unsigned, whole } from "./der.js";

const DATA = "1.2.840.113549.1.7.1";
const SIGNED_DATA = "1.2.840.113549.1.7.2";
const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const SIGNING_TIME = "1.2.840.113549.1.9.5";
const SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.47";
const RESERVATION = "2.25.276123469816483302936285364905476018419";
const ECDSA_SHA256 = "1.2.840.10045.4.3.2";
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };

const sha256 = () => sequence(oid("2.16.840.1.101.3.4.2.1"), nothing());
const attribute = (type, value) => sequence(oid(type), setOf(value));

export async function digestOf(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

// Used once: its private part cannot leave the browser, and is forgotten with the page.
export function makeKey() {
  return crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
}

export async function publicPart(keys) {
  return new Uint8Array(await crypto.subtle.exportKey("spki", keys.publicKey));
}

// Who issued the certificate, its number, and from when it is valid, each as it stands in it.
function read(certificate) {
  const [body] = elementsOf(elementsOf(certificate)[0].held);
  const [, number, , issuer, validity] = elementsOf(body.held);
  const [begins] = elementsOf(validity.held);
  return { number: number.whole, issuer: issuer.whole, begins: begins.whole };
}

export async function sign({ keys, certificate, text, reservation }) {
  const { number, issuer, begins } = read(certificate);
  const held = [
    attribute(CONTENT_TYPE, oid(DATA)),
    attribute(MESSAGE_DIGEST, octets(await digestOf(text))),
    attribute(SIGNING_TIME, begins),
    attribute(SIGNING_CERTIFICATE, sequence(sequence(sequence(octets(await digestOf(certificate)))))),
  ];
  if (reservation) {
    held.push(attribute(RESERVATION, octets(await digestOf(new TextEncoder().encode(reservation)))));
  }
  const attributes = setOf(...held);
  const raw = new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, keys.privateKey, attributes));
  const half = raw.length / 2;
  const signer = sequence(
    whole(1),
    sequence(issuer, number),
    sha256(),
    retagged(attributes, 0),
    sequence(oid(ECDSA_SHA256)),
    octets(sequence(unsigned(raw.subarray(0, half)), unsigned(raw.subarray(half)))),
  );
  const signed = sequence(
    whole(1),
    setOf(sha256()),
    sequence(oid(DATA)),
    inContext(0, certificate),
    setOf(signer),
  );
  return sequence(oid(SIGNED_DATA), inContext(0, signed));
}
