"""Supports of questions by socket: each is answered, and counts once however often and by whatever way it is sent."""

import asyncio
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.hearings.actions import ask_question
from deliberation.hearings.models import Question, QuestionSupport
from deliberation.hearings.questions.actions import support_question
from deliberation.journal.models import Entry
from sessions.fanout.audiences import Visit
from sessions.polling.station import Answer, Station
from sessions.polling.supports import Supported, answers_to
from tests.cast import enter, sign_in
from tests.hall import Hall

SECONDS = 20.0


@pytest.fixture
def question(hall: Hall) -> Question:
    hall.reach(Stage.HEARING)
    return ask_question(
        actor=hall.citizens[0],
        conference=hall.conference,
        hearing_id=hall.round(Stage.HEARING).hearing_id,
        text="Et l’hiver ?",
    )


def sent(hall: Hall, who: Actor, question: Question, *, wanted: bool = True) -> Supported:
    visit = Visit(sign_in(who.member.user), hall.conference.slug)
    return Supported(visit, "en", question.pk, wanted, uuid.uuid4())


def together(supports: Sequence[Supported]) -> list[Answer]:
    station = Station(answers_to)

    async def cast() -> list[Answer]:
        async with asyncio.timeout(SECONDS):
            return await asyncio.gather(*(station.cast(each) for each in supports))

    return asyncio.run(cast())


COUNTED, TAKEN_BACK = Answer(said="Your support is counted."), Answer(said="Your support is taken back.")


@pytest.mark.django_db(transaction=True)
def test_everyone_at_once_by_frames_and_by_forms_counts_once(hall: Hall, question: Question) -> None:
    frames = [sent(hall, who, question) for who in hall.citizens]

    def by_form(who: Actor) -> None:
        try:
            support_question(actor=who, conference=hall.conference, question_id=question.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as hands:
        pressed = [hands.submit(by_form, who) for who in hall.citizens]
        # The impatient send the same frame, and another.
        again = [sent(hall, who, question) for who in hall.citizens]
        assert together([*frames, *frames, *again]) == [COUNTED] * (3 * len(hall.citizens))
        for each in pressed:
            each.result()
    assert QuestionSupport.objects.count() == len(hall.citizens)
    # Its author supports it by asking.
    assert Entry.objects.filter(verb="hearings:question-supported").count() == len(hall.citizens) - 1


@pytest.mark.django_db
def test_who_may_not_support_is_refused_and_takes_nothing_from_the_others(
    hall: Hall, question: Question, english: None
) -> None:
    expert, citizen = enter(hall.conference, Role.EXPERT), hall.citizens[1]
    nobody = Supported(Visit("none", hall.conference.slug), "en", question.pk, True, uuid.uuid4())
    answers = answers_to([sent(hall, expert, question), nobody, sent(hall, citizen, question)])
    refused = Answer(errors={"": ["Your role in this conference does not allow this."]})
    assert answers == [refused, Answer(), COUNTED]
    assert answers_to([sent(hall, citizen, question, wanted=False)]) == [TAKEN_BACK]
    assert set(QuestionSupport.objects.values_list("membership", flat=True)) == {hall.citizens[0].member.pk}
