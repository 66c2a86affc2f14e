"""Two facilitators press the same button at the same moment: it is done once, and both are told that it is done."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from deliberation.conference.models import Conference
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.panel.models import Panellist
from sessions.rounds.models import Round
from sessions.sittings.models import Sitting
from tests.cast import enter, found_conference
from tests.hall import Hall, plan

JSON = {"accept": "application/json", "accept-language": "en"}


@dataclass
class Press:
    """``url`` and ``fields`` of a button, once ``before`` was played; ``verb`` is what one press records."""

    url: str
    before: Callable[[Hall], None]
    verb: str
    stage: Stage = Stage.PLENARY
    fields: Callable[[Hall], dict[str, str]] = field(default=lambda hall: {})


def nothing(hall: Hall) -> None:
    pass


def reach(stage: Stage) -> Callable[[Hall], None]:
    return lambda hall: hall.reach(stage)


def held(hall: Hall) -> None:
    hall.open()
    hall.hold(Stage.PLENARY)


def left_out(hall: Hall) -> None:
    hall.open()
    post(hall.clients[0], hall, "skip_round")


def end_of_round(hall: Hall) -> dict[str, str]:
    return {"minutes": "5", "from_end": hall.round(Stage.PLENARY).ends_at.isoformat()}


def mover(hall: Hall) -> dict[str, str]:
    there = Panellist.objects.get(membership=hall.citizens[0].member).table
    return {"ref": hall.citizens[0].member.ref, "table": str(3 - there)}


PRESSES = {
    "open": Press("open_sitting", nothing, "sittings:sitting-opened"),
    "close": Press("close_sitting", Hall.open, "sittings:sitting-closed"),
    "start": Press("start_round", Hall.open, "rounds:round-started"),
    "choose the floor": Press(
        "choose_floor", nothing, "floor:order-chosen", fields=lambda hall: {"order": "least-heard", "turn": "90"}
    ),
    "extend": Press("extend_round", reach(Stage.PLENARY), "rounds:round-extended", fields=end_of_round),
    "end": Press("end_round", reach(Stage.PLENARY), "rounds:round-ended"),
    "end a ballot": Press("end_round", reach(Stage.BALLOT), "rounds:round-ended", Stage.BALLOT),
    "skip": Press("skip_round", Hall.open, "rounds:round-skipped"),
    "restore": Press("restore_round", left_out, "rounds:round-restored"),
    "go back": Press("go_back", reach(Stage.PLENARY), "rounds:round-put-back"),
    "resume": Press("resume_round", held, "rounds:round-resumed"),
    "hand over": Press("hand_over", reach(Stage.HANDOVER), "opinion:handed-over", Stage.HANDOVER),
    "move": Press("move_citizen", reach(Stage.TABLES), "panel:citizen-moved", fields=mover),
}


def address(hall: Hall, name: str, stage: Stage = Stage.PLENARY) -> str:
    after = {"open_sitting": [1], "close_sitting": [1], "move_citizen": []}
    return reverse(name, args=[hall.conference.slug, *after.get(name, [hall.round(stage).pk])])


def post(client: Client, hall: Hall, name: str, stage: Stage = Stage.PLENARY, **fields: str) -> tuple[int, dict]:
    response = client.post(address(hall, name, stage), fields, headers=JSON)
    return response.status_code, response.json()


class Two(Hall):
    clients: list[Client]


@pytest.fixture
def two(transactional_db: None) -> Two:
    """A hall with two facilitators, each at a desk."""
    conference = found_conference()
    plan(conference)
    citizens = [enter(conference, Role.CITIZEN, f"citizen-{n}") for n in range(1, 7)]
    facilitators = [enter(conference, Role.FACILITATOR, f"facilitator-{n}") for n in (1, 2)]
    hall = Two(conference, facilitators[0], citizens)
    hall.clients = [Client(), Client()]
    for client, facilitator in zip(hall.clients, facilitators, strict=True):
        client.force_login(facilitator.member.user)
    return hall


def together(hall: Two, press: Press) -> list[tuple[int, dict]]:
    start, answers = threading.Barrier(2), []
    fields, url = press.fields(hall), address(hall, press.url, press.stage)

    def run(client: Client) -> None:
        try:
            start.wait()
            response = client.post(url, fields, headers=JSON)
            answers.append((response.status_code, response.json()))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(client,)) for client in hall.clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("name", PRESSES)
def test_the_same_button_pressed_twice_at_once_is_one_act(name: str, two: Two) -> None:
    press = PRESSES[name]
    press.before(two)
    recorded = Entry.objects.filter(verb=press.verb)
    before = recorded.count()
    first, second = together(two, press)
    assert first == second
    assert first[0] == 200, first
    assert recorded.count() == before + 1


@pytest.mark.parametrize("name", PRESSES)
def test_and_so_it_is_one_after_the_other(name: str, two: Two) -> None:
    press = PRESSES[name]
    press.before(two)
    recorded, fields = Entry.objects.filter(verb=press.verb), press.fields(two)
    before = recorded.count()
    answers = [post(client, two, press.url, press.stage, **fields) for client in two.clients]
    assert answers[0] == answers[1]
    assert (answers[0][0], recorded.count()) == (200, before + 1)


def test_two_rounds_started_at_once_are_one_round(two: Two) -> None:
    """Not the same button: one of them hears that it is too late."""
    two.open()
    start, codes = threading.Barrier(2), []

    def run(client: Client, stage: Stage) -> None:
        try:
            start.wait()
            codes.append(client.post(address(two, "start_round", stage), headers=JSON).status_code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=pair)
        for pair in zip(two.clients, (Stage.PLENARY, Stage.HEARING), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes.count(200) == 1
    assert Round.objects.filter(started_at__isnull=False, ended_at=None).count() == 1


def test_nobody_else_is_told_that_it_is_done(two: Two) -> None:
    """An act that was done already is acknowledged to whoever may do it, and to nobody else."""
    two.reach(Stage.PLENARY)
    client = Client()
    client.force_login(two.citizens[0].member.user)
    assert post(client, two, "start_round")[0] == 403
    stranger = Client()
    assert post(stranger, two, "start_round")[0] == 403
    assert (Conference.objects.get().stage, Sitting.objects.filter(closed_at=None).count()) == (Stage.PLENARY, 2)
