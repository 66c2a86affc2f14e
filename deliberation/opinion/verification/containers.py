"""The bytes of a sealed file that no signature can cover: those it is written in. They must be the only ones it could
be written in.

A signature says nothing of its own container: padding, letter case, version numbers or extra certificates could be
changed without breaking it. So the container is built anew from what is proven, and must come out identical. A
time-stamp comes from elsewhere, in the encoding its service likes: what nothing proves in it is held to the one value
it may have."""

from typing import Any

from asn1crypto import algos, cms, core
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import TimestampSignatureStatus

TOKEN = "signature_time_stamp_token"  # noqa: S105 - the name of an attribute


def is_exact(pdf: bytes, signature: EmbeddedPdfSignature, token: TimestampSignatureStatus | None) -> bool:
    """Of a seal, with its time-stamp when it has one."""
    signer: Any = signature.signer_info
    unsigned = signer["unsigned_attrs"]
    if token is None:
        return unsigned.native is None and _stands_in(pdf, signature, _rebuilt(signature).dump())
    (attribute,) = unsigned
    (stamp,) = attribute["values"]
    if attribute["type"].native != TOKEN or not _is_exact_token(stamp, token):
        return False
    kept = cms.CMSAttributes([cms.CMSAttribute({"type": TOKEN, "values": [stamp]})])
    return _stands_in(pdf, signature, _rebuilt(signature, kept).dump())


def is_exact_stamp(pdf: bytes, stamp: EmbeddedPdfSignature, status: TimestampSignatureStatus) -> bool:
    """Of the time-stamp of a whole document."""
    token = cms.ContentInfo.load(stamp.pkcs7_content)
    return _is_exact_token(token, status) and _stands_in(pdf, stamp, token.dump(force=True))


def _stands_in(pdf: bytes, signature: EmbeddedPdfSignature, container: bytes) -> bool:
    start, first, second, rest = signature.byte_range
    gap = pdf[first:second]
    written = b"<" + container.hex().upper().encode()
    padding = gap[len(written) : -1]
    return (
        start == 0
        and second + rest <= len(pdf)
        and gap.startswith(written)
        and gap.endswith(b">")
        and padding == b"0" * len(padding)
    )


def _rebuilt(signature: EmbeddedPdfSignature, unsigned: cms.CMSAttributes | None = None) -> cms.ContentInfo:
    signer: Any = signature.signer_info
    certificate = signature.signer_cert
    algorithm = {"rsa": "sha256_rsa", "ec": "sha256_ecdsa"}[certificate.public_key.algorithm]
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    name = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    rebuilt = {
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": cms.IssuerAndSerialNumber(name)}),
        "digest_algorithm": sha256,
        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": algorithm}),
        "signed_attrs": signer["signed_attrs"],
        "signature": signer["signature"].native,
    }
    if unsigned is not None:
        rebuilt["unsigned_attrs"] = unsigned
    return cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": cms.SignedData(
                {
                    "version": "v1",
                    "digest_algorithms": cms.DigestAlgorithms((sha256,)),
                    "encap_content_info": {"content_type": "data"},
                    "certificates": [certificate, *signature.other_embedded_certs],
                    "signer_infos": [rebuilt],
                }
            ),
        }
    )


def _is_exact_token(token: cms.ContentInfo, status: TimestampSignatureStatus) -> bool:
    """``status`` is what pyHanko proved of it: its content, signed attributes, signature, and the path to a root. The
    certificates it brings must be of that path."""
    data: Any = token["content"]
    (signer,) = data["signer_infos"]
    path = status.validation_path
    proven = {each.dump() for each in path} if path is not None else set()
    brought = [each.chosen.dump() for each in data["certificates"]]
    algorithm = signer["digest_algorithm"]
    return (
        token.dump(force=True) == token.copy().dump()
        and token["content_type"].native == "signed_data"
        and data["version"].native == "v3"
        and signer["version"].native == ("v1" if signer["sid"].name == "issuer_and_serial_number" else "v3")
        and [each.dump() for each in data["digest_algorithms"]] == [algorithm.dump()]
        and all(_is_plain(each["parameters"]) for each in (algorithm, signer["signature_algorithm"]))
        and isinstance(data["crls"], core.Void)
        and isinstance(signer["unsigned_attrs"], core.Void)
        and len(set(brought)) == len(brought)
        and set(brought) <= proven
    )


def _is_plain(parameters: Any) -> bool:
    return isinstance(parameters, core.Void | core.Null)
