"""Messages of the facilitators, to everyone or to one table."""

import json

import pytest
from django.urls import reverse

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import IN_A_SITTING, Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Refused
from sessions.notices import actions
from sessions.notices.models import Notice
from sessions.notices.queries import all_notices, notices_of
from sessions.sittings.actions import close_sitting
from sessions.sittings.models import Sitting
from tests.at_once import at_once
from tests.cast import enter, set_stage
from tests.hall import Hall


def send(hall: Hall, actor: Actor, text: str, table: int | None = None) -> None:
    actions.send_notice(actor=actor, conference=hall.conference, text=text, table=table)


def withdraw(hall: Hall, actor: Actor, notice: Notice) -> None:
    actions.withdraw_notice(actor=actor, conference=hall.conference, notice_id=notice.pk)


def shown(table: int | None = None) -> list[str]:
    return [notice.text for notice in notices_of(Sitting.objects.get(number=1), table)]


def refused(act, *args: object) -> None:
    before = list(Notice.objects.order_by("pk").values()), Entry.objects.count()
    with pytest.raises(Refused):
        act(*args)
    assert (list(Notice.objects.order_by("pk").values()), Entry.objects.count()) == before


def test_a_message_is_for_everyone_or_for_one_table(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    send(hall, hall.facilitator, "Le café est servi.")
    send(hall, hall.facilitator, "Parlez moins fort.", 2)
    send(hall, hall.facilitator, "On reprend.")
    assert (shown(), shown(1), shown(2)) == (["On reprend.", "Le café est servi."], [], ["Parlez moins fort."])
    assert [n.text for n in all_notices(Sitting.objects.get(number=1))][1:] == [
        "Parlez moins fort.",
        "Le café est servi.",
    ]
    entries = Entry.objects.filter(verb="notices:sent").order_by("number")
    assert [json.loads(entry.detail)["table"] for entry in entries] == [0, 2, 0]


def test_the_journal_does_not_hold_its_words(hall: Hall) -> None:
    hall.open()
    send(hall, hall.facilitator, "Le café est servi.")
    assert "caf" not in "".join(Entry.objects.values_list("detail", flat=True))


def test_the_very_same_to_the_same_is_sent_once_until_it_is_withdrawn(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    for actor in (hall.facilitator, hall.facilitator, enter(hall.conference, Role.FACILITATOR)):
        send(hall, actor, "Cinq minutes.")
    send(hall, hall.facilitator, "Cinq minutes.", 1)
    assert (shown(), shown(1)) == (["Cinq minutes."], ["Cinq minutes."])
    for _ in range(2):
        withdraw(hall, hall.facilitator, Notice.objects.get(table=None))
    assert (shown(), shown(1)) == ([], ["Cinq minutes."])
    send(hall, hall.facilitator, "Cinq minutes.")
    assert (shown(), Notice.objects.count()) == (["Cinq minutes."], 3)
    assert Entry.objects.filter(verb="notices:withdrawn").count() == 1


@pytest.mark.parametrize("table", [0, 3, 99])
def test_a_table_that_does_not_exist_is_told_nothing(table: int, hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    refused(send, hall, hall.facilitator, "Bonjour", table)


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.FACILITATOR, Role.OPERATOR}])
def test_nobody_else_sends_or_withdraws(role: Role, hall: Hall) -> None:
    hall.open()
    send(hall, hall.facilitator, "Bonjour")
    other = enter(hall.conference, role, table=1)
    refused(send, hall, other, "Moi aussi")
    refused(withdraw, hall, other, Notice.objects.get())


@pytest.mark.parametrize("stage", sorted(set(Stage) - IN_A_SITTING))
def test_outside_a_sitting_nothing_is_sent(stage: Stage, conference: Conference, facilitator: Actor) -> None:
    set_stage(conference, stage)
    refused(lambda: actions.send_notice(actor=facilitator, conference=conference, text="Bonjour"))


def test_between_two_sittings_nothing_is_sent(hall: Hall) -> None:
    hall.open()
    close_sitting(actor=hall.facilitator, conference=hall.conference, number=1)
    refused(send, hall, hall.facilitator, "Bonjour")


def test_a_message_of_another_conference_is_not_withdrawn(hall: Hall, other_conference: Conference) -> None:
    hall.open()
    send(hall, hall.facilitator, "Bonjour")
    set_stage(other_conference, Stage.PAUSE)
    theirs, notice = enter(other_conference, Role.FACILITATOR), Notice.objects.get()
    refused(lambda: actions.withdraw_notice(actor=theirs, conference=other_conference, notice_id=notice.pk))
    refused(lambda: actions.withdraw_notice(actor=theirs, conference=hall.conference, notice_id=notice.pk))


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_who_send_the_same_at_once_send_one(hall: Hall) -> None:
    hall.open()
    both = (hall.facilitator, enter(hall.conference, Role.FACILITATOR)) * 2
    assert at_once(*(lambda f=f: send(hall, f, "On reprend.") for f in both)) == [None] * 4
    assert shown() == ["On reprend."]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"text": "Bonjour"}, 200),
        ({"text": "Bonjour", "table": "1"}, 200),
        ({"text": "Bonjour", "table": ""}, 200),
        ({"text": "x" * 300}, 200),
        ({"text": "x" * 301}, 422),
        ({"text": " "}, 422),
        ({"text": "Bonjour", "table": "0"}, 422),
        ({"text": "Bonjour", "table": "9"}, 409),
        ({"text": "Bonjour", "table": "toutes"}, 422),
    ],
)
def test_what_the_form_takes(fields: dict[str, str], status: int, hall: Hall, client_of) -> None:
    hall.reach(Stage.TABLES)
    url = reverse("send_notice", args=[hall.conference.slug])
    response = client_of(hall.facilitator).post(url, fields, headers={"accept": "application/json"})
    assert (response.status_code, Notice.objects.count()) == (status, int(status == 200))


def test_a_press_that_comes_after_the_sitting_is_done_already(hall: Hall, client_of) -> None:
    hall.open()
    send(hall, hall.facilitator, "Bonjour")
    notice = Notice.objects.get()
    url = reverse("withdraw_notice", args=[hall.conference.slug, notice.pk])
    assert client_of(hall.facilitator).post(url).status_code == 303
    hall.conference.refresh_from_db()
    set_stage(hall.conference, Stage.HANDED_OVER)
    as_json = {"accept": "application/json"}
    assert client_of(hall.facilitator).post(url, headers=as_json).status_code == 200
    assert client_of(hall.citizens[0]).post(url, headers=as_json).status_code == 403
