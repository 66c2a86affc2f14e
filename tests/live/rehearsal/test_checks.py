"""Each check finds a lie that is planted, and says nothing of the truth."""

import copy
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.template.loader import render_to_string

from deliberation.opinion.signing import cms
from sessions.rehearsal.checks import (
    asking,
    ballots,
    chain,
    document,
    handover,
    record,
    seen,
    sheets,
    signatures,
    texts,
)
from sessions.rehearsal.players.beside import Beside
from sessions.rehearsal.players.cast import Cast, Part, cast_of
from sessions.rehearsal.players.memory import WHOLE_OPINION, Asked, Decision, Memory, Submitted, Text
from sessions.rehearsal.players.page import RoundShown
from sessions.rehearsal.players.sheets import NOT_CLEAR
from sessions.rehearsal.players.words import Words
from sessions.scenarios.load import load

SCENARIO = load("paris-2023")
CITIZENS = 6
DIGEST = "d" * 64


@pytest.fixture
def cast() -> Cast:
    everyone = [Part("citizen", f"Citizen {n}", "", "", n) for n in range(1, CITIZENS + 1)]
    return cast_of([*everyone, Part("guarantor", "Guarantor", "", "")], Words(SCENARIO, 1))


@pytest.fixture
def memory() -> Memory:
    found = Memory()
    found.proposals["Water"] = Submitted(
        1, "Water", "Share it.", "It is scarce.", "It runs dry.", "The council", 1, "proposal-1"
    )
    found.texts["proposal-1"] = Text(1, 5, sat={"a", "b"}, wrote={"a"}, saved=["Share it.", "It is scarce."])
    found.texts["note-9-2"] = Text(2, 5, sat={"c", "d"}, late={"e"}, wrote={"c", "d"}, saved=["It rains *less*."])
    found.votes["Water"] = {1: "for", 2: "for", 3: "for", 4: "against", 5: "abstain"}
    found.votes[WHOLE_OPINION] = dict.fromkeys(range(1, 6), "for")
    found.dissents["Too dear."] = {4, 5}
    found.observed, found.stated = ["All had\ntime."], "It was fair."
    found.decisions = {
        1: Decision(True, "But slowly.", "", DIGEST),
        2: Decision(True, "", "Citizen 2", DIGEST),
        3: Decision(False, "", "", DIGEST),
    }
    return found


@pytest.fixture
def told() -> dict[str, Any]:
    tally = {"counts": {"for": 3, "against": 1, "abstain": 1}, "on_roll": CITIZENS, "outcome": "adopted"}
    roles = ("facilitator", "expert", "steering", "sponsor")
    return {
        "people": {"citizen": CITIZENS, "guarantor": 1, **dict.fromkeys(roles, 0)},
        "rounds": [
            {
                "sitting": 1,
                "number": number,
                "kind": each.kind,
                "title": each.title,
                "started_at": "2026-01-01T09",
                "ended_at": "2026-01-01T10",
            }
            for number, (_loc, each) in enumerate(SCENARIO.rounds())
        ],
        "notes": [
            {
                "sitting": 1,
                "round": 5,
                "table": 2,
                "text": "It snows.\n\nIt rains \\*less\\*.",
                "took_part": ["c", "d"],
                "wrote": ["c", "d"],
            }
        ],
        "proposals": [
            {
                "id": 7,
                "table": 1,
                "title": "Water",
                "observation": "It runs dry.",
                "text": "Share it.",
                "reason": "It is scarce.",
                "addressee": "The council",
                "evidence": [{"kind": "answer"}],
                "took_part": ["a", "b"],
                "wrote": ["a"],
                "state": "adopted",
                "tally": tally,
            }
        ],
        "minority_opinions": [{"proposal": 7, "text": "Too\r\ndear.", "people": 2}],
        "opinion": {
            "adoption": tally | {"counts": {"for": 5, "against": 0, "abstain": 0}},
            "signatures": {"signed": 2, "with_reservation": 1, "declined": 1, "named": ["Citizen 2"]},
            "handed_over_at": "2026-01-01T11",
        },
        "observations": [{"at": "2026-01-01T10", "by": "r", "entry": 2, "text": "All had\r\ntime."}],
        "statement": {"text": "It was fair.", "version": 1},
        "journal": {"entries": 3, "head": "h", "whole": True},
    }


