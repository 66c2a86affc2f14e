"""Sheets are written in versions that stay; whoever does not understand one says so, unnamed."""

import hashlib
import json

import pytest
from django.db import IntegrityError, transaction

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.dossier.sheets.models import Depth, Sheet, SheetVersion
from deliberation.dossier.sheets.queries import Feedback, feedback_on, shown_sheets, unclear_counts, versions_of
from deliberation.dossier.sheets.rules import may_read_feedback, may_revise
from deliberation.dossier.sheets.search import search_sheets
from deliberation.journal.models import Entry
from deliberation.journal.verify import verify
from deliberation.kernel import clock
from deliberation.kernel.errors import Conflict, Refused
from deliberation.templatetags.journal import actor_label
from tests.cast import enter, set_stage
from tests.deliberation.dossier.sheets.pen import TEXTS, not_understood, revise, said, take_back, write


def told(verb: str) -> list[tuple[str, dict[str, object]]]:
    found = Entry.objects.filter(verb=verb).order_by("number")
    return [(each.actor, json.loads(each.detail)) for each in found]


# Written


def test_a_sheet_is_shown_at_once_and_its_words_are_bound_by_the_journal(facilitator: Actor) -> None:
    version = write(facilitator)
    assert list(shown_sheets(facilitator.member.conference)) == [version]
    assert {name: getattr(version, name) for name in TEXTS} == TEXTS
    words = "\f".join(TEXTS[name] for name in ("question", "easy", "essential", "in_depth"))
    detail = {"sheet": version.sheet_id, "version": 1, "text": hashlib.sha256(words.encode()).hexdigest()}
    assert told("dossier:sheet-written") == [(facilitator.ref, detail)]
    verify(facilitator.member.conference)


def test_the_same_again_changes_nothing(facilitator: Actor) -> None:
    version = write(facilitator)
    assert write(facilitator) == version
    assert revise(facilitator, version, easy=TEXTS["easy"], changed="Rien") == version
    assert (SheetVersion.objects.count(), Entry.objects.filter(verb__contains="sheet").count()) == (1, 1)


def test_a_version_that_is_replaced_stays(facilitator: Actor, conference: Conference) -> None:
    first, other = write(facilitator), write(facilitator, question="Et la neige ?")
    second = revise(facilitator, first, changed="Une phrase plus claire.")
    assert list(shown_sheets(conference)) == [second, other]
    assert list(versions_of(first.sheet)) == [first, second]
    first.refresh_from_db()
    assert (first.easy, second.number, second.changed) == (TEXTS["easy"], 2, "Une phrase plus claire.")
    [(_actor, detail)] = told("dossier:sheet-revised")
    assert (detail["sheet"], detail["version"]) == (first.sheet_id, 2)


def test_who_was_overtaken_is_shown_what_came_first(facilitator: Actor) -> None:
    first = write(facilitator)
    revise(facilitator, first)
    with pytest.raises(Conflict) as refused:
        revise(facilitator, first, easy="Il pleut moins.")
    assert (refused.value.version, "Il ne pleut pas assez." in refused.value.current) == (2, True)
    # The same, sent twice, is no conflict.
    assert revise(facilitator, first).number == 2


def test_an_expert_revises_what_they_wrote_and_nothing_else(conference: Conference, facilitator: Actor) -> None:
    one, other = enter(conference, Role.EXPERT, "one"), enter(conference, Role.EXPERT, "other")
    mine = write(one)
    assert [may_revise(who, conference, mine.sheet) for who in (one, other, facilitator, None)] == [
        True,
        False,
        True,
        False,
    ]
    with pytest.raises(Refused):
        revise(other, mine)
    assert revise(facilitator, mine).number == 2
    assert revise(one, SheetVersion.objects.get(number=2), easy="Trois.").number == 3


def test_what_a_scenario_brought_is_revised_by_facilitators(conference: Conference, facilitator: Actor) -> None:
    brought = SheetVersion.objects.create(
        sheet=Sheet.objects.create(conference=conference), number=1, written_at=clock.now(), **TEXTS
    )
    with pytest.raises(Refused):
        revise(enter(conference, Role.EXPERT), brought)
    assert revise(facilitator, brought).number == 2


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.OPERATOR, Role.EXPERT, Role.FACILITATOR}])
def test_nobody_else_writes(role: Role, conference: Conference) -> None:
    with pytest.raises(Refused):
        write(enter(conference, role))
    assert Sheet.objects.count() == 0


