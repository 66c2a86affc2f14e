"""What a browser sends as a signature: taken when it is the one it must be, to the byte, and never otherwise."""

import base64
import hashlib
import json
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from cryptography.x509.oid import NameOID
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from deliberation.opinion.signing.cms import (
    LONGEST,
    LONGEST_KEY,
    Signed,
    certificate_of,
    read_public_key,
    reservation_digest,
    token_of,
)
from tests.deliberation.opinion.samples import unhurried
from tests.deliberation.opinion.signing.pen import changed, made_by, new_key

TEXT = "avis-citoyen/3\n\nL’eau".encode()
DIGEST = hashlib.sha256(TEXT).digest()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def certificate(public: ec.EllipticCurvePublicKey, number: int = 7) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.PSEUDONYM, "4K7Q-9PWX")])
    begins = datetime(2026, 11, 22, 15, 31, 7, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, public, number, begins, begins + timedelta(minutes=10))
    return made.sign(ISSUER, hashes.SHA256())


ISSUER, KEY, OTHER = new_key(), new_key(), new_key()
MINE = Signed(DIGEST, certificate(KEY.public_key()), "Le coût n’est pas dit.")
GENUINE = made_by(KEY, MINE)
OTHERS = {
    "another text": Signed(hashlib.sha256(b"other").digest(), MINE.certificate, MINE.reservation),
    "another reservation": Signed(DIGEST, MINE.certificate, "Le coût est dit."),
    "without the reservation": Signed(DIGEST, MINE.certificate),
    "another certificate of the same key": Signed(DIGEST, certificate(KEY.public_key(), 8), MINE.reservation),
}


def test_what_was_asked_for_is_taken() -> None:
    value = MINE.signature_in(GENUINE)
    assert value is not None
    assert MINE.whole(value) == GENUINE
    assert (certificate_of(GENUINE), token_of(GENUINE)) == (MINE.certificate, b"")


@pytest.mark.parametrize("name", OTHERS)
def test_a_signature_about_something_else_is_not(name: str) -> None:
    assert MINE.signature_in(made_by(KEY, OTHERS[name])) is None


def test_a_signature_by_another_key_is_not() -> None:
    assert MINE.signature_in(made_by(OTHER, MINE)) is None
    theirs = Signed(DIGEST, certificate(OTHER.public_key()), MINE.reservation)
    assert MINE.signature_in(made_by(OTHER, theirs)) is None


def test_the_same_reservation_written_otherwise_is_the_same() -> None:
    assert reservation_digest("Le cafe\u0301\r\nest bon.") == reservation_digest("Le café\nest bon.")
    assert reservation_digest("Le café est bon.") != reservation_digest("Le cafe est bon.")


@unhurried
@given(st.binary(max_size=LONGEST + 1))
def test_any_bytes_are_no_signature(content: bytes) -> None:
    assert MINE.signature_in(content) is None
    assert read_public_key(content) is None


@unhurried
@given(st.integers(0, len(GENUINE) - 1), st.integers(1, 255))
def test_no_byte_of_it_can_be_another(place: int, mask: int) -> None:
    mutated = GENUINE[:place] + bytes([GENUINE[place] ^ mask]) + GENUINE[place + 1 :]
    assert MINE.signature_in(mutated) is None


@unhurried
@given(st.integers(0, len(GENUINE)), st.integers(0, 40), st.binary(max_size=40))
def test_nothing_is_put_in_taken_out_or_written_over(place: int, length: int, put: bytes) -> None:
    mutated = GENUINE[:place] + put + GENUINE[place + length :]
    assert MINE.signature_in(mutated) in ({MINE.signature_in(GENUINE)} if mutated == GENUINE else {None})


@unhurried
@given(st.binary(min_size=1, max_size=300))
def test_nothing_stands_before_or_after_it(more: bytes) -> None:
    assert (MINE.signature_in(GENUINE + more), MINE.signature_in(more + GENUINE)) == (None, None)


@unhurried
@given(st.binary(max_size=200))
def test_any_value_in_its_place_is_refused(value: bytes) -> None:
    assert MINE.signature_in(MINE.whole(value)) is None


@pytest.mark.parametrize("pair", [(0, 0), (1, 1), (-1, 5), (ORDER, ORDER), (2**600, 3)])
def test_strange_numbers_are_no_signature(pair: tuple[int, int]) -> None:
    try:
        value = encode_dss_signature(*pair)
    except ValueError:
        value = b"0\x06\x02\x01\xff\x02\x01\x05"
    assert MINE.signature_in(MINE.whole(value)) is None


