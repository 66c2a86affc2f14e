"""A table submits a proposal by the agreement of those who sit there: each answers alone, on the text as it stands."""

import pytest

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Refused
from deliberation.proposals import actions
from deliberation.proposals.models import Agreement, Proposal
from deliberation.proposals.queries import digest_of, standings
from deliberation.proposals.rules import is_agreed
from sessions.drafting import actions as drafting
from tests.cast import enter, set_stage


@pytest.fixture
def proposal(conference: Conference, table: list[Actor]) -> Proposal:
    set_stage(conference, Stage.DRAFTING)
    return write(table[0], conference)


def write(actor: Actor, conference: Conference, text: str = "Texte", version: int = 0, **more: int) -> Proposal:
    return drafting.write_proposal(
        actor=actor, conference=conference, title="Titre", text=text, reason="", version=version, **more
    )


def propose(actor: Actor, proposal: Proposal, present: set[int]) -> None:
    actions.submit_proposal(actor=actor, conference=proposal.conference, proposal_id=proposal.pk, present=present)
    proposal.refresh_from_db()


def answer(actor: Actor, proposal: Proposal, present: set[int], missing: str = "", text_digest: str = "") -> None:
    actions.agree_to_proposal(
        actor=actor,
        conference=proposal.conference,
        proposal_id=proposal.pk,
        text_digest=text_digest or digest_of(proposal),
        present=present,
        missing=missing,
    )
    proposal.refresh_from_db()


def counted(proposal: Proposal, present: set[int]) -> tuple[int, tuple[str, ...], int]:
    standing = standings([proposal], present)[proposal.pk]
    return standing.agreed, standing.missing, standing.asked


@pytest.mark.parametrize(
    ("agreed", "missing", "asked", "goes"),
    [
        (0, 0, 0, False),
        (1, 0, 1, True),
        (1, 0, 2, False),
        (3, 0, 6, False),
        (4, 0, 7, True),
        (4, 1, 7, False),
        (5, 1, 7, False),
        (6, 1, 7, True),
        (4, 3, 7, True),
        (3, 4, 7, False),
    ],
)
def test_more_than_half_must_agree_and_all_have_answered_where_something_is_missing(
    agreed: int, missing: int, asked: int, goes: bool
) -> None:
    assert is_agreed(agreed=agreed, missing=missing, asked=asked) is goes


def test_who_proposes_agrees_and_the_one_who_makes_more_than_half_submits(
    proposal: Proposal, table: list[Actor], present: set[int]
) -> None:
    propose(table[0], proposal, present)
    assert (proposal.state, counted(proposal, present)) == ("draft", (1, (), 4))
    answer(table[1], proposal, present)
    assert proposal.state == "draft"
    answer(table[2], proposal, present)
    assert proposal.state == "submitted"
    entry = Entry.objects.get(verb="proposals:proposal-submitted")
    assert entry.detail == (f'{{"agreed":3,"asked":4,"proposal":{proposal.pk},"text":"{digest_of(proposal)}"}}')
    assert entry.actor == table[2].ref


def test_a_yes_that_comes_just_after_it_went_is_no_error_and_a_doubt_is_told(
    proposal: Proposal, table: list[Actor], present: set[int]
) -> None:
    propose(table[0], proposal, present)
    for actor in table[1:3]:
        answer(actor, proposal, present)
    answer(table[3], proposal, present)
    with pytest.raises(Refused):
        answer(table[3], proposal, present, missing="Le coût")
    assert Agreement.objects.count() == 3


def test_whoever_answers_is_there_without_having_signed(
    proposal: Proposal, table: list[Actor], present: set[int]
) -> None:
    propose(table[4], proposal, present)
    assert counted(proposal, present) == (1, (), 5)


def test_where_something_is_missing_everybody_answers_before_it_goes(
    proposal: Proposal, table: list[Actor], present: set[int]
) -> None:
    propose(table[0], proposal, present)
    answer(table[3], proposal, present, missing="Le coût")
    answer(table[1], proposal, present)
    assert (proposal.state, counted(proposal, present)) == ("draft", (2, ("Le coût",), 4))
    answer(table[2], proposal, present)
    assert proposal.state == "submitted"


