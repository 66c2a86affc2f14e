"""Cost grows with people only where something is sent to each of them."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation.conference.models import Membership
from deliberation.conference.stages import Role, Stage
from sessions.fanout import publish, snapshots
from sessions.fanout.render import render_all
from tests.cast import enter, found_conference
from tests.hall import Hall, plan
from tests.live.fanout.process import Process, Wire


def hall_of(slug: str, people: int) -> Hall:
    conference = found_conference(slug)
    plan(conference, table_size=(people + 1) // 2)
    citizens = [enter(conference, Role.CITIZEN, f"citizen-{n}") for n in range(people)]
    hall = Hall(conference, enter(conference, Role.FACILITATOR), citizens)
    hall.open()
    hall.hold(Stage.TABLES)
    hall.hold(Stage.DRAFTING)
    return hall


@dataclass(frozen=True)
class Cost:
    queries: int
    renderings: int
    sent: int


class Watcher:
    """Counts what it costs a process to tell a full hall, half of it French and half English, that a round begins."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, on_commit: Callable[..., Any]) -> None:
        self.monkeypatch, self.on_commit = monkeypatch, on_commit
        self.wire, self.renderings = Wire(), 0
        monkeypatch.setattr(publish, "get_channel_layer", lambda: self.wire)
        monkeypatch.setattr(snapshots, "render_all", self._render)

    def _render(self, *arguments: Any) -> Any:
        self.renderings += 1
        return render_all(*arguments)

    def cost(self, hall: Hall, stage: Stage) -> Cost:
        people = Membership.objects.filter(conference=hall.conference).select_related("user", "conference")
        process = Process(self.monkeypatch)
        with asyncio.Runner() as loop:
            screens = loop.run(process.open(people, "fr", "en"))
            before, self.renderings = sum(screen.news for screen in screens.values()), 0
            self.wire.messages.clear()
            with self.on_commit(execute=True):
                hall.start(stage)
            with CaptureQueriesContext(connection) as queries:
                loop.run(process.hear(self.wire.messages, screens))
        shown = Counter(screen.texts.get("citizens", "") for screen in screens.values())
        assert [hall.round(stage).title in text for text in sorted(shown)] == [False, True, True]
        return Cost(len(queries), self.renderings, sum(screen.news for screen in screens.values()) - before)


@pytest.mark.parametrize("stage", [Stage.PLENARY, Stage.QUESTIONNAIRE, Stage.HEARING, Stage.REVIEW])
def test_a_round_change_costs_the_same_for_twenty_people_and_for_eighty_except_for_the_sending(
    stage: Stage,
    db: None,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    watcher = Watcher(monkeypatch, django_capture_on_commit_callbacks)
    few, many = [watcher.cost(hall_of(f"hall-{people}", people), stage) for people in (20, 80)]
    assert (few.queries, few.renderings) == (many.queries, many.renderings)
    # As many regions to each citizen, and the desk's own.
    assert (few.sent - 1) / 20 == (many.sent - 1) / 80
