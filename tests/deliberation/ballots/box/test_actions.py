"""The paper box: nobody votes twice across urn and box, two key it in apart, and the result is one."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from deliberation.ballots import urn
from deliberation.ballots.box import actions
from deliberation.ballots.box.models import BoxCount, Keying
from deliberation.ballots.models import Ballot, Mark, Paper, RollEntry
from deliberation.ballots.queries import closed_ballots, figures, turnout
from deliberation.conference.actions import remove_person
from deliberation.conference.methods import Method
from deliberation.conference.models import Rule
from deliberation.conference.rules import OPERATOR
from deliberation.conference.stages import VOTING, Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Refused
from sessions.votes.queries import export_of
from tests.at_once import at_once
from tests.cast import enter, set_stage
from tests.deliberation.ballots.box.counting import Box, Said, box_of
from tests.hall import Hall

pytestmark = pytest.mark.usefixtures("english")

TWO: tuple[Said, ...] = (("for",), ("against",))


@pytest.fixture
def box(hall: Hall) -> Box:
    """A vote is going on; nobody votes on paper yet."""
    return box_of(hall)


@pytest.fixture
def opened(box: Box) -> Box:
    """The count of the box of two people; a third has voted on a page."""
    box.hall.cast(box.hall.citizens[5], "for", ballot=box.ballot)
    box.give(*box.hall.citizens[:2])
    box.open()
    return box


def entry_of(box: Box, n: int) -> tuple[bool, bool]:
    entry = RollEntry.objects.get(ballot=box.ballot, membership=box.hall.citizens[n].member)
    return entry.voted, entry.on_paper


def in_urn(ballot: Ballot) -> Counter[tuple[str, ...]]:
    ballot.refresh_from_db()
    return Counter(slip.values for slip in urn.opened(bytes(ballot.urn), ballot=ballot.pk).values())


def journal_of(box: Box, *verbs: str) -> list[tuple[str, str, dict[str, object]]]:
    entries = Entry.objects.filter(conference=box.hall.conference, verb__in=[f"ballots:{verb}" for verb in verbs])
    return [(each.verb.partition(":")[2], each.actor, json.loads(each.detail)) for each in entries.order_by("number")]


# Giving papers


def test_who_is_given_a_paper_is_on_the_roll_with_it_in_every_vote(box: Box) -> None:
    box.give(box.hall.citizens[0])
    held = RollEntry.objects.filter(on_paper=True)
    assert {(each.ballot_id, each.membership_id) for each in held} == {
        (ballot, box.hall.citizens[0].member.pk) for ballot in Ballot.objects.values_list("pk", flat=True)
    }
    assert turnout(box.ballot) == (1, 6)
    ref = box.hall.citizens[0].member.ref
    assert journal_of(box, "paper-given") == [
        ("paper-given", box.hall.facilitator.ref, {"ballot": pk, "person": ref})
        for pk in Ballot.objects.order_by("pk").values_list("pk", flat=True)
    ]


def test_a_paper_given_twice_is_one(box: Box) -> None:
    for _ in range(2):
        box.give(box.hall.citizens[0])
    assert (turnout(box.ballot), len(journal_of(box, "paper-given"))) == ((1, 6), 2)


def opens_later(box: Box, ballot: Ballot) -> None:
    """Nobody had a paper of this vote, for it was not open yet."""
    RollEntry.objects.filter(ballot=ballot).update(on_paper=False, voted=False)


def test_who_holds_papers_is_given_those_of_a_vote_that_opened_since(box: Box) -> None:
    who, later = box.hall.citizens[0], Ballot.objects.order_by("pk").last()
    assert later is not None
    box.give(who)
    opens_later(box, later)
    box.give(who)
    held = RollEntry.objects.filter(membership=who.member).order_by("ballot")
    assert list(held.values_list("on_paper", "voted")) == [(True, True)] * 2
    assert [detail["ballot"] for _verb, _actor, detail in journal_of(box, "paper-given")][2:] == [later.pk]


def test_who_holds_papers_and_voted_on_a_page_where_they_had_none_is_given_no_other(box: Box) -> None:
    who, later = box.hall.citizens[0], Ballot.objects.order_by("pk").last()
    assert later is not None
    box.give(who)
    opens_later(box, later)
    box.hall.cast(who, "for", ballot=later)
    with pytest.raises(Refused, match="This person has voted on a page or a tablet"):
        box.give(who)
    assert len(journal_of(box, "paper-given")) == 2


def test_who_holds_a_paper_does_not_vote_on_a_page(box: Box) -> None:
    box.give(box.hall.citizens[0])
    with pytest.raises(Refused, match="You were given a paper: put it in the box"):
        box.hall.cast(box.hall.citizens[0], "for", ballot=box.ballot)
    assert in_urn(box.ballot) == {}


def test_who_has_voted_on_a_page_is_given_no_paper_of_that_vote(box: Box) -> None:
    for ballot in Ballot.objects.order_by("pk"):
        box.hall.cast(box.hall.citizens[0], "for", ballot=ballot)
    with pytest.raises(Refused, match="This person has voted on a page or a tablet"):
        box.give(box.hall.citizens[0])
    assert entry_of(box, 0) == (True, False)


def test_who_has_voted_on_one_text_is_given_the_papers_of_the_others(box: Box) -> None:
    box.hall.cast(box.hall.citizens[0], "for", ballot=box.ballot)
    box.give(box.hall.citizens[0])
    held = RollEntry.objects.filter(membership=box.hall.citizens[0].member).order_by("ballot")
    assert list(held.values_list("on_paper", flat=True)) == [False, True]


def test_who_gives_their_paper_back_may_vote_on_a_page(box: Box) -> None:
    box.give(box.hall.citizens[0])
    box.take_back(box.hall.citizens[0])
    assert entry_of(box, 0) == (False, False)
    box.hall.cast(box.hall.citizens[0], "for", ballot=box.ballot)
    assert in_urn(box.ballot) == {("for",): 1}
    assert len(journal_of(box, "paper-taken-back")) == 2


def test_a_vote_on_a_page_is_not_taken_back_like_a_paper(box: Box) -> None:
    box.hall.cast(box.hall.citizens[0], "for", ballot=box.ballot)
    box.take_back(box.hall.citizens[0])
    assert (entry_of(box, 0), in_urn(box.ballot)) == ((True, False), {("for",): 1})


def test_a_stranger_to_the_roll_is_given_no_paper(box: Box) -> None:
    late = enter(box.hall.conference, Role.CITIZEN, "late")
    for person in (late, box.hall.facilitator):
        with pytest.raises(Refused, match="not on the roll"):
            box.give(person)


def test_a_named_vote_has_no_paper(hall: Hall) -> None:
    Rule.objects.filter(pk=hall.conference.mandate.proposals_id).update(named=True)
    box = box_of(hall)
    with pytest.raises(Refused, match="This vote is named"):
        box.give(hall.citizens[0])


def test_the_database_refuses_a_paper_without_a_signature(box: Box) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RollEntry.objects.filter(ballot=box.ballot).update(on_paper=True)


# Who may


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.FACILITATOR, Role.OPERATOR}])
def test_only_facilitators_give_open_and_settle(role: Role, box: Box) -> None:
    other = enter(box.hall.conference, role, "other")
    given: dict[str, Any] = {"actor": other, "conference": box.hall.conference}
    for attempt in (
        lambda: actions.give_papers(person=box.hall.citizens[0].member.ref, **given),
        lambda: actions.take_back_papers(person=box.hall.citizens[0].member.ref, **given),
        lambda: actions.open_count(ballot_id=box.ballot.pk, **given),
        lambda: box.settle(other),
    ):
        with pytest.raises(Refused, match="Your role in this conference does not allow this"):
            attempt()
    assert (turnout(box.ballot), BoxCount.objects.count()) == ((0, 6), 0)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.FACILITATOR, Role.STEERING}])
def test_only_facilitators_and_the_steering_committee_key_in(role: Role, opened: Box) -> None:
    other = OPERATOR if role == Role.OPERATOR else enter(opened.hall.conference, role, "other")
    for attempt in (
        lambda: opened.key(other, 1, "for"),
        lambda: opened.undo(other, 1),
        lambda: opened.finish(other, 0),
        lambda: opened.correct(other, 1, "for"),
        lambda: opened.discard(other, opened.keyers[0]),
    ):
        with pytest.raises(Refused, match="Your role in this conference does not allow this"):
            attempt()
    assert Keying.objects.count() == 0


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in VOTING])
def test_nothing_is_done_to_a_box_outside_a_vote(stage: Stage, box: Box) -> None:
    set_stage(box.hall.conference, stage)
    for attempt in (
        lambda: box.give(box.hall.citizens[0]),
        box.open,
        lambda: box.key(box.keyers[1], 1, "for"),
        box.settle,
    ):
        with pytest.raises(Refused, match="not possible at this moment"):
            attempt()


def test_a_box_of_another_conference_is_not_reached(opened: Box, other_conference: Any) -> None:
    outsider = enter(other_conference, Role.FACILITATOR, "outsider")
    set_stage(other_conference, Stage.BALLOT)
    given: dict[str, Any] = {"actor": outsider, "conference": other_conference, "ballot_id": opened.ballot.pk}
    with pytest.raises(Refused, match="This box is not being counted"):
        actions.key_paper(number=1, marks={}, **given)
    with pytest.raises(Refused, match="This ballot is not open"):
        actions.open_count(**given)
    assert Keying.objects.count() == 0


# Opening


def test_a_box_without_papers_is_not_opened(box: Box) -> None:
    with pytest.raises(Refused, match="Nobody was given a paper"):
        box.open()
    box.hall.cast(box.hall.citizens[0], "for", ballot=box.ballot)


def test_nobody_votes_once_the_box_is_open(opened: Box) -> None:
    """On a page or on paper; other votes go on."""
    with pytest.raises(Refused, match="the papers in the box are being counted"):
        opened.hall.cast(opened.hall.citizens[3], "for", ballot=opened.ballot)
    with pytest.raises(Refused, match="the papers in the box are being counted"):
        opened.hall.cast(opened.hall.citizens[5], "against", ballot=opened.ballot)
    opened.take_back(opened.hall.citizens[0])
    assert entry_of(opened, 0) == (True, True)
    other = Ballot.objects.exclude(pk=opened.ballot.pk).get()
    opened.hall.cast(opened.hall.citizens[3], "for", ballot=other)
    assert (in_urn(opened.ballot), in_urn(other)) == ({("for",): 1}, {("for",): 1})


def test_a_box_is_opened_once(opened: Box) -> None:
    opened.open()
    assert journal_of(opened, "count-opened") == [
        ("count-opened", opened.hall.facilitator.ref, {"ballot": opened.ballot.pk, "given": 2})
    ]


def test_nothing_is_keyed_in_before_the_box_is_open(box: Box) -> None:
    box.give(box.hall.citizens[0])
    with pytest.raises(Refused, match="This box is not being counted"):
        box.key(box.keyers[0], 1, "for")


# Keying


def test_papers_are_keyed_in_one_after_the_other(opened: Box) -> None:
    keyer = opened.keyers[0]
    with pytest.raises(Refused, match="Key in paper 1 first"):
        opened.key(keyer, 2, "for")
    opened.key(keyer, 1, "for")
    opened.key(keyer, 1, "for")
    with pytest.raises(Refused, match="Paper 1 is keyed in already"):
        opened.key(keyer, 1, "against")
    opened.key(keyer, 2, "abstain")
    opened.undo(keyer, 2)
    opened.undo(keyer, 2)
    opened.key(keyer, 2, "against")
    with pytest.raises(Refused, match="You have keyed in 2 papers"):
        opened.finish(keyer, 1)
    opened.finish(keyer, 2)
    with pytest.raises(Refused, match="You said that this is all"):
        opened.key(keyer, 3, "for")


def test_two_people_key_in_and_no_third(opened: Box) -> None:
    for keyer in opened.keyers:
        opened.key(keyer, 1, "for")
    third = enter(opened.hall.conference, Role.STEERING, "third")
    with pytest.raises(Refused, match="Two people are keying in this box"):
        opened.key(third, 1, "for")
    opened.discard(opened.hall.facilitator, opened.keyers[1])
    opened.key(third, 1, "for")
    assert set(Keying.objects.values_list("keyer__name", flat=True)) == {"facilitator", "third"}


def test_one_discards_ones_own_keying_and_a_facilitator_anyones(opened: Box) -> None:
    for keyer in opened.keyers:
        opened.key(keyer, 1, "for")
    with pytest.raises(Refused, match="Your role"):
        opened.discard(opened.keyers[1], opened.keyers[0])
    opened.discard(opened.keyers[1], opened.keyers[1])
    opened.discard(opened.keyers[0], opened.keyers[0])
    assert [verb for verb, _, _ in journal_of(opened, "keying-discarded")] == ["keying-discarded"] * 2
    assert Keying.objects.count() == 0


def test_more_papers_than_people_on_the_roll_are_not_keyed_in(opened: Box) -> None:
    for number in range(1, 7):
        opened.key(opened.keyers[0], number, "for")
    with pytest.raises(Refused, match="more papers in the box than people on the roll"):
        opened.key(opened.keyers[0], 7, "for")


def test_a_keying_lies_sealed_and_is_as_long_for_any_papers(opened: Box) -> None:
    lengths = set()
    for number, said in enumerate(("for", "against", "", "abstain"), start=1):
        opened.key(opened.keyers[0], number, said)
        lengths.add(len(Keying.objects.get().pile))
    assert len(lengths) == 1
    assert b"against" not in bytes(Keying.objects.get().pile)


# Differences


def test_a_difference_is_settled_when_each_has_said_the_same(opened: Box) -> None:
    first, second = opened.keyers
    opened.key_all(first, TWO)
    with pytest.raises(Refused, match="nothing to settle"):
        opened.correct(first, 2, "abstain")
    opened.key_all(second, (("for",), ("abstain",)))
    with pytest.raises(Refused, match="The two keyings differ"):
        opened.settle()
    with pytest.raises(Refused, match="nothing to settle"):
        opened.correct(second, 1, "against")
    opened.correct(second, 2, "against")
    opened.settle()
    assert in_urn(opened.ballot) == {("for",): 2, ("against",): 1}
    assert journal_of(opened, "difference-settled") == [
        ("difference-settled", second.ref, {"ballot": opened.ballot.pk, "paper": 2})
    ]


def test_a_paper_that_one_of_them_left_out_is_added(opened: Box) -> None:
    first, second = opened.keyers
    opened.key_all(first, TWO)
    opened.key_all(second, TWO[:1])
    opened.correct(second, 2, "against")
    opened.settle()
    assert in_urn(opened.ballot) == {("for",): 2, ("against",): 1}


def test_who_did_not_key_in_settles_no_difference(opened: Box) -> None:
    opened.key_all(opened.keyers[0], TWO)
    opened.key_all(opened.keyers[1], TWO[:1])
    with pytest.raises(Refused, match="nothing to settle"):
        opened.correct(enter(opened.hall.conference, Role.STEERING, "third"), 2, "against")


# Settling


def test_a_count_is_settled_by_two_keyings_and_not_by_one(opened: Box) -> None:
    with pytest.raises(Refused, match="Two people must have keyed in"):
        opened.settle()
    opened.key_all(opened.keyers[0], TWO)
    opened.key(opened.keyers[1], 1, "for")
    with pytest.raises(Refused, match="Two people must have keyed in"):
        opened.settle()
    assert in_urn(opened.ballot) == {("for",): 1}


def test_settled_papers_lie_in_the_urn_under_random_keys_and_nothing_else_is_kept(opened: Box) -> None:
    for keyer in opened.keyers:
        opened.key_all(keyer, TWO)
    opened.settle()
    ballot = opened.ballot
    assert in_urn(ballot) == {("for",): 2, ("against",): 1}
    slips = urn.opened(bytes(ballot.urn), ballot=ballot.pk).values()
    assert {len(slip.key) for slip in slips} == {16}
    assert {(slip.reason, slip.voter) for slip in slips} == {("", "")}
    assert Keying.objects.count() == 0
    count = BoxCount.objects.get()
    assert (count.given, count.papers, count.shortfall) == (2, 2, "")
    assert journal_of(opened, "keying-done", "count-settled") == [
        ("keying-done", opened.keyers[0].ref, {"ballot": ballot.pk}),
        ("keying-done", opened.keyers[1].ref, {"ballot": ballot.pk}),
        ("count-settled", opened.hall.facilitator.ref, {"ballot": ballot.pk, "given": 2, "in_box": 2}),
    ]
    for attempt in (opened.settle, lambda: opened.key(opened.keyers[0], 1, "for")):
        with pytest.raises(Refused, match="The count of this box is settled"):
            attempt()


def test_more_papers_than_were_given_are_not_settled(opened: Box) -> None:
    for keyer in opened.keyers:
        opened.key_all(keyer, (*TWO, ("for",)))
    with pytest.raises(Refused, match="There are 3 papers for 2 people"):
        opened.settle(shortfall="kept")
    for keyer in opened.keyers:
        opened.discard(keyer, keyer)
        opened.finish(keyer, 0)
    opened.settle(shortfall="set-aside")
    Box(opened.hall, Ballot.objects.exclude(pk=opened.ballot.pk).get(), opened.keyers).count(TWO)
    opened.hall.end(Stage.BALLOT)
    opened.ballot.refresh_from_db()
    assert (opened.ballot.voted, opened.ballot.papers.count()) == (1, 1)


def test_fewer_papers_than_were_given_are_settled_with_a_reason(opened: Box) -> None:
    for keyer in opened.keyers:
        opened.key_all(keyer, TWO[:1])
    with pytest.raises(Refused, match="Say why"):
        opened.settle()
    opened.settle(shortfall="kept")
    detail = {"ballot": opened.ballot.pk, "given": 2, "in_box": 1, "shortfall": "kept"}
    assert journal_of(opened, "count-settled") == [("count-settled", opened.hall.facilitator.ref, detail)]
    other = Box(opened.hall, Ballot.objects.exclude(pk=opened.ballot.pk).get(), opened.keyers)
    other.count(TWO)
    opened.hall.end(Stage.BALLOT)
    opened.ballot.refresh_from_db()
    assert (opened.ballot.voted, opened.ballot.on_roll, opened.ballot.electors) == (2, 6, 6)
    assert Counter(Mark.objects.filter(paper__ballot=opened.ballot).values_list("value", flat=True)) == {"for": 2}


@pytest.mark.parametrize(
    "figures_", [{"papers": 1}, {"papers": 3, "shortfall": "kept"}, {"papers": 2, "shortfall": "kept"}]
)
def test_the_database_refuses_a_settled_count_that_does_not_say_why(figures_: dict[str, Any], opened: Box) -> None:
    stopped = Ballot.objects.get(pk=opened.ballot.pk).stopped_at
    with pytest.raises(IntegrityError), transaction.atomic():
        BoxCount.objects.update(settled_at=stopped, **figures_)


# Closing


def test_the_round_does_not_end_before_the_box_is_counted(box: Box) -> None:
    box.give(box.hall.citizens[0])
    for step in (lambda: None, box.open, lambda: [box.key_all(keyer, TWO[:1]) for keyer in box.keyers]):
        step()
        with pytest.raises(Refused, match="open the box and settle its count first"):
            box.hall.end(Stage.BALLOT)
    assert (Ballot.objects.exclude(closed_at=None).count(), Paper.objects.count()) == (0, 0)


def test_who_left_after_they_were_given_a_paper_is_counted(opened: Box) -> None:
    left = opened.hall.citizens[0].member
    remove_person(actor=opened.hall.facilitator, conference=opened.hall.conference, membership=left)
    for keyer in opened.keyers:
        opened.key_all(keyer, TWO)
    opened.settle()
    assert in_urn(opened.ballot) == {("for",): 2, ("against",): 1}


PAPERS: dict[Method, tuple[Said, ...]] = {
    Method.FOR_AGAINST: (("for",), ("against",), ("abstain",), ("for",), ("for",), ("against",)),
    Method.CONSENT: (("consent",), ("object",), ("abstain",), ("consent",), ("consent",), ("consent",)),
    Method.APPROVAL: (("approve", ""), ("approve", "approve"), ("", ""), ("", "approve"), ("approve", ""), ("", "")),
    Method.MAJORITY_JUDGMENT: (
        ("good", "reject"),
        ("excellent", ""),
        ("", ""),
        ("passable", "good"),
        ("very-good", "good"),
        ("reject", "good"),
    ),
    Method.POINTS: (("1", "2"), ("2", "1"), ("1", ""), ("", ""), ("1", "2"), ("2", "1")),
}


def export(hall: Hall, ballot: Ballot) -> dict[str, Any]:
    hall.end(Stage.BALLOT)
    return export_of(closed_ballots(hall.conference).get(pk=ballot.pk))


@pytest.mark.parametrize("method", Method)
def test_the_result_is_that_of_the_same_votes_on_pages_and_recounts(method: Method, hall: Hall, tmp_path: Path) -> None:
    Rule.objects.filter(pk=hall.conference.mandate.proposals_id).update(method=method, majority=Fraction(1, 2))
    box = box_of(hall)
    before = transaction.savepoint()
    for citizen, said in zip(hall.citizens, PAPERS[method], strict=True):
        hall.cast(citizen, *said, ballot=box.ballot)
    on_pages = export(hall, box.ballot)
    transaction.savepoint_rollback(before)
    hall.conference.refresh_from_db()
    # In the box, those of three people, in another order.
    for citizen, said in zip(hall.citizens[:3], PAPERS[method][:3], strict=True):
        hall.cast(citizen, *said, ballot=box.ballot)
    box.give(*hall.citizens[3:])
    for ballot in Ballot.objects.order_by("pk"):
        Box(hall, ballot, box.keyers).count(list(reversed(PAPERS[method][3:])))
    both = export(hall, box.ballot)
    assert both["texts"] == on_pages["texts"]
    assert (both["voted"], both["electors"]) == (6, 6)
    assert sorted(paper[1:] for paper in both["papers"]) == sorted(paper[1:] for paper in on_pages["papers"])
    assert [paper[0] for paper in both["papers"]] == sorted(paper[0] for paper in both["papers"])
    (tmp_path / "ballot.json").write_text(json.dumps(both))
    (tmp_path / "recount.py").write_text(render_to_string("ballots/recount.py.txt"))
    ran = subprocess.run(
        [sys.executable, "recount.py", "ballot.json"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert f"As published: 6 papers, {both['papers_sha256']}" in ran.stdout + ran.stderr


def test_the_adoption_of_the_whole_text_has_a_box_too(hall: Hall) -> None:
    box = box_of(hall, Stage.ADOPTION)
    for citizen in hall.citizens[:4]:
        hall.cast(citizen, "for", ballot=box.ballot)
    box.give(*hall.citizens[4:])
    with pytest.raises(Refused, match="open the box and settle its count first"):
        hall.end(Stage.ADOPTION)
    box.count(TWO)
    hall.end(Stage.ADOPTION)
    tally = figures(closed_ballots(hall.conference).get(pk=box.ballot.pk).options.get())
    assert tally is not None
    assert (tally.in_favour, tally.against, tally.voted) == (5, 1, 6)


# At once, and broken off


@pytest.mark.django_db(transaction=True)
def test_a_paper_given_while_the_person_votes_is_one_vote(hall: Hall) -> None:
    box = box_of(hall)
    citizen = hall.citizens[0]
    other = Ballot.objects.exclude(pk=box.ballot.pk).get()
    hall.cast(citizen, "for", ballot=other)
    raised = at_once(lambda: hall.cast(citizen, "for", ballot=box.ballot), lambda: box.give(citizen))
    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "Refused"]
    voted_on_page = raised[0] is None
    assert in_urn(box.ballot) == ({("for",): 1} if voted_on_page else {})
    assert entry_of(box, 0) == (True, not voted_on_page)


@pytest.mark.django_db(transaction=True)
def test_two_people_and_a_third_who_begin_at_once_are_two(hall: Hall) -> None:
    box = box_of(hall)
    box.give(hall.citizens[0])
    box.open()
    keyers = [*box.keyers, enter(hall.conference, Role.STEERING, "third")]
    raised = at_once(*(lambda keyer=keyer: box.key(keyer, 1, "for") for keyer in keyers))
    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "NoneType", "Refused"]
    assert Keying.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_count_settled_by_two_at_once_joins_the_urn_once(hall: Hall) -> None:
    box = box_of(hall)
    box.give(hall.citizens[0])
    box.open()
    for keyer in box.keyers:
        box.key_all(keyer, TWO[:1])
    raised = at_once(box.settle, box.settle)
    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "Refused"]
    assert in_urn(box.ballot) == {("for",): 1}


def test_a_count_that_breaks_off_while_it_is_settled_leaves_everything(
    opened: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    for keyer in opened.keyers:
        opened.key_all(keyer, TWO)
    before = (in_urn(opened.ballot), Entry.objects.count(), list(Keying.objects.values_list("pile", flat=True)))

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(actions, "record", broken)
        with pytest.raises(RuntimeError):
            opened.settle()
    after = (in_urn(opened.ballot), Entry.objects.count(), list(Keying.objects.values_list("pile", flat=True)))
    assert after == before
    opened.settle()
    assert in_urn(opened.ballot) == {("for",): 2, ("against",): 1}


def test_nothing_that_is_kept_says_who_put_in_what(hall: Hall, client_of: Callable[..., Any]) -> None:
    """The journal holds references and numbers: no verb of the box says what is on a paper."""
    box = box_of(hall)
    box.give(*hall.citizens[:2])
    box.count(TWO)
    words = {"ballot", "person", "given", "paper", "in_box", "shortfall"}
    found = journal_of(
        box, "paper-given", "count-opened", "keying-done", "difference-settled", "count-settled", "keying-discarded"
    )
    assert {key for _, _, detail in found for key in detail} <= words
    assert not any(value in {"for", "against"} for _, _, detail in found for value in detail.values())
