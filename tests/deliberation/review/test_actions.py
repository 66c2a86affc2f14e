"""Reading all proposals: who has read what is nobody's business, how they take to it nobody's but theirs."""

import json

import pytest
from django.urls import reverse

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import BEFORE_HAND_OVER, Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Refused
from deliberation.panel.queries import SMALL_CELL
from deliberation.proposals.models import Proposal
from deliberation.review import actions
from deliberation.review.models import Reading, Temperature
from deliberation.review.queries import Taken, answers_given, degrees_of, readings_of, temperatures
from tests.cast import enter, set_stage
from tests.conftest import ClientOf

OTHERS = [role for role in Role if role not in {Role.CITIZEN, Role.OPERATOR}]


@pytest.fixture
def proposal(conference: Conference) -> Proposal:
    """Submitted by table 1, in its third version, while all are reviewed."""
    set_stage(conference, Stage.REVIEW)
    return Proposal.objects.create(
        conference=conference, table=1, title="Compteurs", text="Un par foyer.", state="submitted", version=3
    )


def answer(actor: Actor, proposal: Proposal, degree: int = 2) -> None:
    actions.take_temperature(actor=actor, conference=proposal.conference, proposal_id=proposal.pk, degree=degree)


def read(actor: Actor, proposal: Proposal, version: int = 3) -> None:
    actions.mark_read(actor=actor, conference=proposal.conference, proposal_id=proposal.pk, version=version)


def degrees() -> list[tuple[str, int]]:
    return list(Temperature.objects.order_by("pk").values_list("membership__name", "degree"))


def versions() -> list[tuple[str, int]]:
    return list(Reading.objects.order_by("pk").values_list("membership__name", "version"))


# Who, and when


@pytest.mark.parametrize("role", OTHERS)
def test_only_citizens_answer_and_read(role: Role, proposal: Proposal) -> None:
    someone = enter(proposal.conference, role)
    for act in (answer, read):
        with pytest.raises(Refused):
            act(someone, proposal)
    assert (degrees(), versions()) == ([], [])


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.REVIEW])
def test_nobody_answers_before_or_after_the_review(stage: Stage, proposal: Proposal, citizen: Actor) -> None:
    answer(citizen, proposal, 1)
    set_stage(proposal.conference, stage)
    with pytest.raises(Refused):
        answer(citizen, proposal, 5)
    assert degrees() == [(citizen.member.name, 1)]


@pytest.mark.parametrize("stage", Stage)
def test_one_reads_until_the_opinion_is_handed_over(stage: Stage, proposal: Proposal, citizen: Actor) -> None:
    set_stage(proposal.conference, stage)
    if stage in BEFORE_HAND_OVER:
        read(citizen, proposal)
        assert versions() == [(citizen.member.name, 3)]
    else:
        with pytest.raises(Refused):
            read(citizen, proposal)
        assert versions() == []


@pytest.mark.parametrize("state", [Proposal.State.DRAFT, Proposal.State.MERGED])
def test_what_is_not_before_the_panel_is_not_reached(state: str, proposal: Proposal, citizen: Actor) -> None:
    Proposal.objects.update(state=state)
    for act in (answer, read):
        with pytest.raises(Refused):
            act(citizen, proposal)
    assert (degrees(), versions()) == ([], [])


def test_a_proposal_of_another_conference_is_not_reached(proposal: Proposal, other_conference: Conference) -> None:
    theirs = enter(other_conference, Role.CITIZEN)
    set_stage(other_conference, Stage.REVIEW)
    for act in (actions.take_temperature, actions.mark_read):
        more = {"degree": 1} if act is actions.take_temperature else {"version": 1}
        with pytest.raises(Refused):
            act(actor=theirs, conference=other_conference, proposal_id=proposal.pk, **more)
    assert (degrees(), versions()) == ([], [])


# Once, and again


def test_another_degree_replaces_the_first_and_the_same_again_changes_nothing(
    proposal: Proposal, citizen: Actor
) -> None:
    for degree in (2, 2, 5, 5):
        answer(citizen, proposal, degree)
    assert degrees() == [(citizen.member.name, 5)]
    assert Entry.objects.filter(verb="review:temperature-taken").count() == 2
    assert list(degrees_of([citizen.member])) == [(citizen.member.pk, f"temperature-{proposal.pk}-5")]


