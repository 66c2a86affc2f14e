"""Every citizen's signature in a sealed file: which ones hold, and what is wrong with the others."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from deliberation.opinion.verification.cades import Anchors, examine
from deliberation.opinion.verification.certificates import certificates_in
from deliberation.opinion.verification.findings import ListProblem, Problem
from deliberation.opinion.verification.roll import examine_all
from deliberation.opinion.verify import Verdict, check
from tests.deliberation.opinion.samples import opinion, unhurried
from tests.deliberation.opinion.signed import (
    CITIZENS,
    Sample,
    files_of,
    issuer,
    samples,
    sealed,
    signature_of,
    whole,
)

# Of the first signature; the others hold.
OF_THE_FIRST = {
    "of another text": [Problem.TEXT],
    "of another authority": [Problem.CERTIFICATE],
    "stamped by another": [Problem.STAMP],
    "stamp of another value": [Problem.STAMP],
    "not stamped": [Problem.STAMP],
    "stamped too late": [Problem.TIME],
    "stamped too early": [Problem.TIME],
    "listed at another time": [Problem.TIME],
    "reservation added": [Problem.RESERVATION],
    "under another name": [Problem.NAME],
    "pseudonym as a name": [Problem.NAME],
    "the last bit of the stamp": [Problem.STAMP],
    "cut signature": [Problem.UNREADABLE],
    "empty signature": [Problem.UNREADABLE],
    "no such file": [Problem.FILE],
}
OF_THE_LIST = {
    "not listed": [ListProblem.UNLISTED],
    "counted otherwise": [ListProblem.COUNT],
    "list of another text": [ListProblem.TEXT],
    "list of another format": [ListProblem.UNREADABLE],
    "list is no list": [ListProblem.UNREADABLE],
    "list is a number": [ListProblem.UNREADABLE],
    "no list": [ListProblem.UNLISTED],
}


@pytest.fixture(scope="module", autouse=True)
def installation(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("seal")
    with override_settings(SEAL_DIR=folder, SEAL_NAME="Test", SEAL_PKCS12="", SEAL_PASSPHRASE=""):
        yield folder


def verdict_of(name: str) -> Verdict:
    return check(sealed(samples()[name]), known_digests=None)


def problems_of(verdict: Verdict) -> tuple[list[ListProblem], list[list[Problem]]]:
    assert verdict.signatures is not None
    return [*verdict.signatures.problems], [[*one.problems] for one in verdict.signatures.each]


def test_each_signature_of_a_whole_file_holds() -> None:
    verdict = verdict_of("whole")
    found = verdict.signatures
    assert found is not None
    assert (verdict.genuine, found.hold, found.own_keys, found.verified, found.attested) == (True, True, 3, 3, 1)
    listed = [(one.name, one.named, one.form, one.proof, one.reservation) for one in found.each]
    assert listed == [(each.name, each.named, each.form, each.proof, each.reservation) for each in CITIZENS]
    assert [one.stamped_at for one in found.each] == [
        each.stamped_at if each.form == "own-key" else None for each in CITIZENS
    ]


@pytest.mark.parametrize("name", ["many", "attested only", "no time listed"])
def test_what_is_unusual_and_right_holds(name: str) -> None:
    verdict = verdict_of(name)
    assert (verdict.genuine, problems_of(verdict)[0]) == (True, [])


@pytest.mark.parametrize("name", OF_THE_FIRST)
def test_what_is_wrong_with_one_signature_is_named_and_the_others_hold(name: str) -> None:
    verdict = verdict_of(name)
    assert (verdict.seal_stands, verdict.text_matches, verdict.genuine) == (True, True, False)
    assert problems_of(verdict) == ([], [OF_THE_FIRST[name], [], [], []])


@pytest.mark.parametrize("name", OF_THE_LIST)
def test_what_is_wrong_with_the_list_is_named(name: str) -> None:
    verdict = verdict_of(name)
    assert (verdict.seal_stands, verdict.genuine) == (True, False)
    problems, each = problems_of(verdict)
    assert (problems, [one for one in each if one]) == (OF_THE_LIST[name], [])


def test_the_same_key_does_not_sign_twice() -> None:
    assert problems_of(verdict_of("one key twice")) == ([], [[Problem.REPEATED], [Problem.REPEATED], [], []])


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("no authority", ListProblem.AUTHORITY),
        ("no certificate", ListProblem.AUTHORITY),
        ("no stamper", ListProblem.TIMESTAMPS),
    ],
)
def test_without_whom_to_trust_no_signature_holds(name: str, problem: ListProblem) -> None:
    unproven = [Problem.CERTIFICATE, Problem.STAMP]
    assert problems_of(verdict_of(name)) == ([problem], [unproven, unproven, unproven, []])


def test_a_changed_text_is_another_text() -> None:
    text = opinion()[1]
    citizen = CITIZENS[0]
    signature = signature_of(citizen, text)
    anchors = Anchors(certificates_in(issuer("authority").pem)[0], certificates_in(issuer("stamper").pem))
    assert examine(signature, text, "", anchors).problems == ()
    for place in range(0, len(text), 7):
        changed = bytearray(text)
        changed[place] ^= 1
        assert examine(signature, bytes(changed), "", anchors).problems == (Problem.TEXT,)


@pytest.fixture(scope="module")
def signature() -> bytes:
    return signature_of(CITIZENS[0], opinion()[1])


@unhurried
@given(data=st.data())
def test_hostile_signatures_are_problems_and_never_errors(signature: bytes, data: st.DataObject) -> None:
    text = opinion()[1]
    anchors = Anchors(certificates_in(issuer("authority").pem)[0], certificates_in(issuer("stamper").pem))
    # A signature is never exactly as long as another.
    start, length = data.draw(st.integers(0, 2000)), data.draw(st.integers(1, 40))
    mangled = signature[:start] + data.draw(st.binary(max_size=40)) + signature[start + length :]
    for content in (mangled, data.draw(st.binary(max_size=400))):
        assert isinstance(examine(content, text, "", anchors).problems, tuple)
    assert examine(signature[:start], text, "", anchors).problems == (Problem.UNREADABLE,)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(["own-key", "attested"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["file", "form", "name", "named", "signed_at", "reservation"]), inner, max_size=6
        )
    ),
    max_leaves=20,
)


@unhurried
@given(rows=JSON, garbage=st.binary(max_size=60))
def test_hostile_lists_are_problems_and_never_errors(rows: Any, garbage: bytes) -> None:
    text = opinion()[1]
    files = files_of(Sample(CITIZENS[:1]), text)
    listed = json.loads(files["signatures.json"])
    for changed in (json.dumps(listed | {"signatures": rows}).encode(), garbage):
        found = examine_all(files | {"signatures.json": changed}, text, None)
        assert found is not None and not found.hold


def test_the_command_says_how_many_signatures_hold(tmp_path: Path) -> None:
    file, said = tmp_path / "avis.pdf", StringIO()
    file.write_bytes(sealed(whole()))
    with translation.override("en"):
        call_command("verify_opinion", file, "--offline", stdout=said)
    assert said.getvalue().splitlines()[4:-1] == [
        "The attached text is the one whose digest the document prints.",
        "Of 3 signatures made with the citizens’ own keys, 3 are verified.",
        "1 signature was given without a key of one’s own: the platform attests it.",
        "This is the sealed opinion, exactly as the citizens signed it.",
    ]


def test_the_command_names_each_problem(tmp_path: Path) -> None:
    file, said = tmp_path / "avis.pdf", StringIO()
    file.write_bytes(sealed(samples()["stamped too late"]))
    with translation.override("en"), pytest.raises(SystemExit) as left:
        call_command("verify_opinion", file, "--offline", stdout=said)
    assert left.value.code == 1
    assert said.getvalue().splitlines()[5:-1] == [
        "Of 3 signatures made with the citizens’ own keys, 2 are verified.",
        "1 signature was given without a key of one’s own: the platform attests it.",
        "Anne Aubert: It was not made at the time listed, or its certificate was not valid then.",
        "This file cannot be taken for a sealed opinion.",
    ]


def test_what_is_inside_is_not_looked_at_under_another_seal(tmp_path: Path) -> None:
    """Anybody can put true signatures into a document of their own."""
    with override_settings(SEAL_DIR=tmp_path):
        foreign = sealed(whole())
    verdict = check(foreign, known_digests=None)
    assert (verdict.intact, verdict.trusted, verdict.signatures, verdict.text) == (True, False, None, "")
