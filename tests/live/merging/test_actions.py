"""Close proposals become one: asked by a facilitator, written and agreed by the people of the tables concerned."""

import json

import pytest

from deliberation.ballots.models import BallotOption
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.dossier.models import Document
from deliberation.journal.models import Entry
from deliberation.journal.verbs import Verb
from deliberation.kernel.errors import Refused
from deliberation.merging.models import Merge, Theme
from deliberation.proposals.actions import make_remark
from deliberation.proposals.models import Evidence, Participation, Proposal
from deliberation.proposals.queries import (
    digest_of,
    evidence_called,
    merged_into,
    not_adopted,
    standings,
    submitted,
    tables_of,
)
from sessions.drafting import actions as drafting
from sessions.merging import actions
from sessions.rounds import actions as rounds
from sessions.rounds.models import Round
from sessions.tables import actions as tables
from sessions.tables.queries import present_people
from tests.cast import enter
from tests.hall import Hall

pytestmark = pytest.mark.usefixtures("english")
DRAFT, SUBMITTED, MERGED = Proposal.State.DRAFT, Proposal.State.SUBMITTED, Proposal.State.MERGED


def of(table: int) -> Proposal:
    return Proposal.objects.get(table=table, merge=None)


def ask(hall: Hall, *asked: Proposal, reason: str = "Elles disent presque la même chose") -> Merge:
    chosen = asked or (of(1), of(2))
    return actions.ask_merge(
        actor=hall.facilitator, conference=hall.conference, proposals=[p.pk for p in chosen], reason=reason
    )


def write(hall: Hall, citizen: Actor, draft: Proposal, text: str = "Notre texte commun") -> None:
    drafting.write_proposal(
        actor=citizen,
        conference=hall.conference,
        proposal_id=draft.pk,
        version=draft.version,
        title="Ensemble",
        text=text,
        reason="",
    )
    draft.refresh_from_db()


def submit(hall: Hall, citizen: Actor, draft: Proposal) -> None:
    tables.submit_proposal(actor=citizen, conference=hall.conference, proposal_id=draft.pk)
    draft.refresh_from_db()


def agree(hall: Hall, draft: Proposal, *citizens: Actor, missing: str = "") -> None:
    for citizen in citizens:
        hall.agree(citizen, draft, missing)
    draft.refresh_from_db()


def make(hall: Hall, draft: Proposal) -> None:
    """Two of three of each of the first two tables agree."""
    one, two = hall.at_table(1), hall.at_table(2)
    write(hall, one[0], draft)
    submit(hall, one[0], draft)
    agree(hall, draft, one[1], two[0], two[1])


def told(verb: Verb) -> list[dict[str, object]]:
    return [json.loads(entry.detail) for entry in Entry.objects.filter(verb=verb).order_by("number")]


def states() -> list[str]:
    return [of(table).state for table in (1, 2, 3)]


# Asked


def test_the_draft_belongs_to_the_people_of_the_tables_concerned_and_begins_with_their_words(hall: Hall) -> None:
    merge = ask(hall)
    draft = merge.proposal
    people = set(Participation.objects.filter(proposal=draft).values_list("membership", flat=True))
    assert people == {actor.member.pk for actor in (*hall.at_table(1), *hall.at_table(2))}
    assert (draft.state, draft.table_left, tables_of(draft)) == (DRAFT, True, [1, 2])
    assert draft.title == "Proposition 1 / Proposition 2"
    assert draft.text == "## Proposition 1\n\nTexte : Proposition 1\n\n## Proposition 2\n\nTexte : Proposition 2"
    assert draft.addressee == draft.observation == ""
    assert states() == [SUBMITTED] * 3
    assert told(Verb.MERGE_ASKED) == [{"merged": draft.pk, "proposals": 2}]


def test_it_begins_with_what_is_being_typed_in_the_texts_at_that_moment(hall: Hall) -> None:
    write(hall, hall.at_table(1)[0], of(1), "Ce que nous venons d’écrire")
    assert "Ce que nous venons d’écrire" in ask(hall).proposal.text


def test_marks_in_a_title_stay_words_under_its_heading(hall: Hall) -> None:
    Proposal.objects.filter(table=1).update(title="*Avis* [x]")
    assert ask(hall).proposal.text.startswith("## \\*Avis\\*")


def test_words_that_do_not_fit_are_left_to_their_own_page_and_none_is_cut(hall: Hall) -> None:
    Proposal.objects.filter(table=1).update(text="mot " * 800, title="t" * 100)
    Proposal.objects.filter(table=2).update(text="mot " * 800, title="u" * 100)
    draft = ask(hall).proposal
    assert draft.text == f"## {'t' * 100}\n\n{'mot ' * 800}".strip()
    assert draft.title == "t" * 100


