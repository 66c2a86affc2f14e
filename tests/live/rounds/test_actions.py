"""Starting, extending and ending rounds: one at a time, and a start that is refused leaves nothing behind."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext

from deliberation.conference.models import Conference
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel.models import Panellist
from sessions.rounds import actions
from sessions.rounds.kinds import KINDS
from sessions.rounds.models import Round
from sessions.sittings.actions import open_sitting
from tests.cast import enter, set_stage
from tests.hall import Hall


def everything() -> dict[str, list[str]]:
    """Every row of the product's own tables."""
    models = [*apps.get_app_config("deliberation").get_models(), *apps.get_app_config("live").get_models()]
    return {m._meta.db_table: sorted(map(str, m._base_manager.values_list())) for m in models}


def test_every_kind_of_round_does_something(db: None) -> None:
    assert {choice for choice, _ in Round._meta.get_field("kind").choices} == {s.value for s in KINDS}


@pytest.mark.parametrize("stage", list(KINDS))
def test_a_round_moves_the_conference_to_its_stage_until_it_ends(stage: Stage, hall: Hall) -> None:
    hall.reach(stage)
    round_ = hall.round(stage)
    assert (hall.conference.stage, hall.conference.stage_ends_at) == (stage, round_.ends_at)
    assert round_.ends_at - round_.started_at == timedelta(minutes=30)
    if stage == Stage.SIGNING:
        hall.sign(hall.citizens[0])
    hall.end(stage)
    assert hall.conference.stage == (Stage.HANDED_OVER if stage == Stage.HANDOVER else Stage.PAUSE)
    assert (hall.conference.stage_ends_at, hall.round(stage).is_running) == (None, False)