def test_the_latest_version_that_was_read_is_kept(proposal: Proposal, citizen: Actor) -> None:
    length = Entry.objects.count()
    for version, kept in ((2, 2), (1, 2), (3, 3), (99, 3)):
        read(citizen, proposal, version)
        assert versions() == [(citizen.member.name, kept)]
    assert readings_of(citizen.member) == [f"read-{proposal.pk}-3"]
    assert Entry.objects.count() == length


def test_the_journal_says_neither_who_nor_what(proposal: Proposal, citizen: Actor) -> None:
    answer(citizen, proposal, 4)
    entry = Entry.objects.get(verb="review:temperature-taken")
    assert (entry.actor, json.loads(entry.detail)) == ("citizen", {"proposal": proposal.pk})


# What becomes of it


def panel(conference: Conference, number: int) -> list[Actor]:
    return [enter(conference, Role.CITIZEN, f"Citoyen {n}") for n in range(number)]


@pytest.mark.parametrize("stage", [Stage.PAUSE, Stage.PLENARY, Stage.BALLOT, Stage.HANDED_OVER])
def test_five_answers_are_told_once_the_review_is_over(stage: Stage, proposal: Proposal) -> None:
    for degree, citizen in zip((1, 1, 2, 5, 5), panel(proposal.conference, SMALL_CELL), strict=True):
        answer(citizen, proposal, degree)
    assert temperatures(proposal.conference) == {}
    assert answers_given(proposal.conference) == {proposal.pk: 5}
    set_stage(proposal.conference, stage)
    assert temperatures(proposal.conference) == {proposal.pk: Taken((2, 1, 0, 0, 2))}


def test_four_answers_are_never_told(proposal: Proposal) -> None:
    for citizen in panel(proposal.conference, SMALL_CELL - 1):
        answer(citizen, proposal)
    set_stage(proposal.conference, Stage.PAUSE)
    assert temperatures(proposal.conference) == {}
    assert answers_given(proposal.conference) == {proposal.pk: 4}


def test_a_second_review_hides_the_first_again(proposal: Proposal) -> None:
    for citizen in panel(proposal.conference, SMALL_CELL):
        answer(citizen, proposal)
    for stage, told in ((Stage.PAUSE, 1), (Stage.REVIEW, 0), (Stage.PLENARY, 1)):
        set_stage(proposal.conference, stage)
        assert len(temperatures(proposal.conference)) == told


def test_shares_lie_one_after_the_other(proposal: Proposal) -> None:
    shares = Taken((2, 1, 0, 3, 4)).shares
    assert [(share.degree.value, share.count, share.before) for share in shares] == [
        (1, 2, 0),
        (2, 1, 2),
        (3, 0, 3),
        (4, 3, 3),
        (5, 4, 6),
    ]


# From a page


@pytest.mark.parametrize(("degree", "status"), [("4", 200), ("0", 422), ("6", 422), ("", 422), ("oui", 422)])
def test_a_degree_comes_by_a_form(
    degree: str, status: int, proposal: Proposal, citizen: Actor, client_of: ClientOf
) -> None:
    address = reverse("take_temperature", args=[proposal.conference.slug, proposal.pk])
    response = client_of(citizen).post(address, {"degree": degree}, headers={"Accept": "application/json"})
    assert response.status_code == status, response.content
    assert degrees() == ([(citizen.member.name, 4)] if status == 200 else [])


def test_reading_comes_by_a_form(proposal: Proposal, citizen: Actor, client_of: ClientOf) -> None:
    address = reverse("mark_read", args=[proposal.conference.slug, proposal.pk])
    response = client_of(citizen).post(address, {"version": "3"}, headers={"Accept": "application/json"})
    assert (response.status_code, versions()) == (200, [(citizen.member.name, 3)])
    page = client_of(citizen).get(reverse("sitting", args=[proposal.conference.slug])).content.decode()
    assert f'id="readings" data-marks="read-{proposal.pk}-3"' in page
