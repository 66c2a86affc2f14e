"""Yellow cards: a word reaches the desk, and nothing that is kept says whose it was."""

import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import IN_A_SITTING, Role, Stage
from deliberation.dossier.actions import explain_word
from deliberation.dossier.models import Term
from deliberation.journal.models import Entry
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from sessions.cards import actions
from sessions.cards.models import Card
from sessions.cards.pace import MOST, SECONDS, Pace
from sessions.cards.queries import folded, waiting_cards
from sessions.fanout import publish
from sessions.notices.models import Notice
from sessions.sittings.actions import close_sitting
from sessions.sittings.models import Sitting
from tests.at_once import at_once
from tests.cast import enter, set_stage
from tests.hall import Hall

NOON = datetime(2026, 6, 13, 12, tzinfo=UTC)


def raise_card(hall: Hall, actor: Actor, text: str = "") -> None:
    actions.raise_card(actor=actor, conference=hall.conference, text=text)


def explain(
    hall: Hall, actor: Actor, card: Card, word: str = "nappe", explanation: str = "De l’eau sous terre."
) -> None:
    actions.explain_card(actor=actor, conference=hall.conference, card_id=card.pk, word=word, explanation=explanation)


def put_aside(hall: Hall, actor: Actor, card: Card) -> None:
    actions.put_card_aside(actor=actor, conference=hall.conference, card_id=card.pk)


def waiting() -> list[tuple[str, int]]:
    return [(card.text, card.count) for card in waiting_cards(Sitting.objects.get(number=1))]


def told() -> list[str]:
    return list(Entry.objects.filter(verb__startswith="cards:").order_by("number").values_list("verb", flat=True))


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in apps.get_models()}


def refused(act, *args: object) -> None:
    before = everything()
    with pytest.raises(Refused):
        act(*args)
    assert everything() == before


class NotKept(Exception):
    """Takes back what was done, so that another may do it from the same beginning."""


def left_by(act, *args: object) -> dict[str, list[dict[str, Any]]]:
    """What the whole database holds once this is done; it is not done."""
    found: dict[str, list[dict[str, Any]]] = {}
    with pytest.raises(NotKept), transaction.atomic():
        act(*args)
        # A number that was given is not given again, even when nothing came of it.
        found = {label: [{**row, "id": 0} for row in rows] for label, rows in everything().items()}
        raise NotKept
    return found


