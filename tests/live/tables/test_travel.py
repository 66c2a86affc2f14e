"""Notes travel: to the next round, to the restitution, into proposals; and with the people who wrote them."""

import re

import pytest

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.kernel.errors import Refused
from deliberation.proposals.models import Evidence, Proposal
from sessions.fanout.audiences import Audience, Kind
from sessions.fanout.render import render
from sessions.rounds.models import Round
from sessions.tables import actions, queries
from sessions.tables.models import Note
from tests.cast import enter
from tests.conftest import ClientOf
from tests.hall import Hall


@pytest.fixture
def held(hall: Hall) -> Hall:
    """Two tables have written notes; nothing was shown to everyone yet."""
    hall.once(_held)
    return hall


def _held(hall: Hall) -> None:
    hall.open()
    hall.start(Stage.TABLES)
    for table in (1, 2):
        actions.write_note(
            actor=hall.at_table(table)[0], conference=hall.conference, text=f"Note secrète {table}", version=0
        )
    hall.end(Stage.TABLES)


def formed_anew(hall: Hall) -> None:
    """The drafting is held at three tables of two."""
    Round.objects.filter(kind=Stage.DRAFTING.value).update(reseat=True, table_size=2)
    hall.start(Stage.DRAFTING)


def region(hall: Hall, table: int) -> str:
    return render(Audience(hall.conference.pk, Kind.TABLE, str(table)), "en").html


def notes_in(html: str) -> list[str]:
    return sorted(set(re.findall(r"Note secrète \d", html)))


def page(client_of: ClientOf, actor: Actor, hall: Hall) -> str:
    return client_of(actor).get(f"/conferences/{hall.conference.slug}/written/").content.decode()


def note(table: int) -> Note:
    return Note.objects.get(table=table)


def cite(actor: Actor, hall: Hall, proposal: Proposal, cited: Note) -> Evidence:
    return actions.cite_evidence(
        actor=actor, conference=hall.conference, proposal_id=proposal.pk, thing=f"note-{cited.pk}", quote="Mot"
    )


def test_a_table_that_stays_has_its_own_notes_in_the_next_round(held: Hall) -> None:
    held.start(Stage.DRAFTING)
    assert [notes_in(region(held, table)) for table in (1, 2)] == [["Note secrète 1"], ["Note secrète 2"]]


def test_other_people_at_the_table_of_that_number_do_not_find_them(held: Hall) -> None:
    formed_anew(held)
    assert [notes_in(region(held, table)) for table in (1, 2, 3)] == [[], [], []]


def test_those_who_sat_there_find_them_wherever_they_sit_now(held: Hall, client_of: ClientOf) -> None:
    sat = {table: held.at_table(table) for table in (1, 2)}
    formed_anew(held)
    for table, people in sat.items():
        for actor in people:
            assert notes_in(page(client_of, actor, held)) == [f"Note secrète {table}"]


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.FACILITATOR, ["Note secrète 1", "Note secrète 2"]),
        (Role.GUARANTOR, ["Note secrète 1", "Note secrète 2"]),
        (Role.EXPERT, []),
        (Role.STEERING, []),
        (Role.TABLE, []),
        (Role.SPONSOR, []),
    ],
)
def test_before_a_restitution_only_those_who_read_the_tables_see_them(
    role: Role, seen: list[str], held: Hall, client_of: ClientOf
) -> None:
    formed_anew(held)
    assert notes_in(page(client_of, enter(held.conference, role), held)) == seen


def test_nobody_reads_the_page_without_being_a_member(held: Hall, client_of: ClientOf) -> None:
    held.hold(Stage.PLENARY)
    answer = client_of(None).get(f"/conferences/{held.conference.slug}/written/")
    assert (answer.status_code, notes_in(answer.content.decode())) == (403, [])


def test_a_restitution_shows_the_last_that_each_table_wrote(held: Hall, client_of: ClientOf) -> None:
    held.start(Stage.PLENARY)
    citizens = render(Audience(held.conference.pk, Kind.CITIZENS), "en").html
    assert notes_in(citizens) == ["Note secrète 1", "Note secrète 2"]
    expert = enter(held.conference, Role.EXPERT)
    assert notes_in(page(client_of, expert, held)) == ["Note secrète 1", "Note secrète 2"]


