"""What the record tells of amendments, themes, merges, temperatures and dissent; and that it is documented."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from deliberation.amendments.models import Amendment, AmendmentSupport
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Stage
from deliberation.dissent.actions import join_minority_opinion, withdraw_minority_opinion, write_minority_opinion
from deliberation.kernel import clock
from deliberation.merging.models import Merge, Origin, Theme
from deliberation.proposals.models import Proposal
from deliberation.review.models import Temperature
from tests.hall import Hall

ClientOf = Callable[..., Client]
DOCUMENTED = re.compile(r"^\| (`.*?`) \|(.*)\|$", re.MULTILINE)
NAMED = re.compile(r"`([a-z_0-9]+)`")


@pytest.fixture
def voted(hall: Hall, guarantor: Actor) -> Hall:
    hall.reach(Stage.WRITING)
    return hall


@pytest.fixture
def record(voted: Hall, guarantor: Actor, client_of: ClientOf) -> Callable[[], dict[str, Any]]:
    return lambda: dict(client_of(guarantor).get("/conferences/eau/record.json").json())


def adopted() -> list[Proposal]:
    return list(Proposal.objects.order_by("pk"))


def amend(hall: Hall, proposal: Proposal, *, supporters: int) -> Amendment:
    amendment = Amendment.objects.create(
        proposal=proposal,
        made_by=hall.citizens[0].member,
        made_at=clock.now(),
        field="text",
        passage="Des arbres",
        replacement="Des platanes",
        reason="De l’ombre",
        state="rejected",
        outcome_reason="Trop chers",
        closed_at=clock.now(),
    )
    for citizen in hall.citizens[:supporters]:
        AmendmentSupport.objects.create(amendment=amendment, membership=citizen.member)
    return amendment


def test_amendments_have_their_end_and_nobodys_name(voted: Hall, record: Callable[[], dict[str, Any]]) -> None:
    (one, _), told = adopted(), record()["amendments"]
    assert told == []
    amendment = amend(voted, one, supporters=2)
    assert record()["amendments"] == [
        {
            "id": amendment.pk,
            "proposal": one.pk,
            "table": one.table,
            "field": "text",
            "passage": "Des arbres",
            "replacement": "Des platanes",
            "reason": "De l’ombre",
            "support": 2,
            "state": "rejected",
            "settled": "",
            "outcome_reason": "Trop chers",
            "closed_at": amendment.closed_at.isoformat(),  # type: ignore[union-attr]
        }
    ]


def test_themes_and_merges_say_which_proposals(voted: Hall, record: Callable[[], dict[str, Any]]) -> None:
    one, other = adopted()
    theme = Theme.objects.create(conference=voted.conference, title="Ombre", position=1)
    Proposal.objects.filter(pk=one.pk).update(theme=theme)
    merge = Merge.objects.create(
        proposal=one, reason="Même idée", asked_at=clock.now(), lapsed_at=clock.now(), lapse_reason="Pas d’accord"
    )
    Origin.objects.create(merge=merge, proposal=other)
    told = record()
    assert told["themes"] == [{"title": "Ombre", "proposals": [one.pk]}]
    assert told["merges"] == [
        {
            "proposal": one.pk,
            "origins": [other.pk],
            "reason": "Même idée",
            "asked_at": merge.asked_at.isoformat(),
            "lapsed_at": merge.lapsed_at.isoformat(),  # type: ignore[union-attr]
            "lapse_reason": "Pas d’accord",
        }
    ]


def test_temperatures_are_degrees_of_five_people_or_more_once_the_review_is_over(
    voted: Hall, record: Callable[[], dict[str, Any]]
) -> None:
    one, other = adopted()
    for proposal, people in ((one, 5), (other, 4)):
        for number, citizen in enumerate(voted.citizens[:people]):
            Temperature.objects.create(proposal=proposal, membership=citizen.member, degree=1 + number % 2)
    told = [{"proposal": one.pk, "degrees": {"1": 3, "2": 2, "3": 0, "4": 0, "5": 0}}]
    assert record()["temperatures"] == told
    voted.conference.stage = Stage.REVIEW
    voted.conference.save()
    assert record()["temperatures"] == []


def test_minority_opinions_are_told_as_they_are_printed(voted: Hall, record: Callable[[], dict[str, Any]]) -> None:
    (one, _), conference = adopted(), voted.conference
    opinions = [
        write_minority_opinion(actor=voted.citizens[n], conference=conference, proposal_id=one.pk, text=text, version=0)
        for n, text in enumerate(("Trop tard.", "Trop cher.", "Retiré."))
    ]
    join_minority_opinion(actor=voted.citizens[3], conference=conference, minority_id=opinions[0].pk, version=1)
    withdraw_minority_opinion(actor=voted.citizens[2], conference=conference, minority_id=opinions[2].pk)
    assert record()["minority_opinions"] == [
        {"proposal": one.pk, "text": "Trop tard.", "people": 2},
        {"proposal": one.pk, "text": "Trop cher.", "people": 1},
    ]


def test_each_recommendation_has_its_way_back_by_references(voted: Hall, record: Callable[[], dict[str, Any]]) -> None:
    one, other = adopted()
    amendment = amend(voted, one, supporters=0)
    told = record()
    assert [line["recommendation"] for line in told["provenance"]] == [1, 2]
    line = {line["proposal"]: line for line in told["provenance"]}[one.pk]
    assert {**line, "first_written_at": None, "last_written_at": None} == {
        "recommendation": line["recommendation"],
        "proposal": one.pk,
        "voted_at": one.options.get().ballot.closed_at.isoformat(),
        "amendments": [amendment.pk],
        "merged_from": [],
        "versions": one.version,
        "first_written_at": None,
        "last_written_at": None,
        "tables": [1],
        "round": {"sitting": 1, "round": voted.round(Stage.DRAFTING).number},
        "evidence": [],
    }
    assert line["first_written_at"] <= line["last_written_at"] < line["voted_at"]
    assert {proposal["id"] for proposal in told["proposals"]} == {one.pk, other.pk}


def test_who_dissents_is_nowhere_to_be_read(voted: Hall, guarantor: Actor, client_of: ClientOf) -> None:
    """By a reference, beside an act of dissent: not in the record, the journal's file, nor on the guarantor's pages."""
    (one, _), conference = adopted(), voted.conference
    author, joined = voted.citizens[:2]
    opinion = write_minority_opinion(
        actor=author, conference=conference, proposal_id=one.pk, text="Je suis inquiet.", version=0
    )
    join_minority_opinion(actor=joined, conference=conference, minority_id=opinion.pk, version=1)
    browser = client_of(guarantor)
    lines = browser.get("/conferences/eau/journal.jsonl").content.decode().splitlines()
    dissent = [line for line in lines if '"dissent:' in line]
    assert len(dissent) == 2
    refs = [citizen.member.ref for citizen in voted.citizens]
    assert [ref for ref in refs if any(ref in line for line in dissent)] == []
    assert "inquiet" not in "".join(lines)
    page = browser.get("/conferences/eau/journal/?kind=dissent:written").content.decode()
    assert [ref for ref in refs if ref in page] == []
    told = browser.get("/conferences/eau/record.json").json()["minority_opinions"]
    assert [ref for ref in refs if ref in str(told)] == []


# The documentation


def test_the_keys_of_the_record_are_the_documented_ones(
    voted: Hall, record: Callable[[], dict[str, Any]], guarantor: Actor
) -> None:
    (one, other), conference = adopted(), voted.conference
    amend(voted, one, supporters=1)
    Theme.objects.create(conference=conference, title="Ombre", position=1)
    merge = Merge.objects.create(proposal=one, reason="Même idée", asked_at=clock.now())
    Origin.objects.create(merge=merge, proposal=other)
    for citizen in voted.citizens:
        Temperature.objects.create(proposal=one, membership=citizen.member, degree=1)
    write_minority_opinion(actor=voted.citizens[0], conference=conference, proposal_id=one.pk, text="Non.", version=0)
    told = record()
    documented = _documented()
    parts = {"floor", "evidence", "tally"}
    assert set(told) == {key for keys in documented for key in keys.split()} - parts - {"format"} | {"format"}
    assert told["format"] == "deliberation-record/5"
    for key in ("themes", "amendments", "merges", "temperatures", "minority_opinions", "provenance", "proposals"):
        (row, *_rest) = told[key]
        assert (key, set(row) - set(documented[key])) == (key, set())


def _documented() -> dict[str, list[str]]:
    """By the key or keys of a row of the table, the names that its description has."""
    text = (settings.BASE_DIR / "docs" / "record.md").read_text().partition("## `record.json`")[2]
    return {" ".join(NAMED.findall(keys)): NAMED.findall(said) for keys, said in DOCUMENTED.findall(text)}
