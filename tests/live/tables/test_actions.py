"""A table's notes: its own, in the running round, never over somebody else's words."""

import pytest

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.journal.verbs import Verb
from deliberation.kernel.errors import Conflict, Refused
from sessions.tables.actions import write_note
from sessions.tables.models import Note
from tests.cast import enter, set_stage
from tests.hall import Hall


@pytest.fixture
def tables(hall: Hall) -> Hall:
    hall.reach(Stage.TABLES)
    return hall


def write(hall: Hall, actor: Actor, text: str, version: int = 0) -> None:
    write_note(actor=actor, conference=hall.conference, text=text, version=version)


def notes() -> dict[int, tuple[str, int]]:
    return {note.table: (note.text, note.version) for note in Note.objects.all()}


def test_each_table_has_its_own_notes(tables: Hall) -> None:
    for table in (1, 2):
        write(tables, tables.at_table(table)[0], f"Table {table}")
    assert notes() == {1: ("Table 1", 1), 2: ("Table 2", 1)}


def test_neighbours_write_on(tables: Hall) -> None:
    for version, citizen in enumerate(tables.at_table(1)):
        write(tables, citizen, f"Version {version + 1}", version)
    assert notes() == {1: ("Version 3", 3)}


def test_nobody_writes_over_what_others_wrote_meanwhile(tables: Hall) -> None:
    first, second, third = tables.at_table(1)
    write(tables, first, "Le lavoir est à sec.")
    write(tables, second, "Le lavoir communal est à sec.", 1)
    write(tables, third, "Le lavoir est à sec en été.", 1)
    assert notes() == {1: ("Le lavoir communal est à sec en été.", 3)}


def test_who_began_without_having_read_anything_adds_to_what_is_there(tables: Hall) -> None:
    first, second, _ = tables.at_table(1)
    write(tables, first, "Premier")
    write(tables, second, "Second")
    text, version = notes()[1]
    assert (sorted(text.split("\n\n")), version) == (["Premier", "Second"], 2)


def test_a_version_that_nobody_can_have_read_is_refused(tables: Hall) -> None:
    first, second, _ = tables.at_table(1)
    write(tables, first, "Premier")
    with pytest.raises(Conflict) as conflict:
        write(tables, second, "Second", 2)
    assert (conflict.value.current, conflict.value.version) == ("Premier", 1)
    assert notes() == {1: ("Premier", 1)}


def test_two_who_say_the_same_say_it_once(tables: Hall) -> None:
    for citizen in tables.at_table(1):
        write(tables, citizen, "La même phrase")
    assert notes() == {1: ("La même phrase", 1)}


def test_an_answer_lost_on_the_way_adds_nothing_whatever_was_written_since(tables: Hall) -> None:
    first, second, _ = tables.at_table(1)
    write(tables, first, "Premier")
    write(tables, second, "Premier, puis second", 1)
    write(tables, first, "Premier")
    assert notes() == {1: ("Premier, puis second", 2)}


def test_the_very_same_sent_again_is_done_once(tables: Hall) -> None:
    """The answer was lost on the way: no conflict with oneself, and no second entry in the journal."""
    citizen = tables.at_table(1)[0]
    for _ in range(2):
        write(tables, citizen, "Premier")
    assert notes() == {1: ("Premier", 1)}
    assert Entry.objects.filter(verb=Verb.NOTE_WRITTEN).count() == 1


def test_a_tables_tablet_writes_its_notes_as_its_people_do(tables: Hall) -> None:
    tablet, neighbour = enter(tables.conference, Role.TABLE, table=2), tables.at_table(2)[0]
    write(tables, neighbour, "Premier")
    write(tables, tablet, "Second", 1)
    assert notes() == {2: ("Second", 2)}


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.CITIZEN, Role.TABLE, Role.OPERATOR}])
def test_only_those_who_sit_at_a_table_write(role: Role, tables: Hall) -> None:
    with pytest.raises(Refused):
        write(tables, enter(tables.conference, role), "Pris")
    assert notes() == {}


def test_without_a_table_nothing_is_written(tables: Hall) -> None:
    with pytest.raises(Refused):
        write(tables, enter(tables.conference, Role.CITIZEN), "Debout")


def test_nothing_is_written_before_or_after(tables: Hall) -> None:
    for stage in set(Stage) - {Stage.TABLES}:
        set_stage(tables.conference, stage)
        with pytest.raises(Refused):
            write(tables, tables.citizens[0], "Trop tôt ou trop tard")
    assert notes() == {}


def test_another_round_begins_with_a_blank_sheet(tables: Hall) -> None:
    write(tables, tables.at_table(1)[0], "D’abord")
    tables.end(Stage.TABLES)
    tables.start(Stage.TABLES)
    write(tables, tables.at_table(1)[0], "Puis", 1)
    assert notes() == {1: ("Puis", 2)}