def test_a_true_record_is_not_objected_to(told: dict[str, Any], memory: Memory, cast: Cast) -> None:
    assert list(record.check(told, memory, cast, SCENARIO)) == []


def lie(place: list[str | int], value: object) -> Callable[[dict[str, Any]], None]:
    def plant(told: dict[str, Any]) -> None:
        inside: Any = told
        for key in place[:-1]:
            inside = inside[key]
        inside[place[-1]] = value

    return plant


LIES = {
    "a citizen more": lie(["people", "citizen"], CITIZENS + 1),
    "a round renamed": lie(["rounds", 0, "title"], "Another"),
    "a round never ended": lie(["rounds", 3, "ended_at"], None),
    "a proposal nobody wrote": lie(["proposals", 0, "title"], "Wine"),
    "a word changed": lie(["proposals", 0, "text"], "Sell it."),
    "another observation": lie(["proposals", 0, "observation"], "It rains."),
    "another addressee": lie(["proposals", 0, "addressee"], "Nobody"),
    "evidence lost": lie(["proposals", 0, "evidence"], []),
    "a proposal that nobody wrote in": lie(["proposals", 0, "wrote"], []),
    "a writer who was not there": lie(["proposals", 0, "wrote"], ["c"]),
    "somebody who sat there left out": lie(["proposals", 0, "took_part"], ["a"]),
    "notes lost": lie(["notes"], []),
    "notes of another table": lie(["notes", 0, "table"], 3),
    "notes of another round": lie(["notes", 0, "round"], 6),
    "a saved word lost": lie(["notes", 0, "text"], "It snows."),
    "a writer left out": lie(["notes", 0, "wrote"], ["c"]),
    "a writer added": lie(["notes", 0, "wrote"], ["c", "d", "e"]),
    "somebody of another table": lie(["notes", 0, "took_part"], ["a", "c", "d"]),
    "another table": lie(["proposals", 0, "table"], 2),
    "a vote added": lie(["proposals", 0, "tally", "counts", "against"], 2),
    "the roll": lie(["proposals", 0, "tally", "on_roll"], 5),
    "an outcome": lie(["proposals", 0, "tally", "outcome"], "rejected"),
    "a state": lie(["proposals", 0, "state"], "rejected"),
    "no tally": lie(["proposals", 0, "tally"], None),
    "somebody less behind a minority opinion": lie(["minority_opinions", 0, "people"], 1),
    "a minority opinion in other words": lie(["minority_opinions", 0, "text"], "Too cheap."),
    "a minority opinion lost": lie(["minority_opinions"], []),
    "a minority opinion against nothing adopted": lie(["minority_opinions", 0, "proposal"], 8),
    "the adoption": lie(["opinion", "adoption", "counts", "for"], 6),
    "a signature": lie(["opinion", "signatures", "signed"], 3),
    "a name": lie(["opinion", "signatures", "named"], ["Citizen 1"]),
    "never handed over": lie(["opinion", "handed_over_at"], None),
    "an observation": lie(["observations", 0, "text"], "Nobody had time."),
    "no observation": lie(["observations"], []),
    "the statement": lie(["statement", "text"], "It was not."),
    "no statement": lie(["statement"], None),
    "a broken journal": lie(["journal", "whole"], False),
}


@pytest.mark.parametrize("name", LIES)
def test_a_planted_lie_is_found(name: str, told: dict[str, Any], memory: Memory, cast: Cast) -> None:
    told = copy.deepcopy(told)
    LIES[name](told)
    assert list(record.check(told, memory, cast, SCENARIO))


