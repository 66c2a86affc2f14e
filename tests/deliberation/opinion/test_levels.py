"""Seals with a time-stamping service: spoken to for real, over HTTP."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from deliberation.kernel import clock
from deliberation.opinion.seal import Level, TimestampRefused, level, seal
from deliberation.opinion.typeset import typeset
from deliberation.opinion.verify import check
from tests.deliberation.opinion.samples import opinion, read_with
from tests.deliberation.opinion.timestamping import Service, time_stamping

STAMPED = (Level.T, Level.LT, Level.LTA)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("levels")
    with (
        time_stamping(folder) as found,
        override_settings(
            SEAL_DIR=folder / "seal",
            SEAL_NAME="Test",
            SEAL_PKCS12="",
            SEAL_PASSPHRASE="",
            TIMESTAMP_URL=found.url,
            TIMESTAMP_ROOTS=str(found.roots),
            SEAL_LEVEL="",
        ),
    ):
        yield found


@pytest.fixture(scope="module")
def sealed(service: Service) -> dict[Level, bytes]:
    pdf, files = typeset(*opinion()), {}
    for wanted in STAMPED:
        with override_settings(SEAL_LEVEL=wanted.value):
            files[wanted] = seal(pdf, at=clock.now().replace(microsecond=0))
    return files


@pytest.mark.parametrize("wanted", STAMPED)
def test_a_seal_of_each_level_passes_and_is_dated(wanted: Level, sealed: dict[Level, bytes]) -> None:
    verdict = check(sealed[wanted], known_digests=None)
    assert (verdict.intact, verdict.certified, verdict.trusted, verdict.text_matches) == (True,) * 4
    assert verdict.genuine
    assert verdict.stamped_at and verdict.sealed_at
    assert abs((verdict.stamped_at - verdict.sealed_at).total_seconds()) < 60
    # The seal and the time stamp, the text, that no signature is inside, and the conclusion.
    assert len(verdict.sentences) == 8


@pytest.mark.parametrize("wanted", STAMPED)
def test_what_each_level_carries(wanted: Level, sealed: dict[Level, bytes]) -> None:
    reader = PdfFileReader(BytesIO(sealed[wanted]))
    (signature,) = reader.embedded_regular_signatures
    carried = {
        "token": signature.signer_info["unsigned_attrs"].native is not None,
        "certificates": len(reader.root["/DSS"]["/Certs"]) if "/DSS" in reader.root else 0,
        "document stamps": len(reader.embedded_timestamp_signatures),
        "updates": reader.total_revisions,
    }
    assert carried == {
        "token": True,
        # Of the seal and of the time-stamp; roots are trusted because one has them.
        "certificates": 0 if wanted == Level.T else 2,
        "document stamps": int(wanted == Level.LTA),
        "updates": 3 if wanted == Level.LTA else 2,
    }


@pytest.mark.parametrize("wanted", STAMPED)
def test_other_programs_read_it(wanted: Level, sealed: dict[Level, bytes], tmp_path: Path) -> None:
    file = tmp_path / "avis.pdf"
    file.write_bytes(sealed[wanted])
    said = [line.strip(" -") for line in read_with("pdfsig", file).splitlines()]
    # Poppler checks seals, and not the time-stamps of documents.
    assert said.count("Signature Validation: Signature is Valid.") == 1
    with pikepdf.open(file) as pdf:
        assert pdf.check_pdf_syntax() == []


@pytest.mark.parametrize("wanted", STAMPED)
def test_every_4999th_byte_counts(wanted: Level, sealed: dict[Level, bytes]) -> None:
    assert accepted(sealed[wanted], range(0, len(sealed[wanted]), 4999)) == []


@pytest.mark.parametrize("wanted", STAMPED)
def test_the_containers_of_seal_and_time_stamps_count_too(wanted: Level, sealed: dict[Level, bytes]) -> None:
    pdf = sealed[wanted]
    places: list[int] = []
    start = pdf.find(b"/Contents <30")
    while start >= 0:
        end = pdf.index(b">", start)
        places += range(start + 10, end + 1, 151)
        start = pdf.find(b"/Contents <30", end)
    assert accepted(pdf, places) == []


def accepted(pdf: bytes, places: Any) -> list[int]:
    found = []
    for place in places:
        changed = bytearray(pdf)
        changed[place] ^= 0x01
        if check(bytes(changed), known_digests=None).genuine:
            found.append(place)
    return found


@pytest.mark.parametrize("wanted", STAMPED)
def test_any_other_update_is_seen(wanted: Level, sealed: dict[Level, bytes]) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(sealed[wanted]))
    writer.root["/Extra"] = writer.root["/Type"]
    writer.update_root()
    changed = BytesIO()
    writer.write(changed)
    assert not check(changed.getvalue(), known_digests=None).genuine
    assert not check(sealed[wanted] + b"\n", known_digests=None).genuine


def test_without_its_last_time_stamp_it_is_a_seal_of_the_level_below(sealed: dict[Level, bytes]) -> None:
    """Which is why the register has the last word on the file that was handed over."""
    pdf = sealed[Level.LTA]
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    _start, _first, second, rest = signature.byte_range
    assert check(pdf[: second + rest], known_digests=None).genuine
    assert not check(pdf[: second + rest], known_digests=frozenset()).genuine


def test_a_time_stamp_nobody_vouches_for_is_not_trusted(sealed: dict[Level, bytes]) -> None:
    with override_settings(TIMESTAMP_ROOTS=""):
        verdict = check(sealed[Level.LT], known_digests=None)
    assert (verdict.trusted, verdict.genuine, verdict.stamped_at) == (False, False, None)


def test_a_service_that_does_not_answer_seals_nothing(service: Service) -> None:
    with override_settings(TIMESTAMP_URL="http://127.0.0.1:9"), pytest.raises(TimestampRefused):
        seal(typeset(*opinion()), at=clock.now())


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"TIMESTAMP_URL": ""}, Level.B),
        ({}, Level.LT),
        ({"SEAL_LEVEL": "B-B"}, Level.B),
        ({"SEAL_LEVEL": "B-LTA"}, Level.LTA),
    ],
)
def test_the_level_follows_the_settings(service: Service, changed: dict[str, str], expected: Level) -> None:
    with override_settings(**changed):
        assert level() == expected


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"SEAL_LEVEL": "A"}, "SEAL_LEVEL"),
        ({"SEAL_LEVEL": "B-T", "TIMESTAMP_URL": ""}, "TIMESTAMP_URL"),
        ({"TIMESTAMP_ROOTS": ""}, "TIMESTAMP_ROOTS"),
        ({"TIMESTAMP_ROOTS": "/nowhere.pem"}, "TIMESTAMP_ROOTS"),
    ],
)
def test_settings_that_do_not_fit_together_are_said(service: Service, changed: dict[str, str], named: str) -> None:
    with override_settings(**changed), pytest.raises(ImproperlyConfigured, match=named):
        seal(b"", at=clock.now())