def test_a_table_cites_its_own_notes_and_not_those_of_another(held: Hall) -> None:
    held.start(Stage.DRAFTING)
    writer = held.at_table(1)[0]
    proposal = held.propose(writer, "Une règle", submit=False)
    assert queries.citable_at(held.conference, 1) == [note(1)]
    assert cite(writer, held, proposal, note(1)).note == note(1)
    with pytest.raises(Refused):
        cite(writer, held, proposal, note(2))
    assert Evidence.objects.count() == 1


def test_what_everyone_was_shown_is_for_every_table_to_cite(held: Hall) -> None:
    held.hold(Stage.PLENARY)
    held.start(Stage.DRAFTING)
    writer = held.at_table(1)[0]
    proposal = held.propose(writer, "Une règle", submit=False)
    assert cite(writer, held, proposal, note(2)).note == note(2)


def test_a_proposal_left_by_its_table_is_written_on_the_page_of_its_people(held: Hall, client_of: ClientOf) -> None:
    held.start(Stage.DRAFTING)
    writer = held.at_table(1)[0]
    proposal = held.propose(writer, "Une règle", submit=False)
    held.end(Stage.DRAFTING)
    actions.leave_tables(actor=held.facilitator, conference=held.conference, tables=[1])
    held.start(Stage.REVIEW)
    form = f'action="/conferences/{held.conference.slug}/proposals/{proposal.pk}/write/"'
    assert form not in region(held, 1)
    assert form in page(client_of, writer, held)
    stranger = held.at_table(2)[0]
    assert "Une règle" not in page(client_of, stranger, held)
    browser = client_of(writer)
    slug = held.conference.slug
    sent = {"title": "Une règle", "text": "Amendée", "version": "1"}
    assert browser.post(f"/conferences/{slug}/proposals/{proposal.pk}/write/", sent).status_code == 303
    proposal.refresh_from_db()
    assert (proposal.text, proposal.version) == ("Amendée", 2)


def test_a_table_of_the_same_people_keeps_what_it_wrote(held: Hall) -> None:
    """Formed anew by the same draw: nothing leaves."""
    before = {table: {a.member.pk for a in held.at_table(table)} for table in (1, 2)}
    actions.leave_tables(actor=held.facilitator, conference=held.conference, tables=[])
    held.start(Stage.DRAFTING)
    assert before == {table: {a.member.pk for a in held.at_table(table)} for table in (1, 2)}
    assert set(Note.objects.values_list("table_left", flat=True)) == {False}


def test_a_table_sees_how_many_agree_and_the_desk_too_but_no_names(held: Hall) -> None:
    held.start(Stage.DRAFTING)
    first, second, _third = held.at_table(1)
    proposal = held.propose(first, "Une règle", submit=False)
    actions.submit_proposal(actor=first, conference=held.conference, proposal_id=proposal.pk)
    held.agree(second, proposal, missing="Le coût")
    table = region(held, 1)
    assert 'data-agreed="1" data-asked="3"' in table
    assert "<li>Le coût</li>" in table
    desk = render(Audience(held.conference.pk, Kind.DESK), "en").html
    assert "1 of 3 agree · 1 finds something missing" in " ".join(desk.split())
    assert "Le coût" not in desk
    assert "Le coût" not in region(held, 2)


@pytest.mark.parametrize("stage", [Stage.DRAFTING, Stage.REVIEW, Stage.BALLOT])
def test_the_page_of_what_one_wrote_opens_while_the_table_is_still_there(
    stage: Stage, held: Hall, client_of: ClientOf
) -> None:
    held.start(Stage.DRAFTING)
    writer = held.at_table(1)[0]
    proposal = held.propose(writer, "Une règle")
    if stage != Stage.DRAFTING:
        held.end(Stage.DRAFTING)
        held.start(stage)
    shown = page(client_of, writer, held)
    assert re.findall(r'data-proposal="(\d+)"', shown) == [str(proposal.pk)]
    assert 'data-act="write-proposal"' not in shown