def test_the_same_words_stand_once(hall: Hall) -> None:
    Proposal.objects.filter(table__in=(1, 2)).update(addressee="Le ministère")
    assert ask(hall).proposal.addressee == "Le ministère"


def test_a_theme_that_all_share_is_the_drafts_too(hall: Hall) -> None:
    theme = Theme.objects.create(conference=hall.conference, title="Santé", position=1)
    Proposal.objects.filter(table__in=(1, 2)).update(theme=theme)
    assert ask(hall).proposal.theme == theme
    assert ask(hall, of(3), _fourth(hall)).proposal.theme is None


def _fourth(hall: Hall) -> Proposal:
    theme = Theme.objects.get()
    return Proposal.objects.create(
        conference=hall.conference, table=4, title="Quatre", text="x", state=SUBMITTED, theme=theme
    )


def test_evidence_is_carried_over_once_and_links_lead_to_the_same(hall: Hall) -> None:
    added = {
        "conference": hall.conference,
        "added_by": hall.facilitator.member,
        "added_at": hall.conference.created_at,
        "size": 1,
    }
    one, two = (Document.objects.create(title="Étude", file=f"{n}.pdf", sha256=f"{n}", **added) for n in (1, 2))
    other = Document.objects.create(title="Autre", file="3.pdf", sha256="3", **added)
    first, second = of(1), of(2)
    for proposal, document, key in ((first, one, "aa"), (first, other, "bb"), (second, one, "aa"), (second, two, "bb")):
        Evidence.objects.create(proposal=proposal, document=document, key=key)
    Proposal.objects.filter(pk=first.pk).update(text="Voir [ici](evidence:aa).")
    draft = ask(hall).proposal
    assert sorted(each.document.title for each in draft.evidence.all()) == ["Autre", "Étude", "Étude"]
    assert "evidence:aa" in draft.text
    found = evidence_called(draft, "evidence:aa")
    assert found is not None
    assert found.document == one
    assert len({each.key for each in draft.evidence.all()}) == 3


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ([1], "Choose two proposals at least"),
        ([1, 1], "Choose two proposals at least"),
        ([1, 0], "is not before the panel"),
    ],
)
def test_two_proposals_of_the_panel_are_named(hall: Hall, chosen: list[int], sentence: str) -> None:
    keys = [of(table).pk if table else 0 for table in chosen]
    with pytest.raises(Refused, match=sentence):
        actions.ask_merge(actor=hall.facilitator, conference=hall.conference, proposals=keys, reason="r")
    assert not Merge.objects.exists()


def test_a_proposal_is_in_one_living_merge_at_a_time(hall: Hall) -> None:
    merge = ask(hall)
    with pytest.raises(Refused, match="“Proposition 2” is being merged already"):
        ask(hall, of(2), of(3))
    actions.withdraw_merge(actor=hall.facilitator, conference=hall.conference, merge_id=merge.pk, reason="r")
    assert ask(hall, of(2), of(3)).proposal.state == DRAFT


def test_drafts_and_frozen_proposals_are_not_merged(hall: Hall) -> None:
    Proposal.objects.filter(table=2).update(frozen=True)
    with pytest.raises(Refused, match="“Proposition 2” is frozen for the vote"):
        ask(hall)
    Proposal.objects.filter(table=2).update(frozen=False, state=DRAFT)
    with pytest.raises(Refused, match="is not before the panel"):
        actions.ask_merge(
            actor=hall.facilitator,
            conference=hall.conference,
            proposals=[of(1).pk, Proposal.objects.get(table=2).pk],
            reason="r",
        )


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.EXPERT, Role.STEERING, Role.GUARANTOR, Role.SPONSOR, Role.TABLE])
def test_nobody_but_a_facilitator_asks(hall: Hall, role: Role) -> None:
    actor = hall.citizens[0] if role == Role.CITIZEN else enter(hall.conference, role)
    with pytest.raises(Refused, match="Your role in this conference does not allow this"):
        actions.ask_merge(actor=actor, conference=hall.conference, proposals=[of(1).pk, of(2).pk], reason="r")


def test_it_is_not_asked_once_the_vote_is_open(hall: Hall) -> None:
    hall.end(Stage.REVIEW)
    hall.start(Stage.BALLOT)
    with pytest.raises(Refused, match="This is not possible at this moment"):
        ask(hall)


# Written and agreed