def test_a_merged_proposal_is_recorded_so_and_was_not_voted(told: dict[str, Any], memory: Memory, cast: Cast) -> None:
    memory.merged = ("Water",)
    found = [list(record.check(told, memory, cast, SCENARIO))]
    told["proposals"][0]["state"] = "merged"
    found.append(list(record.check(told, memory, cast, SCENARIO)))
    told["proposals"][0]["tally"] = None
    found.append(list(record.check(told, memory, cast, SCENARIO)))
    assert [sum("Water" in each for each in objections) for objections in found] == [1, 1, 0]


def test_whoever_came_while_a_text_was_written_may_have_taken_part_or_not(told: dict[str, Any], memory: Memory) -> None:
    told["notes"][0]["took_part"] += ["e"]
    assert list(texts.check(told, memory)) == []


def journal(count: int = 4) -> tuple[list[dict[str, Any]], str]:
    """Entries chained by the product itself."""
    from datetime import UTC, datetime

    from deliberation.journal.chain import START, canonical, link

    entries: list[dict[str, Any]] = []
    previous = START
    for number in range(1, count + 1):
        at = datetime(2026, 1, 1, 9, number, tzinfo=UTC)
        columns = {"conference": "eau", "number": number, "verb": "a:b", "actor": "citizen:é"}
        detail = canonical({"ballot": number, "ok": True})
        made = link(previous, at=at, detail=detail, **columns)  # type: ignore[arg-type]
        entries.append(columns | {"at": at.isoformat(), "detail": detail, "previous_hash": previous, "hash": made})
        previous = made
    return entries, previous


def lines(entries: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)


def test_our_own_recomputation_agrees_with_the_journal() -> None:
    entries, head = journal()
    assert chain.broken_link(lines(entries), entries=4, head=head) == ""
    # What came after the record was taken is sound, and beside the point.
    assert chain.broken_link(lines(entries), entries=3, head=entries[2]["hash"]) == ""


@pytest.mark.parametrize("column", ["conference", "number", "at", "verb", "actor", "detail", "hash", "previous_hash"])
def test_an_edited_entry_is_named(column: str) -> None:
    entries, head = journal()
    changed = {"number": 9, "at": "2026-01-01T09:59:00+00:00"}.get(column, "x" * 64)
    entries[1] |= {column: changed}
    assert "2" in chain.broken_link(lines(entries), entries=4, head=head)


def test_a_missing_entry_is_named() -> None:
    entries, head = journal()
    assert "2" in chain.broken_link(lines([entries[0], *entries[2:]]), entries=4, head=head)
    assert chain.broken_link(lines(entries[:-1]), entries=4, head=head)


def test_the_text_signed_is_the_text_sealed(monkeypatch: pytest.MonkeyPatch, memory: Memory) -> None:
    text, pdf = b"avis-citoyen/1", b"%PDF-"
    figures = json.dumps({"recommendations": [{"minority_opinions": []}, {"minority_opinions": [2]}]}).encode()
    told: dict[str, object] = {
        "text_sha256": hashlib.sha256(text).hexdigest(),
        "pdf_sha256": hashlib.sha256(pdf).hexdigest(),
        "signatures": {"signed": 2},
        "adoption": {"ballot": 7},
    }
    public = {name: told[name] for name in ("text_sha256", "signatures")} | {"ballots": ["7"]}
    files = {
        "avis.txt": text,
        "figures.json": figures,
        "record.json": json.dumps(public).encode(),
        "ballot-7.json": b"{}",
        "recount.py": b"",
    }
    monkeypatch.setattr(document, "attached", lambda pdf, name: files[name])
    monkeypatch.setattr(document, "names_inside", lambda pdf: set(files))
    memory.digests = {1: str(told["text_sha256"])}
    assert list(document.check(pdf, told, memory)) == []
    memory.digests[2] = DIGEST
    assert len(list(document.check(pdf, told, memory))) == 1
    assert len(list(document.check(pdf + b"\n", told, memory))) == 2
    assert len(list(document.check(pdf, told | {"text_sha256": DIGEST}, memory))) == 3
    assert len(list(document.check(pdf, told | {"signatures": {"signed": 3}}, memory))) == 2
    assert len(list(document.check(pdf, told | {"adoption": None}, memory))) == 2
    memory.dissents["Too dear."].add(3)
    assert len(list(document.check(pdf, told, memory))) == 2
    del files["recount.py"]
    assert len(list(document.check(pdf, told, memory))) == 3


