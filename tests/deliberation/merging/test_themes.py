"""Themes: headings that facilitators set, under which proposals are read and voted on."""

import pytest

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.journal.verbs import Verb
from deliberation.kernel.errors import Refused
from deliberation.merging import actions
from deliberation.merging.models import Theme
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import submitted
from tests.cast import set_stage

pytestmark = pytest.mark.usefixtures("english")


def titles(conference: Conference) -> list[str]:
    return [theme.title for theme in Theme.objects.filter(conference=conference)]


def proposal(conference: Conference, table: int, **more: str) -> Proposal:
    state = {"state": Proposal.State.SUBMITTED} | more
    return Proposal.objects.create(conference=conference, table=table, title=f"Titre {table}", text="Texte", **state)


def recorded(conference: Conference) -> list[str]:
    verbs = Entry.objects.filter(conference=conference, verb__startswith="merging:").order_by("number")
    return list(verbs.values_list("verb", flat=True))


def test_themes_stand_in_the_order_in_which_they_were_set(conference: Conference, facilitator: Actor) -> None:
    set_stage(conference, Stage.REVIEW)
    for title in ("Santé", "Argent"):
        actions.add_theme(actor=facilitator, conference=conference, title=title)
    assert titles(conference) == ["Santé", "Argent"]
    assert recorded(conference) == [Verb.THEME_SET, Verb.THEME_SET]


def test_a_title_is_used_once_whatever_its_capitals(
    conference: Conference, other_conference: Conference, facilitator: Actor
) -> None:
    set_stage(conference, Stage.REVIEW)
    Theme.objects.create(conference=other_conference, title="Argent", position=1)
    health = actions.add_theme(actor=facilitator, conference=conference, title="Santé")
    actions.add_theme(actor=facilitator, conference=conference, title="Argent")
    with pytest.raises(Refused, match="There is a theme of this title already"):
        actions.add_theme(actor=facilitator, conference=conference, title="santé")
    with pytest.raises(Refused, match="There is a theme of this title already"):
        actions.rename_theme(actor=facilitator, conference=conference, theme_id=health.pk, title="ARGENT")
    actions.rename_theme(actor=facilitator, conference=conference, theme_id=health.pk, title="SANTÉ")
    assert titles(conference) == ["SANTÉ", "Argent"]


def test_the_same_title_again_changes_nothing(conference: Conference, facilitator: Actor) -> None:
    set_stage(conference, Stage.REVIEW)
    theme = actions.add_theme(actor=facilitator, conference=conference, title="Santé")
    actions.rename_theme(actor=facilitator, conference=conference, theme_id=theme.pk, title="Santé")
    assert recorded(conference) == [Verb.THEME_SET]


def test_only_an_empty_theme_is_taken_away_and_once(conference: Conference, facilitator: Actor) -> None:
    set_stage(conference, Stage.REVIEW)
    theme = actions.add_theme(actor=facilitator, conference=conference, title="Santé")
    found = proposal(conference, 1)
    actions.group_proposal(actor=facilitator, conference=conference, proposal_id=found.pk, theme_id=theme.pk)
    with pytest.raises(Refused, match="There are proposals under this theme"):
        actions.remove_theme(actor=facilitator, conference=conference, theme_id=theme.pk)
    actions.group_proposal(actor=facilitator, conference=conference, proposal_id=found.pk, theme_id=None)
    for _again in range(2):
        actions.remove_theme(actor=facilitator, conference=conference, theme_id=theme.pk)
    assert titles(conference) == []
    assert recorded(conference) == [Verb.THEME_SET, *[Verb.PROPOSAL_GROUPED] * 2, Verb.THEME_SET]


def test_proposals_are_read_theme_by_theme_then_those_without(conference: Conference, facilitator: Actor) -> None:
    set_stage(conference, Stage.REVIEW)
    first, second, third, fourth = (proposal(conference, table) for table in (1, 2, 3, 4))
    late, early = (Theme.objects.create(conference=conference, title=t, position=n) for t, n in (("b", 2), ("a", 1)))
    for found, theme in ((first, late), (third, late), (fourth, early)):
        actions.group_proposal(actor=facilitator, conference=conference, proposal_id=found.pk, theme_id=theme.pk)
    assert list(submitted(conference)) == [fourth, first, third, second]


def test_a_draft_or_another_conferences_theme_is_not_grouped(
    conference: Conference, other_conference: Conference, facilitator: Actor
) -> None:
    set_stage(conference, Stage.REVIEW)
    draft = proposal(conference, 1, state=Proposal.State.DRAFT)
    foreign = Theme.objects.create(conference=other_conference, title="Ailleurs", position=1)
    with pytest.raises(Refused, match="There is no such proposal"):
        actions.group_proposal(actor=facilitator, conference=conference, proposal_id=draft.pk, theme_id=None)
    found = proposal(conference, 2)
    with pytest.raises(Refused, match="There is no such theme"):
        actions.group_proposal(actor=facilitator, conference=conference, proposal_id=found.pk, theme_id=foreign.pk)
    assert recorded(conference) == []


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.FACILITATOR, Role.OPERATOR}])
def test_nobody_but_a_facilitator_groups(conference: Conference, cast: dict[Role, Actor], role: Role) -> None:
    set_stage(conference, Stage.REVIEW)
    with pytest.raises(Refused, match="Your role in this conference does not allow this"):
        actions.add_theme(actor=cast[role], conference=conference, title="Santé")
    assert titles(conference) == []


@pytest.mark.parametrize("stage", Stage)
def test_themes_are_set_from_the_drafts_to_the_vote(conference: Conference, facilitator: Actor, stage: Stage) -> None:
    set_stage(conference, stage)
    allowed = stage in {Stage.DRAFTING, Stage.REVIEW, Stage.PAUSE, Stage.PLENARY}
    if allowed:
        actions.add_theme(actor=facilitator, conference=conference, title="Santé")
    else:
        with pytest.raises(Refused, match="This is not possible at this moment"):
            actions.add_theme(actor=facilitator, conference=conference, title="Santé")
    assert titles(conference) == ["Santé"] * allowed
