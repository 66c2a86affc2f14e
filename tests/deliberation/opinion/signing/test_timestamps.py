"""When a signature was there: by this installation's own authority, or by a service that is asked over HTTP."""

import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from deliberation.conference.stages import Stage
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.opinion.models import Opinion, Signature
from deliberation.opinion.signing import timestamps
from deliberation.opinion.signing.cms import _value_in, token_of
from tests.deliberation.opinion.samples import unhurried
from tests.deliberation.opinion.signing.pen import Pen, changed, holds, laid_out, openssl
from tests.deliberation.opinion.timestamping import Service, time_stamping
from tests.hall import Hall

VALUE = b"the value of a signature"


def stamps(folder: Path, token: bytes, value: bytes, trusted: bytes) -> bool:
    """What OpenSSL says."""
    for name, content in {"token.der": token, "value": value, "timestamps.pem": trusted}.items():
        (folder / name).write_bytes(content)
    words = ("-in", "token.der", "-token_in", "-data", "value", "-CAfile", "timestamps.pem")
    return openssl("ts", "-verify", *words, folder=folder)


def own_certificate() -> bytes:
    return timestamps._stamper().certificate.public_bytes(Encoding.PEM)


# The installation's own


def test_its_own_stamp_is_one_for_openssl(tmp_path: Path) -> None:
    token = timestamps.stamp(VALUE)
    assert stamps(tmp_path, token, VALUE, own_certificate())
    assert not stamps(tmp_path, token, b"T" + VALUE[1:], own_certificate())
    signature_place = len(token) - 20
    assert not stamps(tmp_path, changed(token, signature_place), VALUE, own_certificate())
    assert timedelta(0) <= clock.now() - timestamps.time_of(token) < timedelta(seconds=5)


def test_its_file_is_for_its_owner_alone() -> None:
    timestamps.prepare()
    file = Path(django_settings.SEAL_DIR) / timestamps.FILE
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_file_that_cannot_be_read_is_said(settings: object, tmp_path: Path) -> None:
    settings.SEAL_DIR = tmp_path
    file = tmp_path / timestamps.FILE
    file.parent.mkdir()
    file.write_bytes(b"nothing")
    with pytest.raises(ImproperlyConfigured, match=r"authority\.pem"):
        timestamps.stamp(VALUE)


def test_a_stamp_is_of_one_value_and_by_one_authority(tmp_path: Path) -> None:
    token, own = timestamps.stamp(VALUE), [timestamps._stamper().certificate]
    with time_stamping(tmp_path) as service:
        others = x509.load_pem_x509_certificates(service.roots.read_bytes())
    asked = ((VALUE, None), (VALUE, own), (VALUE, others), (b"other", None), (b"other", own), (VALUE, []))
    assert [timestamps.is_stamp(token, value, roots) for value, roots in asked] == [True, True] + [False] * 4


TOKEN: list[bytes] = []


def token() -> bytes:
    if not TOKEN:
        TOKEN.append(timestamps.stamp(VALUE))
    return TOKEN[0]


@unhurried
@given(st.binary(max_size=4000))
def test_any_bytes_are_no_stamp(content: bytes) -> None:
    assert not timestamps.is_stamp(content, VALUE)


@unhurried
@given(st.data())
def test_a_changed_stamp_raises_nothing_and_proves_no_other_value(data: st.DataObject) -> None:
    whole = token()
    place, put = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.binary(max_size=3))
    mutated = whole[:place] + put + whole[place + 1 :]
    assert timestamps.is_stamp(mutated, VALUE) in {True, False}
    assert not timestamps.is_stamp(mutated, b"another value")


# A service


@pytest.fixture
def service(settings: object, tmp_path: Path) -> Iterator[Service]:
    with time_stamping(tmp_path) as found:
        settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS = found.url, str(found.roots)
        yield found


def test_a_service_stamps(service: Service, tmp_path: Path) -> None:
    token = timestamps.stamp(VALUE)
    assert stamps(tmp_path, token, VALUE, service.roots.read_bytes())
    assert not stamps(tmp_path, token, b"other", service.roots.read_bytes())
    assert not stamps(tmp_path, token, VALUE, own_certificate())


def test_a_signature_stamped_by_a_service_is_published_with_its_certificates(
    service: Service, signing: Hall, pen: Pen, tmp_path: Path
) -> None:
    pen.sign()
    folder = tmp_path / "files"
    folder.mkdir()
    files = laid_out(folder)
    assert holds(folder, "signature-001.p7s")
    trusted = x509.load_pem_x509_certificates(files["timestamps.pem"])
    assert trusted[0] == x509.load_pem_x509_certificates(service.roots.read_bytes())[0]
    file = bytes(Signature.objects.get().cms)
    value = _value_in(file)
    assert value is not None
    assert stamps(folder, token_of(file), value, files["timestamps.pem"])