def test_more_than_half_of_each_table_agree_and_the_merge_takes_the_place_of_its_origins(hall: Hall) -> None:
    draft = ask(hall).proposal
    one, two = hall.at_table(1), hall.at_table(2)
    write(hall, two[2], draft)
    submit(hall, one[0], draft)
    # Four of six; of table 2 but one of three.
    agree(hall, draft, one[1], one[2], two[0])
    assert draft.state == DRAFT
    standing = standings([draft], present_people(hall.conference))[draft.pk]
    assert [(each.origin.table, each.agreed, each.asked) for each in standing.circles] == [(1, 3, 3), (2, 1, 3)]
    assert (standing.agreed, standing.asked) == (4, 6)
    agree(hall, draft, two[1])
    assert draft.state == SUBMITTED
    assert states() == [MERGED, MERGED, SUBMITTED]
    assert [merged_into(of(table)) for table in (1, 2, 3)] == [draft, draft, None]
    assert list(submitted(hall.conference)) == [draft, of(3)]
    assert told(Verb.PROPOSALS_MERGED) == [
        {"proposal": of(1).pk, "merged": draft.pk},
        {"proposal": of(2).pk, "merged": draft.pk},
    ]


def test_where_something_is_missing_all_answer_before_it_goes(hall: Hall) -> None:
    draft = ask(hall).proposal
    one, two = hall.at_table(1), hall.at_table(2)
    submit(hall, one[0], draft)
    agree(hall, draft, two[2], missing="Le coût")
    agree(hall, draft, one[1], two[0], two[1])
    assert draft.state == DRAFT
    agree(hall, draft, one[2])
    assert draft.state == SUBMITTED


def test_a_table_of_which_nobody_is_there_is_not_merged_by_others(hall: Hall) -> None:
    draft = ask(hall).proposal
    present = {actor.member.pk for actor in hall.at_table(1)}
    agreed = standings([draft], present)[draft.pk]
    assert [(each.agreed, each.asked) for each in agreed.circles] == [(0, 3), (0, 0)]
    assert not agreed.is_agreed


def test_somebody_of_a_third_table_neither_writes_nor_agrees_nor_does_a_tablet(hall: Hall) -> None:
    draft = ask(hall).proposal
    tablet = enter(hall.conference, Role.TABLE, "tablet", table=1)
    for stranger in (hall.at_table(3)[0], tablet):
        with pytest.raises(Refused, match="Only the citizens who wrote this proposal"):
            write(hall, stranger, draft)
        with pytest.raises(Refused, match="Only the citizens who wrote this proposal"):
            submit(hall, stranger, draft)
    with pytest.raises(Refused, match="Only the citizens who wrote this proposal"):
        agree(hall, draft, hall.at_table(3)[0])


def test_what_was_merged_is_not_written_any_more_and_is_read_still(hall: Hall) -> None:
    draft = ask(hall).proposal
    make(hall, draft)
    with pytest.raises(Refused, match="This proposal was merged into another"):
        write(hall, hall.at_table(1)[0], of(1))
    with pytest.raises(Refused, match="There is no such proposal"):
        make_remark(actor=hall.at_table(3)[0], conference=hall.conference, proposal_id=of(1).pk, text="Oui")
    assert set(not_adopted(hall.conference)) == {of(1), of(2), of(3), draft}


def test_origins_may_be_changed_until_the_merge_is_agreed_and_its_text_is_not_touched(hall: Hall) -> None:
    draft = ask(hall).proposal
    before = digest_of(draft)
    write(hall, hall.at_table(1)[0], of(1), "Autrement")
    draft.refresh_from_db()
    assert digest_of(draft) == before
    assert of(1).text == "Autrement"


def test_a_merged_proposal_may_be_merged_again_and_keeps_all_its_tables(hall: Hall) -> None:
    draft = ask(hall).proposal
    make(hall, draft)
    again = ask(hall, draft, of(3)).proposal
    assert tables_of(again) == [1, 2, 3]


def test_a_merge_is_none_of_the_proposals_that_a_table_may_write(hall: Hall) -> None:
    """Two a table: what was merged counts until the vote, the merge does not."""
    draft = ask(hall).proposal
    make(hall, draft)
    rounds.end_round(actor=hall.facilitator, conference=hall.conference, round_id=hall.round(Stage.REVIEW).pk)
    hall.start(Stage.DRAFTING)
    writer = hall.at_table(1)[0]
    hall.propose(writer, "Une autre", submit=False)
    with pytest.raises(Refused, match="Your table has the 2 proposals the mandate allows"):
        hall.propose(writer, "Une de trop", submit=False)


