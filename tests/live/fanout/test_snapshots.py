"""Renderings are kept for as long as they are the truth, and not a moment longer."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from sessions.fanout import snapshots as module
from sessions.fanout.audiences import Audience, Kind
from sessions.fanout.render import Region, render_all
from sessions.fanout.snapshots import Snapshots, snapshots
from sessions.presence.register import register
from sessions.tables.actions import write_note
from tests.cast import enter
from tests.hall import Hall


class Press:
    """Counts what is rendered."""

    def __init__(self) -> None:
        self.printed: list[tuple[Audience, ...]] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def __call__(self, audiences: list[Audience], language: str) -> list[Region]:
        self.printed.append(tuple(audiences))
        found = render_all(audiences, language)
        self.meanwhile()
        return found


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    found = Press()
    monkeypatch.setattr(module, "render_all", found)
    return found


def table(hall: Hall, number: int) -> Audience:
    return Audience(hall.conference.pk, Kind.TABLE, str(number))


def write(hall: Hall, number: int, text: str, version: int = 0) -> None:
    write_note(actor=hall.at_table(number)[0], conference=hall.conference, text=text, version=version)


def test_what_nothing_touched_is_rendered_once(hall: Hall, press: Press) -> None:
    hall.reach(Stage.TABLES)
    first = snapshots.region(table(hall, 1), "fr")
    write(hall, 2, "Notes de la table 2")
    assert snapshots.region(table(hall, 1), "fr") is first
    assert len(press.printed) == 1


def test_what_an_entry_touched_is_rendered_anew(hall: Hall, press: Press) -> None:
    hall.reach(Stage.TABLES)
    snapshots.region(table(hall, 1), "fr")
    write(hall, 1, "Nos désaccords")
    assert "Nos désaccords" in snapshots.region(table(hall, 1), "fr").html
    assert len(press.printed) == 2


def test_languages_are_rendered_each(hall: Hall, press: Press) -> None:
    hall.reach(Stage.TABLES)
    assert snapshots.region(table(hall, 1), "fr").html != snapshots.region(table(hall, 1), "en").html


def test_what_is_written_while_it_is_rendered_is_in_the_next(hall: Hall, press: Press) -> None:
    """The rendering is old as soon as it is made, and never taken for the truth of the newer journal."""
    hall.reach(Stage.TABLES)

    def write_once() -> None:
        press.meanwhile = lambda: None
        write(hall, 1, "Écrit pendant le rendu")

    press.meanwhile = write_once
    assert "Écrit pendant le rendu" not in snapshots.region(table(hall, 1), "fr").html
    assert "Écrit pendant le rendu" in snapshots.region(table(hall, 1), "fr").html


def test_people_are_rendered_together_and_only_those_who_acted_anew(hall: Hall, press: Press) -> None:
    hall.reach(Stage.BALLOT)
    people = [Audience(hall.conference.pk, Kind.PERSON, c.member.ref) for c in hall.citizens]
    views = [(audience, "fr") for audience in people]
    before = snapshots.regions(views)
    hall.cast(hall.citizens[2], "for")
    after = snapshots.regions(views)
    assert press.printed == [tuple(people), (people[2],)]
    assert [view for view in views if before[view] != after[view]] == [views[2]]


def test_regions_come_in_the_order_they_are_asked_for(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    person = Audience(hall.conference.pk, Kind.PERSON, hall.citizens[0].member.ref)
    views = [(person, "fr"), (Audience(hall.conference.pk, Kind.CITIZENS), "fr"), (table(hall, 1), "fr")]
    assert [list(snapshots.regions(views)), list(snapshots.regions(views[::-1]))] == [views, views[::-1]]


@pytest.mark.parametrize("kind", [Kind.DESK, Kind.GUARANTOR])
def test_those_who_see_who_is_there_see_it_change(kind: Kind, conference: Conference, citizen: Actor) -> None:
    audience = Audience(conference.pk, kind)
    before = snapshots.region(audience, "fr")
    register.enter(conference.pk, citizen.member.ref)
    after = snapshots.region(audience, "fr")
    register.leave(conference.pk, citizen.member.ref)
    assert before.html == snapshots.region(audience, "fr").html != after.html


def test_the_number_of_queries_does_not_grow_with_the_people(hall: Hall, press: Press) -> None:
    hall.reach(Stage.BALLOT)
    counts = []
    for more in (1, 2, 27):
        newcomers = [enter(hall.conference, Role.CITIZEN, f"more-{more}-{n}") for n in range(more)]
        views = [(Audience(hall.conference.pk, Kind.PERSON, c.member.ref), "fr") for c in newcomers]
        with CaptureQueriesContext(connection) as queries:
            snapshots.regions(views)
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]


def test_a_thousand_who_reload_cost_one_rendering(hall: Hall, press: Press, client_of: Callable[..., Client]) -> None:
    hall.reach(Stage.REVIEW)
    browsers = [client_of(citizen) for citizen in hall.citizens]
    pages = [browser.get("/conferences/eau/sitting/") for browser in browsers for _ in range(5)]
    assert {page.status_code for page in pages} == {200}
    shared = [group for group in press.printed if group[0].kind in {Kind.CITIZENS, Kind.TABLE}]
    assert sorted(shared, key=str) == sorted(set(shared), key=str)
    assert len(shared) == 3  # the citizens and two tables


@pytest.mark.django_db(transaction=True)
def test_those_who_ask_at_once_wait_for_one_rendering(hall: Hall, press: Press) -> None:
    hall.reach(Stage.TABLES)
    barrier = threading.Barrier(8)

    def ask() -> Region:
        try:
            barrier.wait(5)
            return snapshots.region(table(hall, 1), "fr")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        found = [future.result() for future in [threads.submit(ask) for _ in range(8)]]
    assert (len(press.printed), len({id(region) for region in found})) == (1, 1)


def test_no_more_is_kept_than_has_room(hall: Hall, press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 2)
    kept = Snapshots()
    hall.reach(Stage.TABLES)
    for number in (1, 2, 1):
        kept.region(table(hall, number), "fr")
    assert len(press.printed) == 2
    kept.region(table(hall, 1), "en")
    kept.region(table(hall, 2), "fr")
    assert len(press.printed) == 4


def test_a_rendering_older_than_what_is_kept_of_the_journal_is_made_anew(
    hall: Hall, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ENTRIES_KEPT", 3)
    hall.reach(Stage.TABLES)
    first, other = table(hall, 1), Audience(hall.conference.pk, Kind.WATCH)
    snapshots.regions([(first, "fr"), (other, "fr")])
    with transaction.atomic():
        for _ in range(5):
            record(hall.conference, Verb.BADGE_ISSUED, actor="operator")
            snapshots.region(other, "fr")
    snapshots.region(first, "fr")
    assert [group[0] for group in press.printed] == [first, other, first]