def test_one_round_runs_at_a_time(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    before = everything()
    with pytest.raises(Refused):
        hall.start(Stage.HEARING)
    assert everything() == before


def test_the_database_itself_refuses_a_second_running_round(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(kind="hearing").update(started_at=clock.now())


def test_nothing_starts_outside_an_open_sitting(hall: Hall) -> None:
    before = everything()
    with pytest.raises(Refused):
        hall.start(Stage.PLENARY)
    assert everything() == before
    hall.open()
    Round.objects.filter(kind="plenary").update(sitting=hall.round(Stage.PLENARY).sitting_id + 1)
    before = everything()
    with pytest.raises(Refused):
        hall.start(Stage.PLENARY)
    assert everything() == before


@pytest.mark.parametrize("stage", [Stage.BALLOT, Stage.ADOPTION, Stage.SIGNING])
def test_a_start_its_kind_refuses_leaves_nothing_changed(stage: Stage, hall: Hall) -> None:
    """No proposal, no opinion, no adoption."""
    hall.open()
    before = everything()
    with pytest.raises(Refused):
        hall.start(stage)
    assert everything() == before


def test_without_anyone_present_no_table_is_formed(hall: Hall) -> None:
    open_sitting(actor=hall.facilitator, conference=hall.conference, number=1)
    before = everything()
    with pytest.raises(Refused):
        hall.start(Stage.TABLES)
    assert everything() == before


def test_an_end_its_kind_refuses_leaves_nothing_changed(hall: Hall) -> None:
    hall.reach(Stage.SIGNING)
    before = everything()
    with pytest.raises(Refused):
        hall.end(Stage.SIGNING)
    assert everything() == before


@pytest.mark.parametrize("stage", list(KINDS))
def test_what_may_be_held_again(stage: Stage, hall: Hall) -> None:
    once = {Stage.QUESTIONNAIRE, Stage.SIGNING}
    hall.open()
    Round.objects.filter(kind=stage.value).update(
        started_at=clock.now() - timedelta(hours=2), ended_at=clock.now() - timedelta(hours=1)
    )
    try:
        hall.start(stage)
        refusal = ""
    except Refused as refused:
        refusal = str(refused)
    assert (refusal == gettext("This round has been held: it is not held twice.")) == (stage in once)


def test_seats_are_kept_from_one_round_to_the_next_unless_the_round_seats_anew(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    hall.end(Stage.TABLES)
    Panellist.objects.filter(membership=hall.citizens[0].member).update(table=7)
    hall.start(Stage.DRAFTING)
    assert Panellist.objects.get(membership=hall.citizens[0].member).table == 7
    hall.end(Stage.DRAFTING)
    Round.objects.filter(kind="drafting").update(reseat=True)
    hall.start(Stage.DRAFTING)
    assert Panellist.objects.get(membership=hall.citizens[0].member).table in {1, 2}


def extend(hall: Hall, stage: Stage, minutes: int = 5) -> None:
    actions.extend_round(
        actor=hall.facilitator,
        conference=hall.conference,
        round_id=hall.round(stage).pk,
        minutes=minutes,
    )
    hall.conference.refresh_from_db()


def test_more_time_counts_from_the_end_of_the_round(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    before = hall.round(Stage.PLENARY).ends_at
    extend(hall, Stage.PLENARY)
    assert hall.round(Stage.PLENARY).ends_at == before + timedelta(minutes=5) == hall.conference.stage_ends_at


def test_more_time_counts_from_now_when_time_was_over(hall: Hall) -> None:
    hall.reach(Stage.BALLOT)
    over = clock.now() - timedelta(hours=1)
    Round.objects.filter(kind="ballot").update(ends_at=over)
    Conference.objects.update(stage_ends_at=over)
    with pytest.raises(Refused):
        hall.cast(hall.citizens[0], "for")
    extend(hall, Stage.BALLOT)
    hall.cast(hall.citizens[0], "for")
    left = hall.conference.stage_ends_at - clock.now()
    assert timedelta(minutes=4) < left <= timedelta(minutes=5)


def test_a_round_that_does_not_run_is_neither_extended_nor_ended(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    before = everything()
    with pytest.raises(Refused):
        extend(hall, Stage.HEARING)
    with pytest.raises(Refused):
        hall.end(Stage.HEARING)
    assert everything() == before


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.FACILITATOR, Role.OPERATOR}])
def test_only_a_facilitator_guides(role: Role, hall: Hall) -> None:
    other = enter(hall.conference, role)
    hall.open()
    plenary = hall.round(Stage.PLENARY).pk
    with pytest.raises(Refused):
        actions.start_round(actor=other, conference=hall.conference, round_id=plenary)
    hall.start(Stage.PLENARY)
    before = everything()
    with pytest.raises(Refused):
        actions.end_round(actor=other, conference=hall.conference, round_id=plenary)
    with pytest.raises(Refused):
        actions.extend_round(actor=other, conference=hall.conference, round_id=plenary, minutes=5)
    assert everything() == before


def test_a_round_of_another_conference_is_not_started(hall: Hall, other_conference: Conference) -> None:
    theirs = enter(other_conference, Role.FACILITATOR)
    set_stage(other_conference, Stage.PAUSE)
    hall.open()
    before = everything()
    with pytest.raises(Refused):
        actions.start_round(actor=theirs, conference=other_conference, round_id=hall.round(Stage.PLENARY).pk)
    assert everything() == before


def test_an_ended_hearing_is_under_way_no_more(hall: Hall) -> None:
    hall.reach(Stage.HEARING)
    assert hall.round(Stage.HEARING).hearing.under_way
    hall.end(Stage.HEARING)
    assert not hall.round(Stage.HEARING).hearing.under_way
    kinds = [e.detail for e in Entry.objects.filter(verb="rounds:round-ended")]
    assert kinds == [f'{{"kind":"hearing","round":{hall.round(Stage.HEARING).pk}}}']


def show(hall: Hall, table: int | None, stage: Stage = Stage.PLENARY) -> int | None:
    """The table that is on the screen after it was asked for."""
    actions.show_table(actor=hall.facilitator, conference=hall.conference, round_id=hall.round(stage).pk, table=table)
    return hall.round(stage).table_shown


def test_a_table_is_shown_in_plenary_until_another_is_or_none_or_the_round_ends(hall: Hall) -> None:
    hall.open()
    hall.hold(Stage.TABLES)
    hall.start(Stage.PLENARY)
    assert [show(hall, table) for table in (1, 1, 2, None, None, 2)] == [1, 1, 2, None, None, 2]
    details = Entry.objects.filter(verb="rounds:table-shown").order_by("number").values_list("detail", flat=True)
    assert [json.loads(detail)["shown"] for detail in details] == [1, 2, 0, 2]
    assert not any("table" in json.loads(detail) for detail in details)
    hall.end(Stage.PLENARY)
    assert hall.round(Stage.PLENARY).table_shown is None


def test_a_table_that_does_not_exist_or_is_not_in_plenary_is_not_shown(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    before = everything()
    with pytest.raises(Refused):
        show(hall, 1, Stage.TABLES)
    assert everything() == before
    hall.end(Stage.TABLES)
    hall.start(Stage.PLENARY)
    before = everything()
    for table, stage in ((3, Stage.PLENARY), (0, Stage.PLENARY), (1, Stage.HEARING)):
        with pytest.raises(Refused):
            show(hall, table, stage)
    assert everything() == before


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.FACILITATOR, Role.OPERATOR}])
def test_only_a_facilitator_shows_a_table(role: Role, hall: Hall) -> None:
    hall.open()
    hall.hold(Stage.TABLES)
    hall.start(Stage.PLENARY)
    other, plenary = enter(hall.conference, role, table=1), hall.round(Stage.PLENARY).pk
    before = everything()
    with pytest.raises(Refused):
        actions.show_table(actor=other, conference=hall.conference, round_id=plenary, table=1)
    assert everything() == before


def test_a_table_of_another_conference_is_not_shown(hall: Hall, other_conference: Conference) -> None:
    hall.open()
    hall.hold(Stage.TABLES)
    hall.start(Stage.PLENARY)
    theirs = enter(other_conference, Role.FACILITATOR)
    set_stage(other_conference, Stage.PLENARY)
    plenary = hall.round(Stage.PLENARY).pk
    with pytest.raises(Refused):
        actions.show_table(actor=theirs, conference=other_conference, round_id=plenary, table=1)


def test_the_form_of_the_table_shown(hall: Hall, client_of) -> None:
    hall.open()
    hall.hold(Stage.TABLES)
    hall.start(Stage.PLENARY)
    url = reverse("show_table", args=[hall.conference.slug, hall.round(Stage.PLENARY).pk])
    for fields, shown in (({"table": "2"}, 2), ({"table": ""}, None), ({"table": "1"}, 1), ({}, None)):
        assert client_of(hall.facilitator).post(url, fields).status_code == 303
        assert hall.round(Stage.PLENARY).table_shown == shown