def test_what_stands_beside_the_opinion_names_it_and_leaves_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def card(kind: str, pdf: bytes) -> bytes:
        return json.dumps({"kind": kind, "opinion": {"pdf_sha256": hashlib.sha256(pdf).hexdigest()}}).encode()

    def said(beside: Beside) -> int:
        return len(list(handover.check(opinion, beside)))

    opinion, other = b"%PDF-", b"%PDF-other"
    certificate, correction = card("certificate", opinion), card("correction", opinion)
    monkeypatch.setattr(handover, "attached", lambda pdf, name: pdf if name == "beside.json" else b"")
    assert said(Beside((certificate, certificate), correction, opinion)) == 0
    assert said(Beside((certificate, certificate + b" "), correction, opinion)) == 1
    assert said(Beside((certificate, certificate), correction, other)) == 1
    assert said(Beside((certificate, certificate), card("correction", other), opinion)) == 1
    assert said(Beside((correction, correction), certificate, opinion)) == 2
    assert said(Beside((b"", b""), correction, opinion)) == 1


@pytest.mark.parametrize(
    ("arrived", "saw", "objections"),
    [
        ({1: 0, 2: 2}, ["a", "b", "c"], 0),
        ({1: 1, 2: 2}, ["b", "c"], 0),
        ({1: 0}, ["a", "b"], 0),
        ({1: 0}, ["a"], 1),
        ({1: 0, 2: 2}, ["a", "c"], 1),
        ({1: 0, 2: 2}, ["b", "a", "c"], 1),
        ({}, [], 1),
    ],
)
def test_rounds_missed_or_in_another_order_are_named(arrived: dict[int, int], saw: list[str], objections: int) -> None:
    memory = Memory()
    memory.held = [RoundShown(each, "plenary", each, "") for each in "abc"]
    memory.sitting_of = {"a": 1, "b": 1, "c": 2}
    memory.arrived["Citizen 1"], memory.seen["Citizen 1"] = arrived, saw
    assert len(list(seen.check(memory, ["Citizen 1"]))) == objections


# The ballots


GRADES = [["excellent", "good"], ["good", "reject"], ["good", ""]]
TOLD = [
    {"title": "Water", "tally": {"ballot": 4, "counts": {"excellent": 1, "good": 2}, "outcome": "adopted"}},
    {"title": "Wine", "tally": {"ballot": 4, "counts": {"good": 1, "reject": 1}, "outcome": "rejected"}},
    {"title": "Beer", "tally": None},
]


@pytest.fixture
def published() -> dict[str, Any]:
    """Two texts, judged by two people on their pages and one on paper."""
    papers = [[f"{place}" * 4, grades, "", ""] for place, grades in enumerate(GRADES)]
    rule = {"method": "majority-judgment", "quorum": "1/2", "majority": "1/2", "strict": True}
    rule |= {"abstentions": "ignored", "tie": "rejected", "least_grade": "good", "places": None, "ranks": 3}
    lines = sorted(json.dumps(paper, separators=(",", ":")) for paper in papers)
    texts_ = [
        {"position": 1, "title": "Water", "outcome": "adopted"},
        {"position": 2, "title": "Wine", "outcome": "rejected"},
    ]
    return {
        "rule": rule,
        "texts": texts_,
        "papers": papers,
        "electors": CITIZENS,
        "papers_sha256": hashlib.sha256("\n".join(lines).encode()).hexdigest(),
    }


@pytest.fixture
def voted(memory: Memory) -> Memory:
    for number, grades in enumerate(GRADES[:2], start=1):
        marks = dict(zip(("option_1", "option_2"), grades, strict=True))
        memory.voted(number, "", 4, marks, f"In the box: {number - 1}{number - 1}-{number - 1}{number - 1}")
    memory.put_in_box(3, "", 4, {"option_1": "good"})
    return memory