# Voted


def test_the_merge_is_voted_and_its_origins_are_not(hall: Hall) -> None:
    draft = ask(hall).proposal
    make(hall, draft)
    hall.end(Stage.REVIEW)
    hall.start(Stage.BALLOT)
    assert {option.proposal for option in BallotOption.objects.all()} == {draft, of(3)}


# Given up


@pytest.mark.parametrize("again", [1, 2])
def test_a_request_is_withdrawn_with_its_reason_and_its_draft_is_closed(hall: Hall, again: int) -> None:
    merge = ask(hall)
    for _time in range(again):
        actions.withdraw_merge(actor=hall.facilitator, conference=hall.conference, merge_id=merge.pk, reason="Trop tôt")
    merge.refresh_from_db()
    assert (merge.lapse_reason, merge.lapsed_at is None, merge.proposal.state) == ("Trop tôt", False, DRAFT)
    with pytest.raises(Refused, match="This merge was given up"):
        write(hall, hall.at_table(1)[0], merge.proposal)
    with pytest.raises(Refused, match="This merge was given up"):
        submit(hall, hall.at_table(1)[0], merge.proposal)
    assert told(Verb.MERGE_LAPSED) == [{"merged": merge.proposal_id}]


def test_a_merge_that_was_made_is_not_withdrawn(hall: Hall) -> None:
    merge = ask(hall)
    make(hall, merge.proposal)
    with pytest.raises(Refused, match="The citizens have agreed to this merge"):
        actions.withdraw_merge(actor=hall.facilitator, conference=hall.conference, merge_id=merge.pk, reason="r")


def test_what_is_not_agreed_when_the_review_ends_lapses_and_its_origins_are_voted(hall: Hall) -> None:
    draft = ask(hall).proposal
    write(hall, hall.at_table(1)[0], draft)
    hall.end(Stage.REVIEW)
    assert Merge.objects.get().lapsed_at is not None
    with pytest.raises(Refused, match="This is not possible at this moment"):
        write(hall, hall.at_table(1)[0], draft)
    hall.start(Stage.BALLOT)
    assert {option.proposal for option in BallotOption.objects.all()} == {of(1), of(2), of(3)}
    draft.refresh_from_db()
    assert (draft.state, draft.text) == (DRAFT, "Notre texte commun")
    assert set(not_adopted(hall.conference)) == {of(1), of(2), of(3), draft}


def test_a_draft_in_which_nobody_wrote_is_not_printed_beside_its_origins(hall: Hall) -> None:
    ask(hall)
    hall.end(Stage.REVIEW)
    assert set(not_adopted(hall.conference)) == {of(1), of(2), of(3)}


def test_a_review_that_is_left_to_be_held_later_ends_no_merge(hall: Hall) -> None:
    ask(hall)
    rounds.go_back(actor=hall.facilitator, conference=hall.conference, round_id=hall.round(Stage.REVIEW).pk)
    assert Merge.objects.get().lapsed_at is None


def test_the_end_of_the_drafting_ends_no_merge(hall: Hall) -> None:
    rounds.go_back(actor=hall.facilitator, conference=hall.conference, round_id=hall.round(Stage.REVIEW).pk)
    hall.conference.refresh_from_db()
    ask(hall)
    rounds.end_round(actor=hall.facilitator, conference=hall.conference, round_id=hall.round(Stage.DRAFTING).pk)
    assert Merge.objects.get().lapsed_at is None


def test_a_merge_asked_after_the_review_lapses_when_the_vote_opens(hall: Hall) -> None:
    hall.end(Stage.REVIEW)
    ask(hall)
    hall.start(Stage.BALLOT)
    assert Merge.objects.get().lapsed_at is not None
    assert {option.proposal for option in BallotOption.objects.all()} == {of(1), of(2), of(3)}


def test_the_drafting_is_held_at_other_tables_and_the_merge_stays_with_its_people(hall: Hall) -> None:
    draft = ask(hall).proposal
    people = [*hall.at_table(1), *hall.at_table(2)]
    rounds.go_back(actor=hall.facilitator, conference=hall.conference, round_id=hall.round(Stage.REVIEW).pk)
    rounds.end_round(actor=hall.facilitator, conference=hall.conference, round_id=hall.round(Stage.DRAFTING).pk)
    Round.objects.filter(kind=Stage.DRAFTING.value).update(reseat=True, table_size=2)
    hall.start(Stage.DRAFTING)
    submit(hall, people[0], draft)
    agree(hall, draft, people[1], people[3], people[4])
    assert draft.state == SUBMITTED