Answer = Callable[[bytes], tuple[int, bytes]]


@contextmanager
def answering(answer: Answer) -> Iterator[str]:
    """A service that answers whatever this gives for what it is asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, content = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def response(token: bytes) -> bytes:
    told = {"status": {"status": "granted"}, "time_stamp_token": cms.ContentInfo.load(token)}
    return bytes(tsp.TimeStampResp(told).dump())


def rejected(_asked: bytes) -> tuple[int, bytes]:
    return 200, tsp.TimeStampResp({"status": {"status": "rejection"}}).dump()


ANSWERS: dict[str, Answer] = {
    "an error": lambda asked: (500, b""),
    "not found": lambda asked: (404, b"<html>"),
    "nothing": lambda asked: (200, b""),
    "a page": lambda asked: (200, b"<!doctype html><p>Maintenance"),
    "bytes": lambda asked: (200, b"0\x82\xff\xff" + b"\0" * 50),
    "what was asked": lambda asked: (200, asked),
    "too much": lambda asked: (200, b"0" * (timestamps.LARGEST + 1)),
    "a refusal": rejected,
    # Of the right value, by a stamper whom the settings do not trust, and without the number that was asked.
    "a stamp of before": lambda asked: (200, response(token())),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_service_that_gives_no_stamp_is_a_sentence(name: str, settings: object) -> None:
    made = token()
    assert made
    with answering(ANSWERS[name]) as url:
        settings.TIMESTAMP_URL = url
        with pytest.raises(Refused):
            timestamps.stamp(VALUE)


def test_a_stamp_by_somebody_of_the_same_name_is_refused(service: Service, settings: object, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with time_stamping(other) as untrusted:
        settings.TIMESTAMP_URL = untrusted.url
        with pytest.raises(Refused):
            timestamps.stamp(VALUE)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://[::bad/", "nothing at all", "ftp://127.0.0.1/"])
def test_no_service_there_is_a_sentence(url: str, settings: object) -> None:
    settings.TIMESTAMP_URL = url
    with pytest.raises(Refused):
        timestamps.stamp(VALUE)


def test_a_service_that_says_nothing_is_waited_for_a_moment(
    signing: Hall, pen: Pen, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is lost: the same signature is taken once it answers."""
    monkeypatch.setattr(timestamps, "SECONDS", 0.3)
    signature = pen.signature(pen.certify())
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.TIMESTAMP_URL = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Refused):
            pen.send(signature)
    assert (Signature.objects.count(), Opinion.objects.get().frozen_at) == (0, None)
    settings.TIMESTAMP_URL = ""
    pen.send(signature)
    assert Signature.objects.count() == 1


@pytest.mark.parametrize("wrong", [timedelta(minutes=11), timedelta(minutes=-1)])
def test_a_service_whose_clock_is_wrong_is_a_sentence(
    wrong: timedelta, signing: Hall, pen: Pen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever checked would find a stamp outside of the certificate's ten minutes."""
    signature = pen.signature(pen.certify())
    monkeypatch.setattr(
        timestamps, "stamp", lambda value: timestamps._own(value, timestamps._stamper(), clock.now() + wrong)
    )
    with pytest.raises(Refused):
        pen.send(signature)
    assert Signature.objects.count() == 0
    monkeypatch.undo()
    pen.send(signature)
    assert Signature.objects.count() == 1


def test_the_signing_opens_without_making_an_authority_that_is_not_used(service: Service, hall: Hall) -> None:
    file = Path(django_settings.SEAL_DIR) / timestamps.FILE
    before = file.stat().st_mtime_ns if file.exists() else None
    hall.reach(Stage.SIGNING)
    assert (file.stat().st_mtime_ns if file.exists() else None) == before


def test_the_certificates_of_stamps_are_each_given_once() -> None:
    first, second = (timestamps.stamp(value) for value in (b"1", b"2"))
    own = timestamps._stamper().certificate
    assert timestamps.certificates_of([first, second]) == [own]
    assert own.fingerprint(hashes.SHA256()) == hashlib.sha256(own.public_bytes(Encoding.DER)).digest()
    assert asn1.Certificate.load(own.public_bytes(Encoding.DER)).extended_key_usage_value.native == ["time_stamping"]