def objections(ballot: dict[str, Any], memory: Memory, told: list[dict[str, Any]] = TOLD) -> int:
    program = render_to_string("ballots/recount.py.txt").encode()
    return len(list(ballots.check({4: json.dumps(ballot).encode()}, program, memory, told)))


def test_a_true_ballot_is_not_objected_to(published: dict[str, Any], voted: Memory) -> None:
    assert objections(published, voted) == 0


@pytest.mark.parametrize(
    "change",
    [
        lie(["papers_sha256"], DIGEST),
        lie(["texts", 1, "outcome"], "adopted"),
        lie(["papers", 0, 1], ["good", "good"]),
        lie(["papers", 2, 1], ["reject", ""]),
        lie(["papers", 2, 0], "3333"),
    ],
)
def test_a_lie_in_a_ballot_is_found(change: Callable[..., None], published: dict[str, Any], voted: Memory) -> None:
    change(published)
    assert objections(published, voted)


def test_a_ballot_nobody_voted_on_and_papers_nobody_wrote_are_found(published: dict[str, Any], voted: Memory) -> None:
    voted.in_box.clear()
    without_box = objections(published, voted)
    voted.papers.clear()
    assert (without_box, objections(published, voted)) == (2, 3)


@pytest.mark.parametrize(
    "change",
    [
        lie([0, "tally", "outcome"], "rejected"),
        lie([0, "tally", "counts", "good"], 1),
        lie([1, "title"], "Milk"),
    ],
)
def test_a_record_that_says_otherwise_than_its_ballot_is_found(
    change: Callable[..., None], published: dict[str, Any], voted: Memory
) -> None:
    told = copy.deepcopy(TOLD)
    change(told)  # type: ignore[arg-type]
    assert objections(published, voted, told) == 1


# The signatures


def signature(key: ec.EllipticCurvePrivateKey, issuer: ec.EllipticCurvePrivateKey, text: bytes) -> tuple[bytes, bytes]:
    """Of this text, under a certificate of the issuer's, as the product makes them; and the issuer's certificate."""
    authority = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority")])
    holder = x509.Name([x509.NameAttribute(NameOID.PSEUDONYM, "4K7Q-9PWX")])

    def certificate(subject: x509.Name, public: ec.EllipticCurvePublicKey, number: int) -> x509.Certificate:
        begins = datetime(2026, 1, 1, 9, tzinfo=UTC)
        made = x509.CertificateBuilder(authority, subject, public, number, begins, begins + timedelta(minutes=10))
        constraints = x509.BasicConstraints(ca=subject == authority, path_length=None)
        return made.add_extension(constraints, critical=True).sign(issuer, hashes.SHA256())

    signed = cms.Signed(hashlib.sha256(text).digest(), certificate(holder, key.public_key(), 2))
    value = key.sign(signed.attributes, ec.ECDSA(hashes.SHA256()))
    return signed.whole(value), certificate(authority, issuer.public_key(), 1).public_bytes(Encoding.PEM)


TEXT = "avis-citoyen/3\n\nL’eau".encode()


@pytest.fixture
def signed(memory: Memory) -> dict[str, bytes]:
    """One signed with a key and one more simply, as the two citizens of the memory did."""
    memory.decisions[1] = replace(memory.decisions[1], own_key=True)
    file, authority = signature(*(ec.generate_private_key(ec.SECP256R1()) for _which in range(2)), TEXT)
    rows = [{"file": "signature-001.p7s", "form": "own-key"}, {"file": None, "form": "attested"}]
    return {
        "signatures.json": json.dumps({"authority": "authority.pem", "signatures": rows}).encode(),
        "signature-001.p7s": file,
        "authority.pem": authority,
        "avis.txt": TEXT,
    }


def objected(files: dict[str, bytes], memory: Memory) -> int:
    return len(list(signatures.check(lambda name: files.get(name, b""), memory)))


def test_true_signatures_are_not_objected_to(signed: dict[str, bytes], memory: Memory) -> None:
    assert objected(signed, memory) == 0