def test_another_answer_takes_the_place_of_the_first_and_the_same_changes_nothing(
    proposal: Proposal, table: list[Actor], present: set[int]
) -> None:
    propose(table[0], proposal, present)
    length = Entry.objects.count()
    for _ in range(2):
        answer(table[1], proposal, present, missing="Le coût")
    assert Entry.objects.count() == length + 1
    answer(table[1], proposal, present)
    assert counted(proposal, present) == (2, (), 4)


def test_an_answer_is_taken_back_until_the_proposal_is_submitted(
    proposal: Proposal, table: list[Actor], present: set[int]
) -> None:
    conference = proposal.conference
    propose(table[0], proposal, present)
    answer(table[1], proposal, present)
    for _ in range(2):
        actions.withdraw_agreement(actor=table[1], conference=conference, proposal_id=proposal.pk)
    assert counted(proposal, present) == (1, (), 4)
    answer(table[1], proposal, present)
    answer(table[2], proposal, present)
    with pytest.raises(Refused):
        actions.withdraw_agreement(actor=table[1], conference=conference, proposal_id=proposal.pk)
    assert (proposal.state, Agreement.objects.count()) == ("submitted", 3)


def test_a_change_of_the_text_has_everybody_answer_again(
    proposal: Proposal, table: list[Actor], present: set[int]
) -> None:
    propose(table[0], proposal, present)
    answer(table[1], proposal, present)
    read = digest_of(proposal)
    write(table[3], proposal.conference, "Autre texte", 1, proposal_id=proposal.pk)
    proposal.refresh_from_db()
    standing = standings([proposal], present)[proposal.pk]
    assert (standing.agreed, standing.proposed, standing.changed) == (0, False, True)
    with pytest.raises(Refused):
        answer(table[2], proposal, present, text_digest=read)
    with pytest.raises(Refused):
        answer(table[2], proposal, present)
    propose(table[2], proposal, present)
    assert (proposal.state, counted(proposal, present)) == ("draft", (1, (), 4))


def test_the_tablet_proposes_and_agrees_for_nobody(
    proposal: Proposal, table: list[Actor], tablet: Actor, present: set[int]
) -> None:
    propose(tablet, proposal, present)
    assert (proposal.state, counted(proposal, present)) == ("draft", (0, (), 4))
    with pytest.raises(Refused):
        answer(tablet, proposal, present)
    assert counted(proposal, present) == (0, (), 4)


def test_another_table_does_not_answer(
    proposal: Proposal, table: list[Actor], other_citizen: Actor, present: set[int]
) -> None:
    propose(table[0], proposal, present)
    for missing in ("", "Tout"):
        with pytest.raises(Refused):
            answer(other_citizen, proposal, present, missing=missing)
    with pytest.raises(Refused):
        actions.withdraw_agreement(actor=other_citizen, conference=proposal.conference, proposal_id=proposal.pk)
    assert counted(proposal, present) == (1, (), 4)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.CITIZEN, Role.OPERATOR}])
@pytest.mark.parametrize("stage", [Stage.DRAFTING, Stage.REVIEW])
def test_only_citizens_agree(
    role: Role, stage: Stage, proposal: Proposal, table: list[Actor], present: set[int]
) -> None:
    propose(table[0], proposal, present)
    set_stage(proposal.conference, stage)
    other = enter(proposal.conference, role)
    with pytest.raises(Refused):
        answer(other, proposal, present)
    with pytest.raises(Refused):
        actions.withdraw_agreement(actor=other, conference=proposal.conference, proposal_id=proposal.pk)
    assert counted(proposal, present) == (1, (), 4)


@pytest.mark.parametrize("stage", [s for s in Stage if s not in {Stage.DRAFTING, Stage.REVIEW}])
def test_nobody_answers_before_or_after(
    stage: Stage, proposal: Proposal, table: list[Actor], present: set[int]
) -> None:
    propose(table[0], proposal, present)
    set_stage(proposal.conference, stage)
    with pytest.raises(Refused):
        answer(table[1], proposal, present)
    assert (proposal.state, counted(proposal, present)) == ("draft", (1, (), 4))


def test_what_a_table_did_not_agree_to_stays_a_draft_in_the_ballot(
    proposal: Proposal, table: list[Actor], facilitator: Actor, present: set[int]
) -> None:
    propose(table[0], proposal, present)
    set_stage(proposal.conference, Stage.PAUSE)
    actions.freeze_proposals(actor=facilitator, conference=proposal.conference)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.frozen) == ("draft", False)
