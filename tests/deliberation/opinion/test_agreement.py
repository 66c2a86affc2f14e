"""The server's check and the browser's say the same of the same files."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import override_settings

from deliberation.opinion.authority import trust_roots
from deliberation.opinion.verification.papers import Paper
from deliberation.opinion.verify import check
from tests.deliberation.opinion.papers import CARDS, papers
from tests.deliberation.opinion.signed import samples, sealed, whole
from tests.deliberation.opinion.timestamping import time_stamping

SCRIPT = Path(__file__).with_name("verdicts.mjs")


@pytest.fixture(scope="module", autouse=True)
def installation(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("seal")
    with override_settings(SEAL_DIR=folder, SEAL_NAME="Test", SEAL_PKCS12="", SEAL_PASSPHRASE=""):
        yield folder


def in_the_browsers_code(folder: Path, files: dict[str, bytes]) -> dict[str, Any]:
    roots = folder / "roots.pem"
    roots.write_bytes(b"".join(root.public_bytes(Encoding.PEM) for root in trust_roots()))
    names = {}
    for number, (name, content) in enumerate(files.items()):
        path = folder / f"{number}.pdf"
        path.write_bytes(content)
        names[str(path)] = name
    done = subprocess.run(["node", SCRIPT, roots, *names], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {names[path]: report for path, report in json.loads(done.stdout).items()}


def test_both_find_the_same_in_sealed_files(tmp_path: Path) -> None:
    files = {name: sealed(sample) for name, sample in samples().items()}
    ours = {name: check(pdf, known_digests=None).as_data() for name, pdf in files.items()}
    assert in_the_browsers_code(tmp_path, files) == ours
    assert [name for name, data in ours.items() if data["genuine"]] == list(ours)[:4]


def test_both_say_what_a_paper_beside_an_opinion_is(tmp_path: Path) -> None:
    files = papers()
    ours = {name: check(pdf, known_digests=None) for name, pdf in files.items()}
    browser = in_the_browsers_code(tmp_path, files)
    changed = {name for name in files if name.startswith("a bit of")}
    assert {name: told["paper"] for name, told in browser.items() if name in changed} == dict.fromkeys(changed)
    assert {name: told for name, told in browser.items() if name not in changed} == {
        name: verdict.as_data() for name, verdict in ours.items() if name not in changed
    }
    assert {name: verdict.kind for name, verdict in ours.items()} == {
        "certificate": "certificate",
        "correction": "correction",
        "a bit of the certificate": "",
        "a bit of the correction": "",
        **dict.fromkeys(CARDS, ""),
    }
    assert ours["correction"].paper == Paper("correction", 2, "Partager l’eau", "L’eau", "a" * 64, "b" * 64)
    assert not any(verdict.genuine for verdict in ours.values())


@pytest.mark.parametrize("level", ["B-T", "B-LT", "B-LTA"])
def test_a_seal_with_a_time_stamp_is_judged_by_the_server_and_not_by_the_browser(tmp_path: Path, level: str) -> None:
    with time_stamping(tmp_path) as service:
        stamped = {"TIMESTAMP_URL": service.url, "TIMESTAMP_ROOTS": str(service.roots), "SEAL_LEVEL": level}
        with override_settings(**stamped):
            pdf = sealed(whole())
            assert check(pdf, known_digests=None).genuine
    # Up to the seal itself, of which it judges nothing.
    places = range(0, pdf.rindex(b"/Contents <"), 9973)
    files = {"whole": pdf} | {f"bit {place}": flipped(pdf, place) for place in places}
    files |= {"longer": pdf + b"\n", "shorter": pdf[:-1]}
    browser = in_the_browsers_code(tmp_path, files)
    assert [name for name, told in browser.items() if told["genuine"]] == []
    assert [name for name, told in browser.items() if "unjudged" in told] == ["whole"]


def test_both_refuse_what_was_changed_after_the_seal(tmp_path: Path) -> None:
    pdf = sealed(whole())
    start, end = pdf.rindex(b"/Contents <") + 10, pdf.rindex(b"/ByteRange")
    places = [
        *range(0, start, 6007),
        *range(start, start + 400, 3),
        *range(start + 400, end, 301),
        *range(end, len(pdf), 29),
    ]
    files = {f"bit {place}": flipped(pdf, place) for place in places}
    files |= {
        "lower case": pdf[:start] + pdf[start:end].lower() + pdf[end:],
        "longer": pdf + b"\n",
        "before": b" " + pdf,
        "shorter": pdf[:-1],
        "twice": pdf + pdf,
        "text": b"A text.",
        "empty": b"",
        "only the mark": b"%PDF-1.7 /ByteRange [0 1 2 3]",
        "strange ranges": b"%PDF-1.7 /ByteRange [0 10 90 10]" + b" " * 68,
    }
    with override_settings(SEAL_DIR=tmp_path / "other"):
        files["of another"] = sealed(whole())
    browser = in_the_browsers_code(tmp_path, files)
    assert {
        name for name in files if browser[name]["genuine"] or check(files[name], known_digests=None).genuine
    } == set()
    unread = {name: browser[name]["signatures"] for name in files}
    assert unread == dict.fromkeys(files)
    assert (browser["of another"]["intact"], browser["of another"]["trusted"]) == (True, False)


def flipped(pdf: bytes, place: int) -> bytes:
    changed = bytearray(pdf)
    changed[place] ^= 1
    return bytes(changed)