@pytest.mark.parametrize(
    ("change", "objections"),
    [
        ({"signatures.json": b""}, 1),
        ({"signatures.json": b'{"authority": "authority.pem", "signatures": []}'}, 2),
        ({"signature-001.p7s": b""}, 1),
        ({"signature-001.p7s": b"0"}, 1),
        ({"authority.pem": b""}, 1),
        # Signed was another text than the one inside.
        ({"avis.txt": TEXT + b"."}, 1),
        # And this one's first byte changed is the text that was signed.
        ({"avis.txt": bytes([TEXT[0] ^ 1]) + TEXT[1:]}, 2),
    ],
)
def test_signatures_that_do_not_hold_are_found(
    change: dict[str, bytes], objections: int, signed: dict[str, bytes], memory: Memory
) -> None:
    assert objected(signed | change, memory) == objections


def test_a_signature_by_an_authority_that_is_not_inside_is_found(signed: dict[str, bytes], memory: Memory) -> None:
    _file, other = signature(*(ec.generate_private_key(ec.SECP256R1()) for _which in range(2)), TEXT)
    assert objected(signed | {"authority.pem": other}, memory) == 1


def test_signatures_nobody_made_and_signatures_lost_are_found(signed: dict[str, bytes], memory: Memory) -> None:
    memory.decisions[1] = replace(memory.decisions[1], own_key=False)
    memory.decisions[3] = replace(memory.decisions[3], signed=True)
    assert objected(signed, memory) == 2


def test_without_openssl_it_is_said_that_nothing_was_checked(
    signed: dict[str, bytes], memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert objected(signed, memory) == 1


def test_what_was_asked_to_be_heard_is_told_in_both_records_and_in_the_annex(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, memory = load("drees-2016"), Memory()
    for each in scenario.demo.hearing_requests:
        memory.asked.append(Asked(each.subject, each.reason, 3, each.accepted, each.answer, each.round or ""))
    requests = [
        {
            "subject": each.subject,
            "reason": each.reason,
            "answer": each.answer,
            "support": each.people,
            "state": "accepted" if each.accepted else "refused",
            "hearing": {"expert": "Somebody", "round": each.round, "held": True} if each.round else None,
        }
        for each in memory.asked
    ]
    printed = [
        {"subject": each.subject, "support": 3, "answer": each.answer, "held": each.accepted} for each in memory.asked
    ]
    truth = {"hearing_requests": requests}
    files: dict[str, Any] = {"record.json": truth, "figures.json": {"hearings_asked": printed}}
    monkeypatch.setattr(asking, "attached", lambda pdf, name: json.dumps(files[name]).encode())

    def said(record: dict[str, Any] = truth) -> int:
        return len(list(asking.check(b"", record, memory, scenario)))

    assert [each.accepted for each in memory.asked] == [True, True, False]
    assert said() == 0
    for change in ({"support": 4}, {"state": "refused"}, {"answer": "No."}, {"hearing": None}):
        assert said({"hearing_requests": [requests[0] | change, *requests[1:]]}) == 1
    for change in ({"support": 4}, {"answer": "No."}, {"held": False}):
        files["figures.json"] = {"hearings_asked": [printed[0] | change, *printed[1:]]}
        assert said() == 1
    files |= {"record.json": {"hearing_requests": requests[1:]}, "figures.json": {"hearings_asked": printed}}
    assert said() == 1
    memory.asked.pop()
    assert said() == 5


def test_sheets_are_in_the_public_record_in_all_their_versions() -> None:
    scenario = load("drees-2016")
    rows = [{"sheet": place, "version": 1, "question": each.question} for place, each in enumerate(scenario.sheets, 1)]
    rows.insert(1, rows[0] | {"version": 2})

    def said(told: list[dict[str, Any]]) -> int:
        return len(list(sheets.check({"sheets": told}, scenario)))

    assert said(rows) == 0
    assert [said(rows[1:]), said([*rows[:1], *rows[2:]]), said([rows[0] | {"question": "Autre"}, *rows[1:]])] == [1] * 3
    assert said([rows[0] | {"source": NOT_CLEAR}, *rows[1:]]) == 1
