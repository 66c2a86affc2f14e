from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
import typst
from django.core.management import CommandError, call_command
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from deliberation.kernel import clock
from deliberation.opinion import typeset as typesetting
from deliberation.opinion.canonical import digest
from deliberation.opinion.seal import seal
from deliberation.opinion.typeset import typeset
from deliberation.opinion.verify import Verdict, check
from tests.deliberation.opinion.samples import opinion, unhurried


@pytest.fixture(scope="module", autouse=True)
def installation(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("seal")
    with override_settings(SEAL_DIR=folder, SEAL_NAME="Test", SEAL_PKCS12="", SEAL_PASSPHRASE=""):
        yield folder


@pytest.fixture(scope="module")
def sealed(installation: Path) -> bytes:
    return seal(typeset(*opinion()), at=clock.now())


def refused(pdf: bytes) -> bool:
    return not check(pdf, known_digests=None).genuine


def test_the_sealed_file_passes(sealed: bytes) -> None:
    verdict = check(sealed, known_digests=None)
    assert verdict == Verdict(
        pdf_sha256=digest(sealed),
        signed=True,
        intact=True,
        certified=True,
        trusted=True,
        text_matches=True,
        known=None,
        signer="Test Seal",
        sealed_at=verdict.sealed_at,
        text_sha256=opinion()[0].text_digest,
        text=opinion()[1].decode(),
    )
    assert verdict.genuine
    assert len(verdict.sentences) == 7


def test_what_was_signed_in_the_first_format_still_passes(installation: Path) -> None:
    """As an installation sealed it before proposals said what they observe, to whom, and on what they rest."""
    first = (
        b"avis-citoyen/1\n\n# Question\nQ\n\n# Titre\nT\n\n# Pr\xc3\xa9ambule\nP\n\n"
        b"# Recommandation 1\nR\n\n## Texte\nX\n\n## Motif\nM\n\n# Conclusion\nC\n\n"
    )
    document = replace(opinion()[0], text_digest=digest(first))
    verdict = check(seal(typeset(document, first), at=clock.now()), known_digests=frozenset({digest(first)}))
    assert (verdict.text_matches, verdict.text_sha256, verdict.intact) == (True, digest(first), True)


def test_the_register_has_the_last_word(sealed: bytes) -> None:
    text = opinion()[0].text_digest
    both = frozenset({digest(sealed), text})
    answers = {
        known: (check(sealed, known_digests=known).known, check(sealed, known_digests=known).genuine)
        for known in (both, both - {text}, both - {digest(sealed)}, frozenset[str]())
    }
    assert list(answers.values()) == [(True, True), (False, False), (False, False), (False, False)]


def test_an_unsealed_file_is_no_opinion() -> None:
    pdf = typeset(*opinion())
    assert check(pdf, known_digests=None) == Verdict(pdf_sha256=digest(pdf))


def test_every_997th_byte_counts(sealed: bytes) -> None:
    accepted = [place for place in range(0, len(sealed), 997) if not refused(flipped(sealed, place, 0x01))]
    assert accepted == []


def test_the_container_of_the_signature_counts_too(sealed: bytes) -> None:
    """What a signature cannot cover, it must still not be possible to change: letter case, padding, headers."""
    start = sealed.index(b"/Contents <30") + len(b"/Contents ")
    places = [*range(start, start + 240), *range(start + 240, sealed.index(b">", start) + 1, 37)]
    accepted = [(p, mask) for p in places for mask in (0x01, 0x20) if not refused(flipped(sealed, p, mask))]
    assert accepted == []


def flipped(pdf: bytes, place: int, mask: int) -> bytes:
    changed = bytearray(pdf)
    changed[place] ^= mask
    return bytes(changed)


@pytest.mark.parametrize("added", [b" ", b"\n", b"\x00", b"%%EOF\n"])
def test_bytes_before_or_after_are_seen(sealed: bytes, added: bytes) -> None:
    assert (refused(sealed + added), refused(added + sealed)) == (True, True)


def test_an_incremental_update_is_seen(sealed: bytes) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(sealed))
    writer.root["/Extra"] = writer.root["/Type"]
    writer.update_root()
    changed = BytesIO()
    writer.write(changed)
    verdict = check(changed.getvalue(), known_digests=None)
    assert (verdict.signed, verdict.intact, verdict.genuine) == (True, False, False)


def test_another_authority_is_not_trusted(sealed: bytes, tmp_path: Path) -> None:
    with override_settings(SEAL_DIR=tmp_path):
        verdict = check(sealed, known_digests=None)
    assert (verdict.intact, verdict.certified, verdict.trusted, verdict.genuine) == (True, True, False, False)


def test_a_seal_without_the_texts_is_no_opinion(installation: Path) -> None:
    plain = typst.compile(b"= Something else", format="pdf")
    assert isinstance(plain, bytes)
    assert refused(seal(plain, at=clock.now()))


def test_an_attached_text_that_is_not_the_printed_one_is_seen(
    installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, text = opinion()
    monkeypatch.setattr(typesetting, "digest", lambda _: document.text_digest)
    verdict = check(seal(typeset(document, text + b"!"), at=clock.now()), known_digests=None)
    assert (verdict.intact, verdict.trusted, verdict.text_matches, verdict.genuine) == (True, True, False, False)


@unhurried
@given(st.binary(max_size=4000))
def test_random_bytes_are_refused(content: bytes) -> None:
    assert (refused(content), refused(b"%PDF-1.7\n/ByteRange" + content)) == (True, True)


@unhurried
@given(data=st.data())
def test_mangled_opinions_are_refused(sealed: bytes, data: st.DataObject) -> None:
    size = len(sealed)
    start, length = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, 2000))
    inserted = data.draw(st.binary(max_size=40))
    changed = sealed[:start] + inserted + sealed[start + length :]
    assert changed == sealed or refused(changed)
    assert refused(sealed[:start])


def test_the_command_says_and_exits(sealed: bytes, tmp_path: Path) -> None:
    file, said = tmp_path / "avis.pdf", StringIO()
    file.write_bytes(sealed)
    call_command("verify_opinion", file, "--offline", stdout=said)
    assert said.getvalue().splitlines() == [
        *check(sealed, known_digests=None).sentences,
        f"SHA-256 {digest(sealed)}",
    ]
    file.write_bytes(sealed[:-1])
    with pytest.raises(SystemExit) as left:
        call_command("verify_opinion", file, "--offline", stdout=StringIO())
    assert left.value.code == 1
    with pytest.raises(CommandError):
        call_command("verify_opinion", tmp_path / "none.pdf", "--offline")


@pytest.mark.django_db
def test_the_command_consults_the_register(sealed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "avis.pdf"
    file.write_bytes(sealed)
    with pytest.raises(SystemExit) as left:
        call_command("verify_opinion", file, stdout=StringIO())
    assert left.value.code == 1