def test_a_sheet_of_another_conference_is_none(
    other_conference: Conference, facilitator: Actor, citizen: Actor
) -> None:
    theirs = write(enter(other_conference, Role.FACILITATOR))
    theirs.sheet.conference = facilitator.member.conference
    with pytest.raises(Refused):
        revise(facilitator, theirs)
    with pytest.raises(Refused):
        not_understood(citizen, theirs)
    assert (SheetVersion.objects.count(), said(theirs)) == (1, [])


def test_the_database_holds_every_depth(facilitator: Actor) -> None:
    version = write(facilitator)
    for wrong in ({"in_depth": ""}, {"number": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SheetVersion.objects.filter(pk=version.pk).update(**wrong)


# Not understood


def test_it_counts_once_a_person_and_version(facilitator: Actor, citizen: Actor, other_citizen: Actor) -> None:
    version = write(facilitator)
    not_understood(citizen, version, words="nappe")
    not_understood(citizen, version, words="nappe")
    not_understood(citizen, version, "in-depth", "recharge")
    not_understood(other_citizen, version)
    assert said(version) == [("in-depth", "recharge"), ("easy", "")]
    second = revise(facilitator, version)
    not_understood(citizen, second)
    assert said(second) == [("easy", "")]


def test_it_can_be_taken_back_even_once_it_is_replaced(facilitator: Actor, citizen: Actor) -> None:
    version = write(facilitator)
    not_understood(citizen, version, words="nappe")
    revise(facilitator, version)
    take_back(citizen, version)
    take_back(citizen, version)
    assert said(version) == []
    assert [detail["taken_back"] for _actor, detail in told("dossier:sheet-not-understood")] == [False, True]


def test_a_version_that_was_replaced_meanwhile_is_not_said_of(facilitator: Actor, citizen: Actor) -> None:
    version = write(facilitator)
    second = revise(facilitator, version)
    with pytest.raises(Refused):
        not_understood(citizen, version)
    assert (said(version), said(second)) == ([], [])


def test_the_journal_says_neither_who_nor_what(facilitator: Actor, citizen: Actor, english: None) -> None:
    version = write(facilitator)
    not_understood(citizen, version, words="ma dialyse")
    detail = {"sheet": version.sheet_id, "version": 1, "taken_back": False}
    # Not by their role either: of some there is one person.
    assert told("dossier:sheet-not-understood") == [("reader", detail)]
    assert actor_label("reader") == "A reader"


def test_facilitators_read_counts_and_words_in_no_order_of_time(
    facilitator: Actor, citizen: Actor, other_citizen: Actor, expert: Actor, conference: Conference
) -> None:
    version = write(facilitator)
    not_understood(citizen, version, "essential", "nappe")
    not_understood(other_citizen, version, "essential", "hiver")
    not_understood(expert, version, "essential")
    assert feedback_on(version) == [Feedback(Depth.ESSENTIAL, 3, ("hiver", "nappe"))]
    assert unclear_counts(conference) == {version.sheet_id: 3}
    revise(facilitator, version)
    assert unclear_counts(conference) == {}
    readers = [may_read_feedback(who, conference) for who in (facilitator, expert, citizen, None)]
    assert readers == [True, False, False, False]


@pytest.mark.parametrize("stage", [Stage.SIGNING, Stage.HANDOVER, Stage.HANDED_OVER])
def test_once_the_signing_begins_sheets_are_only_read(
    stage: Stage, facilitator: Actor, citizen: Actor, conference: Conference
) -> None:
    version = write(facilitator)
    set_stage(conference, stage)
    for late in (lambda: revise(facilitator, version), lambda: not_understood(citizen, version)):
        with pytest.raises(Refused):
            late()
    assert may_read_feedback(facilitator, conference)


# Found


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ("manque", [None]),
        ("NAPPES hiver", [Depth.ESSENTIAL]),
        ("pleut", [Depth.EASY]),
        ("recharges", [Depth.IN_DEPTH]),
        ("nappe recharge", []),
        ("", []),
    ],
)
def test_words_are_found_in_the_shortest_answer_that_has_them(
    asked: str, where: list[Depth | None], facilitator: Actor, conference: Conference
) -> None:
    write(facilitator)
    assert [each.depth for each in search_sheets(conference, asked)] == where


def test_only_the_version_that_is_shown_is_found(
    facilitator: Actor, conference: Conference, other_conference: Conference
) -> None:
    first = write(facilitator)
    second = revise(facilitator, first, easy="Il neige peu.")
    assert search_sheets(conference, "pleut") == []
    assert [each.version for each in search_sheets(conference, "neige")] == [second]
    assert search_sheets(other_conference, "neige") == []