def test_whoever_raises_a_card_leaves_the_same_database(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who has the whole database, before and after, cannot tell one citizen, or tablet, from another."""
    hall.reach(Stage.TABLES)
    tablet = enter(hall.conference, Role.TABLE, "tablet-2", table=2)
    monkeypatch.setattr(clock, "now", lambda: NOON)
    before = left_by(lambda: None)
    people = [*hall.citizens, tablet]
    one, *others = [left_by(raise_card, hall, actor, "nappe phréatique") for actor in people]
    assert all(each == one for each in others)
    changed = {label for label in one if one[label] != before[label]}
    assert changed == {"live.Card", "deliberation.Entry", "deliberation.Head"}
    (entry,) = [row for row in one["deliberation.Entry"] if row not in before["deliberation.Entry"]]
    assert (entry["actor"], entry["detail"]) == ("citizen", "{}")
    (card,) = one["live.Card"]
    assert set(card) == {"id", "sitting_id", "text", "folded", "count", "state"}


def test_no_message_between_processes_and_no_log_says_who(
    hall: Hall,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    client_of,
    django_capture_on_commit_callbacks,
) -> None:
    hall.reach(Stage.TABLES)
    sent: list[dict[str, Any]] = []

    async def tell(message: dict[str, Any]) -> None:
        sent.append(message)

    monkeypatch.setattr(publish, "tell", tell)
    me = hall.citizens[0]
    client = client_of(me)
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    with django_capture_on_commit_callbacks(execute=True):
        url = reverse("raise_card", args=[hall.conference.slug])
        assert client.post(url, {"text": "nappe"}, headers={"accept": "application/json"}).status_code == 200
    (message,) = sent
    assert {**message, "numbers": []} == {
        "type": "touched",
        "conference": hall.conference.pk,
        "numbers": [],
        "kinds": ["desk", "person"],
        "keys": {"person": [""]},
        "moves": False,
        "moved": "",
    }
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("deliberation", "sessions"))]
    assert ours == []


def test_the_same_word_is_one_line_however_it_is_typed(hall: Hall) -> None:
    hall.open()
    one, other, third, *_ = hall.citizens
    for actor, text in ((one, "Nappe  phréatique"), (other, "« nappe phreatique »"), (third, "étiage"), (third, "")):
        raise_card(hall, actor, text)
    assert waiting() == [("Nappe  phréatique", 2), ("", 1), ("étiage", 1)]
    assert told() == ["cards:raised"] * 4


def test_a_person_who_presses_again_is_counted_once(hall: Hall) -> None:
    hall.open()
    for _time in range(3):
        raise_card(hall, hall.citizens[0], "étiage")
    assert (waiting(), told()) == ([("étiage", 1)], ["cards:raised"])


def test_their_order_is_not_that_in_which_they_came(hall: Hall) -> None:
    hall.open()
    for actor, text in zip(hall.citizens, ("zone", "aval", "crue"), strict=False):
        raise_card(hall, actor, text)
    assert waiting() == [("aval", 1), ("crue", 1), ("zone", 1)]


@pytest.mark.parametrize(
    ("typed", "known_by"),
    [
        ("  L’Étiage ", "l'etiage"),
        ("«\u202fétiage\u202f»", "etiage"),
        ("STRASSE Straße", "strasse strasse"),
        ("(?)", ""),
        ("", ""),
    ],
)
def test_what_a_word_is_known_by(typed: str, known_by: str) -> None:
    assert folded(typed) == known_by


def test_a_flood_is_held_back_from_one_person_and_not_from_the_others(hall: Hall) -> None:
    hall.open()
    one, other = hall.citizens[:2]
    for number in range(MOST):
        raise_card(hall, one, f"mot {number}")
    refused(raise_card, hall, one, "encore un")
    raise_card(hall, other, "mot 0")
    assert len(waiting()) == MOST


def test_a_flood_from_many_is_held_back_too(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    hall.open()
    monkeypatch.setattr(actions, "MOST_WAITING", 2)
    for number, actor in enumerate(hall.citizens[:2]):
        raise_card(hall, actor, f"mot {number}")
    refused(raise_card, hall, hall.citizens[2], "un autre")
    raise_card(hall, hall.citizens[2], "mot 0")
    assert waiting() == [("mot 0", 2), ("mot 1", 1)]


def test_the_pace_is_forgotten_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("sessions.cards.pace.time.monotonic", lambda: now[0])
    pace = Pace()
    for number in range(MOST):
        pace.note(1, f"mot {number}")
    assert (pace.is_too_fast(1), pace.is_too_fast(2), pace.said(1, "mot 0")) == (True, False, True)
    now[0] = SECONDS + 1
    assert (pace.is_too_fast(1), pace.said(1, "mot 0")) == (False, False)


def test_an_explanation_reaches_the_glossary_and_everyone(hall: Hall) -> None:
    hall.open()
    raise_card(hall, hall.citizens[0], "nape")
    raise_card(hall, hall.citizens[1], "nappe")
    misspelled = Card.objects.get(text="nape")
    other = enter(hall.conference, Role.FACILITATOR)
    for facilitator in (hall.facilitator, other):
        explain(hall, facilitator, misspelled, "nappe")
    assert list(Term.objects.values_list("word", "explanation")) == [("nappe", "De l’eau sous terre.")]
    assert list(Notice.objects.values_list("text", "table")) == [
        ("«\u202fnappe\u202f»\u00a0: De l’eau sous terre.", None)
    ]
    # The other spelling waited for the same word.
    assert (waiting(), told()[2:]) == ([], ["cards:answered"] * 2)
    assert set(Card.objects.values_list("text", "folded", "state")) == {("", "", "explained")}


def test_a_long_explanation_is_in_the_glossary_and_the_message_says_where(hall: Hall) -> None:
    hall.open()
    raise_card(hall, hall.citizens[0], "nappe")
    explain(hall, hall.facilitator, Card.objects.get(), explanation="e" * 600)
    assert Term.objects.get().explanation == "e" * 600
    assert len(Notice.objects.get().text) < 100


def test_a_word_that_is_there_is_explained_anew(hall: Hall) -> None:
    hall.open()
    Term.objects.create(conference=hall.conference, word="Nappe", explanation="Confus.")
    raise_card(hall, hall.citizens[0], "nappe")
    explain(hall, hall.facilitator, Card.objects.get())
    assert list(Term.objects.values_list("word", "explanation")) == [("Nappe", "De l’eau sous terre.")]


def test_what_is_put_aside_keeps_no_word(hall: Hall) -> None:
    hall.open()
    raise_card(hall, hall.citizens[0], "ce que dit mon voisin")
    card = Card.objects.get()
    for _time in range(2):
        put_aside(hall, hall.facilitator, card)
    assert (waiting(), told()) == ([], ["cards:raised", "cards:put-aside"])
    assert "voisin" not in str(everything())
    explain(hall, hall.facilitator, card)
    assert Term.objects.count() == 0


def test_the_end_of_the_sitting_forgets_what_waits(hall: Hall) -> None:
    hall.open()
    raise_card(hall, hall.citizens[0], "ce que dit mon voisin")
    close_sitting(actor=hall.facilitator, conference=hall.conference, number=1)
    assert "voisin" not in str(everything())
    refused(raise_card, hall, hall.citizens[0], "étiage")


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.CITIZEN, Role.TABLE, Role.OPERATOR}])
def test_nobody_else_raises_one(role: Role, hall: Hall) -> None:
    hall.open()
    refused(raise_card, hall, enter(hall.conference, role), "étiage")


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.FACILITATOR, Role.OPERATOR}])
def test_nobody_else_answers_one(role: Role, hall: Hall) -> None:
    hall.open()
    raise_card(hall, hall.citizens[0], "étiage")
    other, card = enter(hall.conference, role), Card.objects.get()
    refused(explain, hall, other, card)
    refused(put_aside, hall, other, card)
    refused(lambda: explain_word(actor=other, conference=hall.conference, word="x", explanation="y"))


@pytest.mark.parametrize("stage", sorted(set(Stage) - IN_A_SITTING))
def test_outside_a_sitting_nobody_raises_one(stage: Stage, conference: Conference, citizen: Actor) -> None:
    set_stage(conference, stage)
    refused(lambda: actions.raise_card(actor=citizen, conference=conference, text="étiage"))


def test_a_card_of_another_conference_is_not_answered(hall: Hall, other_conference: Conference) -> None:
    hall.open()
    raise_card(hall, hall.citizens[0], "étiage")
    set_stage(other_conference, Stage.PAUSE)
    theirs, card = enter(other_conference, Role.FACILITATOR), Card.objects.get()
    refused(lambda: actions.put_card_aside(actor=theirs, conference=other_conference, card_id=card.pk))
    refused(put_aside, hall, theirs, card)


def test_the_database_holds_the_shape(hall: Hall) -> None:
    hall.open()
    sitting = Sitting.objects.get(number=1)
    raise_card(hall, hall.citizens[0], "étiage")
    wrong = (
        {"text": "Étiage", "folded": "etiage"},
        {"text": "crue", "folded": "crue", "count": 0},
        {"text": "crue", "folded": "", "state": Card.State.PUT_ASIDE},
    )
    for each in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Card.objects.create(sitting=sitting, **each)


@pytest.mark.django_db(transaction=True)
def test_a_word_that_several_raise_at_once_is_one_line_that_counts_them(hall: Hall) -> None:
    hall.open()
    people = hall.citizens[:4]
    assert at_once(*(lambda a=a: raise_card(hall, a, "étiage") for a in people)) == [None] * 4
    assert waiting() == [("étiage", 4)]


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_who_answer_at_once_are_one_answer(hall: Hall) -> None:
    hall.open()
    raise_card(hall, hall.citizens[0], "étiage")
    card = Card.objects.get()
    both = (hall.facilitator, enter(hall.conference, Role.FACILITATOR))
    assert at_once(*(lambda f=f: explain(hall, f, card) for f in both)) == [None, None]
    assert (told()[1:], Notice.objects.count()) == (["cards:answered"], 1)


def test_by_the_forms_also_when_it_is_answered(hall: Hall, client_of) -> None:
    hall.open()

    def status(who: Actor, name: str, *args: object, **data: str) -> int:
        url = reverse(name, args=[hall.conference.slug, *args])
        return client_of(who).post(url, data, headers={"accept": "application/json"}).status_code

    me = hall.citizens[0]
    assert [status(me, "raise_card", text="x" * 81), status(me, "raise_card", text="étiage")] == [422, 200]
    card = Card.objects.get()
    assert status(me, "put_card_aside", card.pk) == 403
    assert status(hall.facilitator, "explain_card", card.pk, word="étiage", explanation="") == 422
    assert status(hall.facilitator, "explain_card", card.pk, word="étiage", explanation="Le plus bas.") == 200
    assert status(hall.facilitator, "put_card_aside", card.pk) == 200
    assert waiting() == []
