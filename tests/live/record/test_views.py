"""The journal and the record: whole, for the guarantor, and named only as people wished."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal import chain
from deliberation.journal.models import Entry
from deliberation.opinion.models import Opinion, SealedOpinion
from deliberation.oversight.actions import write_observation, write_statement
from deliberation.panel.queries import table_of
from sessions.tables.actions import write_note
from tests.cast import enter
from tests.hall import Hall

CONSOLE = ("journal/", "journal/observations/", "journal/statement/", "journal/roles/")
FILES = ("journal.jsonl", "record.json")
PAGES = CONSOLE + FILES


@pytest.mark.parametrize("role", [r for r in Role if r != Role.OPERATOR])
def test_only_the_guarantor_reads_the_journal(role: Role, hall: Hall, client_of: Callable) -> None:
    hall.open()
    browser = client_of(enter(hall.conference, role))
    found = [browser.get(f"/conferences/eau/{page}") for page in PAGES]
    allowed = role == Role.GUARANTOR
    assert [page.status_code for page in found] == [200 if allowed else 403] * len(PAGES)
    head = Entry.objects.order_by("number").last().hash
    assert [head in page.content.decode() for page in found] == [allowed] * len(PAGES)


def test_strangers_and_nobody_do_not(hall: Hall, client_of: Callable, stranger: object) -> None:
    hall.open()
    for who in (stranger, None):
        assert [client_of(who).get(f"/conferences/eau/{page}").status_code for page in PAGES] == [403] * len(PAGES)


def test_anyone_who_has_the_lines_can_recompute_the_chain(hall: Hall, guarantor: object, client_of: Callable) -> None:
    hall.reach(Stage.BALLOT)
    hall.cast(hall.citizens[0], "for")
    lines = client_of(guarantor).get("/conferences/eau/journal.jsonl").content.decode().splitlines()
    previous = chain.START
    for line in lines:
        row = json.loads(line)
        assert row.pop("previous_hash") == previous
        stated = row.pop("hash")
        previous = chain.link(previous, **row | {"at": datetime.fromisoformat(row["at"])})
        assert previous == stated
    assert len(lines) == Entry.objects.filter(conference=hall.conference).count()


def test_the_record_says_what_was_done(hall: Hall, guarantor: object, client_of: Callable) -> None:
    hall.reach(Stage.SIGNING)
    hall.sign(hall.citizens[0], reservation="Le prix", public_name="A. Personne")
    hall.sign(hall.citizens[1], "declined", reason="Pas chiffré")
    hall.end(Stage.SIGNING)
    record = client_of(guarantor).get("/conferences/eau/record.json").json()
    sealed = SealedOpinion.objects.get()
    assert record["people"] == {
        "citizen": 6,
        "facilitator": 1,
        "expert": 0,
        "steering": 0,
        "guarantor": 1,
        "sponsor": 0,
    }
    tally = {
        "method": "for-against",
        "counts": {"for": 6, "against": 0, "abstain": 0},
        "voted": 6,
        "on_roll": 6,
        "electors": 6,
        "outcome": "adopted",
    }
    assert [
        {name: value for name, value in proposal["tally"].items() if name not in {"ballot", "text_sha256"}}
        for proposal in record["proposals"]
    ] == [tally, tally]
    opinion = record["opinion"]
    assert opinion["signatures"] == {
        "signed": 1,
        "with_reservation": 1,
        "declined": 1,
        "named": ["A. Personne"],
    }
    assert (opinion["text_sha256"], opinion["pdf_sha256"], opinion["handed_over_at"]) == (
        Opinion.objects.get().text_digest,
        sealed.pdf_sha256,
        None,
    )
    assert (record["stage"], record["journal"]["whole"]) == ("pause", True)


def test_the_record_says_who_took_part_in_notes(hall: Hall, guarantor: Actor, client_of: Callable) -> None:
    hall.reach(Stage.TABLES)
    round_, table = hall.round(Stage.TABLES), table_of(hall.citizens[0].member)
    here = hall.at_table(table)
    for version, citizen in enumerate(here[:2]):
        said = "\n\n".join(["Trop cher.", "Trop tard."][: version + 1])
        write_note(actor=citizen, conference=hall.conference, text=said, version=version)
    record = client_of(guarantor).get("/conferences/eau/record.json").json()
    assert record["notes"] == [
        {
            "sitting": round_.sitting.number,
            "round": round_.number,
            "table": table,
            "text": "Trop cher.\n\nTrop tard.",
            "took_part": sorted(citizen.member.ref for citizen in here),
            "wrote": sorted(citizen.member.ref for citizen in here[:2]),
        }
    ]


def test_the_record_names_nobody_who_did_not_wish_it(hall: Hall, guarantor: object, client_of: Callable) -> None:
    hall.reach(Stage.SIGNING)
    hall.sign(hall.citizens[0])
    hall.sign(hall.citizens[1], "declined", reason="Pas chiffré")
    browser = client_of(guarantor)
    for page in ("journal/", *FILES):
        text = browser.get(f"/conferences/eau/{page}").content.decode()
        assert [citizen.member.name in text for citizen in hall.citizens] == [False] * 6
        assert ("@example.org" in text, "Pas chiffré" in text) == (False, False)


def test_the_record_holds_what_the_guarantor_wrote(hall: Hall, guarantor: Actor, client_of: Callable) -> None:
    hall.open()
    write_observation(actor=guarantor, conference=hall.conference, text="Chacun parle.", entry=2)
    write_statement(actor=guarantor, conference=hall.conference, text="Loyal.", version=0)
    record = client_of(guarantor).get("/conferences/eau/record.json").json()
    (observation,) = record["observations"]
    assert (observation["text"], observation["entry"], observation["by"]) == ("Chacun parle.", 2, guarantor.member.ref)
    assert record["statement"] == {"text": "Loyal.", "version": 1}
