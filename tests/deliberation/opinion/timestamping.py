"""A time-stamping service (RFC 3161) spoken to over HTTP, with an authority of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.timestamps import DummyTimeStamper

from deliberation.kernel import clock
from deliberation.opinion import authority


@dataclass(frozen=True)
class Service:
    url: str
    roots: Path


@contextmanager
def time_stamping(folder: Path) -> Iterator[Service]:
    """A service that answers as long as the context lasts, and the file of the root it is trusted by."""
    root, stamper = _stamper()
    roots = folder / "timestamp-roots.pem"
    roots.write_bytes(root.public_bytes(serialization.Encoding.PEM))

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            reply = stamper.request_tsa_response(tsp.TimeStampReq.load(body)).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Service(f"http://127.0.0.1:{server.server_port}", roots)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _stamper() -> tuple[x509.Certificate, DummyTimeStamper]:
    root_key, key = (rsa.generate_private_key(65537, 2048) for _which in range(2))
    root_name, name = authority._name("Time root", "Time"), authority._name("Time stamps", "Time")
    begins = clock.now() - timedelta(days=1)

    def builder(subject: x509.Name, public: rsa.RSAPublicKey) -> x509.CertificateBuilder:
        return x509.CertificateBuilder(
            root_name, subject, public, x509.random_serial_number(), begins, begins + timedelta(days=9)
        )

    root = (
        builder(root_name, root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(authority.key_usage(issues=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    leaf = (
        builder(name, key.public_key())
        .add_extension(authority.key_usage(issues=False, commits=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    certificate = asn1.Certificate.load(leaf.public_bytes(serialization.Encoding.DER))
    return root, DummyTimeStamper(certificate, keys.PrivateKeyInfo.load(der))
