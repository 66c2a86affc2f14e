"""A table's proposals: written by those who sit there, together, frozen when voted."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Conflict, Refused
from deliberation.proposals import actions
from deliberation.proposals.models import Proposal, Remark
from sessions.drafting import actions as drafts
from tests.cast import enter, found_conference, set_stage
from tests.hall import Hall

OTHERS = [role for role in Role if role not in {Role.CITIZEN, Role.TABLE, Role.OPERATOR}]


@pytest.fixture
def drafting(conference: Conference) -> Conference:
    set_stage(conference, Stage.DRAFTING)
    return conference


def write(actor: Actor, conference: Conference, text: str = "Texte", version: int = 0, **more: object) -> Proposal:
    return drafts.write_proposal(
        actor=actor, conference=conference, title="Titre", text=text, reason="", version=version, **more
    )


@pytest.fixture
def proposal(drafting: Conference, citizen: Actor) -> Proposal:
    """Table 1's, in its first version."""
    return write(citizen, drafting)


def rewrite(actor: Actor, proposal: Proposal, text: str, version: int = 1) -> Proposal:
    return write(actor, proposal.conference, text, version, proposal_id=proposal.pk)


def submit(actor: Actor, proposal: Proposal) -> None:
    actions.submit_proposal(actor=actor, conference=proposal.conference, proposal_id=proposal.pk, present=())


def text_of(proposal: Proposal) -> tuple[str, int]:
    proposal.refresh_from_db()
    return proposal.text, proposal.version


def test_a_proposal_belongs_to_the_table_of_who_wrote_it(proposal: Proposal, citizen: Actor) -> None:
    assert (proposal.table, proposal.version, proposal.state) == (1, 1, "draft")
    entry = Entry.objects.get(verb="proposals:proposal-written")
    assert (entry.actor, entry.detail) == (citizen.ref, f'{{"proposal":{proposal.pk},"table":1,"version":1}}')


def test_a_citizen_of_the_same_table_writes_on(proposal: Proposal, drafting: Conference) -> None:
    neighbour = enter(drafting, Role.CITIZEN, "neighbour", table=1)
    rewrite(neighbour, proposal, "Mieux")
    assert text_of(proposal) == ("Mieux", 2)


def test_a_citizen_of_another_table_cannot_write_this_proposal(proposal: Proposal, other_citizen: Actor) -> None:
    with pytest.raises(Refused):
        rewrite(other_citizen, proposal, "Pris")
    with pytest.raises(Refused):
        submit(other_citizen, proposal)
    proposal.refresh_from_db()
    assert (proposal.text, proposal.state) == ("Texte", "draft")


def test_a_citizen_who_changed_tables_leaves_the_proposal_behind(proposal: Proposal, citizen: Actor) -> None:
    citizen.member.panellist.table = 2
    citizen.member.panellist.save()
    with pytest.raises(Refused):
        rewrite(citizen, proposal, "Emporté")


@pytest.mark.parametrize("role", OTHERS)
def test_only_citizens_write_submit_and_remark(role: Role, proposal: Proposal) -> None:
    actor, conference = enter(proposal.conference, role), proposal.conference
    for stage in (Stage.DRAFTING, Stage.REVIEW):
        set_stage(conference, stage)
        for act in (
            lambda: write(actor, conference),
            lambda: rewrite(actor, proposal, "Pris"),
            lambda: submit(actor, proposal),
            lambda: actions.make_remark(actor=actor, conference=conference, proposal_id=proposal.pk, text="Non"),
        ):
            with pytest.raises(Refused):
                act()
    assert text_of(proposal) == ("Texte", 1)
    assert (Proposal.objects.count(), Remark.objects.count()) == (1, 0)


@pytest.mark.parametrize("stage", [s for s in Stage if s not in {Stage.DRAFTING, Stage.REVIEW}])
def test_nothing_is_written_before_or_after(stage: Stage, proposal: Proposal, citizen: Actor) -> None:
    set_stage(proposal.conference, stage)
    with pytest.raises(Refused):
        rewrite(citizen, proposal, "Trop tôt ou trop tard")
    assert text_of(proposal) == ("Texte", 1)


def test_a_review_changes_proposals_and_adds_none(proposal: Proposal, citizen: Actor) -> None:
    set_stage(proposal.conference, Stage.REVIEW)
    rewrite(citizen, proposal, "Amendé")
    with pytest.raises(Refused):
        write(citizen, proposal.conference)
    assert list(Proposal.objects.values_list("text", flat=True)) == ["Amendé"]


def test_without_a_table_nothing_is_written(drafting: Conference) -> None:
    with pytest.raises(Refused):
        write(enter(drafting, Role.CITIZEN, "standing"), drafting)


