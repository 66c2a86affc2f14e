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


@pytest.mark.parametrize("version", [0, 2])
def test_who_wrote_meanwhile_is_not_written_over(version: int, tables: Hall) -> None:
    first, second, _ = tables.at_table(1)
    write(tables, first, "Premier")
    with pytest.raises(Conflict) as conflict:
        write(tables, second, "Second", version)
    assert (conflict.value.current, conflict.value.version) == ("Premier", 1)
    assert notes() == {1: ("Premier", 1)}


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
    with pytest.raises(Conflict):
        write(tables, tablet, "Second")
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