def test_a_value_padded_with_zeros_is_refused() -> None:
    """BER would allow it: the file must be the only one that says this."""
    value = MINE.signature_in(GENUINE)
    assert value is not None
    r, s = (number.to_bytes(34, "big") for number in decode_dss_signature(value))
    padded = b"\x02\x22" + r + b"\x02\x22" + s
    assert MINE.signature_in(MINE.whole(b"0" + bytes([len(padded)]) + padded)) is None


def test_a_time_stamp_sent_with_it_is_refused() -> None:
    """The stamp is the server's to ask for."""
    value = MINE.signature_in(GENUINE)
    assert value is not None
    assert MINE.signature_in(MINE.whole(value, GENUINE)) is None


@pytest.mark.parametrize("deep", [100, 4000])
def test_elements_in_elements_are_refused(deep: int) -> None:
    content = b""
    for _level in range(deep):
        length = len(content)
        head = bytes([length]) if length < 128 else b"\x82" + length.to_bytes(2, "big")
        content = b"0" + head + content
        if len(content) > 60_000:
            break
    assert MINE.signature_in(content) is None


# Keys


def spki(
    key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey, form: PublicFormat = PublicFormat.SubjectPublicKeyInfo
) -> bytes:
    return key.public_bytes(Encoding.DER, form)


def test_a_key_of_a_browser_is_read() -> None:
    assert read_public_key(spki(KEY.public_key())) == KEY.public_key()


def test_a_key_of_another_kind_is_not() -> None:
    others = (
        spki(ec.generate_private_key(ec.SECP384R1()).public_key()),
        spki(ec.generate_private_key(ec.SECP256K1()).public_key()),
        spki(rsa.generate_private_key(65537, 2048).public_key()),
        spki(KEY.public_key()) + b"\0",
        spki(KEY.public_key())[:-1],
        b"0" * (LONGEST_KEY + 1),
    )
    assert [read_public_key(each) for each in others] == [None] * len(others)


@unhurried
@given(st.integers(0, 90))
def test_a_point_that_is_not_on_the_curve_is_not_a_key(place: int) -> None:
    found = read_public_key(changed(spki(KEY.public_key()), place))
    assert found is None or found != KEY.public_key()


# What the page itself makes

SCRIPT = """
import { createInterface } from "node:readline";
import { makeKey, publicPart, sign } from "%s/static/js/signing/cms.js";
import { normalised } from "%s/static/js/signing/text.js";
const out = (bytes) => process.stdout.write(Buffer.from(bytes).toString("base64") + "\\n");
const keys = await makeKey();
out(await publicPart(keys));
for await (const line of createInterface({ input: process.stdin })) {
  const { certificate, text, reservation } = JSON.parse(line);
  const bytes = (each) => new Uint8Array(Buffer.from(each, "base64"));
  out(await sign({ keys, certificate: bytes(certificate), text: bytes(text), reservation: normalised(reservation) }));
}
"""


@pytest.fixture
def page() -> "subprocess.Popen[str]":
    script = SCRIPT.replace("%s", settings.BASE_DIR.as_uri())
    return subprocess.Popen(
        ["node", "--input-type=module", "-e", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_the_script_of_the_page_makes_just_that(page: "subprocess.Popen[str]") -> None:
    assert page.stdin and page.stdout
    key = load_der_public_key(base64.b64decode(page.stdout.readline()))
    assert isinstance(key, ec.EllipticCurvePublicKey)
    taken = []
    reservations = ["", "Le coût n’est pas dit.", "  Le cafe\u0301\r\nest bon.\u200f ", "x" * 2000] * 8
    for number, reservation in enumerate(reservations):
        signed = Signed(DIGEST, certificate(key, 2 ** (8 * number % 150) + 128), reservation.strip())
        der = signed.certificate.public_bytes(Encoding.DER)
        told = {"certificate": der, "text": TEXT}
        line = {name: base64.b64encode(each).decode() for name, each in told.items()} | {"reservation": reservation}
        page.stdin.write(json.dumps(line) + "\n")
        page.stdin.flush()
        taken.append(signed.signature_in(base64.b64decode(page.stdout.readline())) is not None)
    page.stdin.close()
    page.wait(10)
    assert taken == [True] * len(reservations)