def test_a_table_writes_as_many_as_the_mandate_allows(
    drafting: Conference, citizen: Actor, other_citizen: Actor
) -> None:
    for _ in range(2):
        write(citizen, drafting)
    with pytest.raises(Refused):
        write(citizen, drafting)
    write(other_citizen, drafting)
    assert list(Proposal.objects.values_list("table", flat=True)) == [1, 1, 2]


# Two who write at once


def test_nobody_writes_over_what_others_wrote_meanwhile(proposal: Proposal, citizen: Actor) -> None:
    rewrite(citizen, proposal, "Texte du matin")
    rewrite(citizen, proposal, "Un texte")
    assert text_of(proposal) == ("Un texte du matin", 3)


def test_the_very_same_version_sent_again_is_done_once(proposal: Proposal, citizen: Actor) -> None:
    length = Entry.objects.count()
    for _ in range(2):
        rewrite(citizen, proposal, "Premier")
    assert (text_of(proposal), Entry.objects.count()) == (("Premier", 2), length + 1)


@pytest.mark.parametrize("version", [0, 2, 99])
def test_a_version_that_nobody_can_have_read_is_not_written_over(
    version: int, proposal: Proposal, citizen: Actor
) -> None:
    with pytest.raises(Conflict) as conflict:
        rewrite(citizen, proposal, "Autre", version)
    assert (conflict.value.version, conflict.value.current) == (1, "Titre\n\nTexte")
    assert text_of(proposal) == ("Texte", 1)


@pytest.mark.django_db(transaction=True)
def test_of_four_who_save_the_same_version_at_once_each_is_kept() -> None:
    conference = found_conference()
    writers = [enter(conference, Role.CITIZEN, f"{n}", table=1) for n in range(4)]
    set_stage(conference, Stage.DRAFTING)
    proposal, together = write(writers[0], conference), threading.Barrier(4)

    def save(writer: Actor) -> None:
        try:
            together.wait()
            rewrite(writer, proposal, f"Texte\n\n{writer.member.name}")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(writer,)) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    text, version = text_of(proposal)
    assert (sorted(text.split("\n\n")), version) == (["0", "1", "2", "3", "Texte"], 5)


# Submitting, remarking, freezing


def test_submitting_again_changes_nothing(proposal: Proposal, citizen: Actor) -> None:
    for _ in range(2):
        submit(citizen, proposal)
    proposal.refresh_from_db()
    assert proposal.state == "submitted"
    assert Entry.objects.filter(verb="proposals:proposal-submitted").count() == 1


def test_any_citizen_remarks_on_what_was_submitted_and_on_nothing_else(
    proposal: Proposal, citizen: Actor, other_citizen: Actor
) -> None:
    conference = proposal.conference
    remark: Callable[[], Remark] = lambda: actions.make_remark(  # noqa: E731
        actor=other_citizen, conference=conference, proposal_id=proposal.pk, text="D’accord"
    )
    set_stage(conference, Stage.REVIEW)
    with pytest.raises(Refused):
        remark()
    submit(citizen, proposal)
    remark()
    remark()
    assert list(Remark.objects.values_list("text", flat=True)) == ["D’accord"]


def test_a_proposal_of_another_conference_is_not_reached(proposal: Proposal, other_conference: Conference) -> None:
    theirs = enter(other_conference, Role.CITIZEN, table=1)
    set_stage(other_conference, Stage.DRAFTING)
    with pytest.raises(Refused):
        write(theirs, other_conference, "Pris", 1, proposal_id=proposal.pk)
    assert text_of(proposal) == ("Texte", 1)


def test_what_is_voted_no_longer_changes(hall: Hall) -> None:
    hall.reach(Stage.BALLOT)
    proposal = Proposal.objects.first()
    before = (proposal.text, proposal.version)
    author = hall.at_table(proposal.table)[0]
    for stage in (Stage.BALLOT, Stage.DRAFTING, Stage.REVIEW):
        set_stage(hall.conference, stage)
        with pytest.raises(Refused):
            rewrite(author, proposal, "Après coup", proposal.version)
    assert text_of(proposal) == before


def test_the_states_a_proposal_goes_through(hall: Hall) -> None:
    hall.reach(Stage.DRAFTING)
    author = hall.at_table(1)[0]
    drafted = hall.propose(author, "Jamais soumise", submit=False)
    voted = hall.propose(author, "Votée")
    states: Callable[[], list[str]] = lambda: [  # noqa: E731
        Proposal.objects.get(pk=each.pk).state for each in (drafted, voted)
    ]
    assert states() == ["draft", "submitted"]
    hall.end(Stage.DRAFTING)
    hall.start(Stage.BALLOT)
    assert [Proposal.objects.get(pk=each.pk).frozen for each in (drafted, voted)] == [False, True]
    for citizen in hall.citizens:
        hall.cast(citizen, "against")
    hall.end(Stage.BALLOT)
    assert states() == ["draft", "rejected"]
