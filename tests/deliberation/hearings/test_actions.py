"""Questions to the expert who is heard now."""

from typing import Any

import pytest

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor, actor_of
from deliberation.conference.stages import Role, Stage
from deliberation.hearings import actions
from deliberation.hearings.models import Hearing, Question
from deliberation.hearings.queries import current_question
from deliberation.hearings.questions.actions import confirm_answer, take_notes
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Conflict, Refused
from tests.cast import enter, set_stage
from tests.hall import Hall


@pytest.fixture
def heard(hall: Hall) -> Hall:
    hall.reach(Stage.HEARING)
    return hall


def ask(hall: Hall, citizen: Actor, text: str) -> Question:
    return actions.ask_question(
        actor=citizen,
        conference=hall.conference,
        hearing_id=hall.round(Stage.HEARING).hearing_id,
        text=text,
    )


def answer(hall: Hall, actor: Actor, question: Question, words: str = "") -> None:
    """Of somebody who reads what stands there."""
    question.refresh_from_db()
    actions.answer_question(
        actor=actor, conference=hall.conference, question_id=question.pk, answer=words, version=question.version
    )


def test_a_question_is_asked_once_however_often_it_is_sent(heard: Hall) -> None:
    for _ in range(3):
        ask(heard, heard.citizens[0], "Et l’hiver ?")
    assert list(Question.objects.values_list("text", flat=True)) == ["Et l’hiver ?"]
    assert Entry.objects.filter(verb="hearings:question-asked").count() == 1


def test_two_citizens_may_ask_the_same(heard: Hall) -> None:
    for citizen in heard.citizens[:2]:
        ask(heard, citizen, "Et l’hiver ?")
    assert Question.objects.count() == 2


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.CITIZEN, Role.OPERATOR}])
def test_only_citizens_ask(role: Role, heard: Hall) -> None:
    with pytest.raises(Refused):
        ask(heard, enter(heard.conference, role), "Et moi ?")
    assert Question.objects.count() == 0


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.FACILITATOR, Role.OPERATOR}])
def test_only_a_facilitator_marks_it_answered(role: Role, heard: Hall) -> None:
    question = ask(heard, heard.citizens[0], "Et l’hiver ?")
    with pytest.raises(Refused):
        answer(heard, enter(heard.conference, role), question)
    question.refresh_from_db()
    assert question.answered_at is None


def test_an_answer_can_be_corrected(heard: Hall) -> None:
    question = ask(heard, heard.citizens[0], "Et l’hiver ?")
    for words in ("Non", "Oui"):
        answer(heard, heard.facilitator, question, words)
    question.refresh_from_db()
    assert (question.answer, question.answered_at is None) == ("Oui", False)


def test_words_that_were_noted_meanwhile_are_not_written_over(heard: Hall) -> None:
    question = ask(heard, heard.citizens[0], "Et l’hiver ?")
    note: dict[str, Any] = {"conference": heard.conference, "question_id": question.pk, "version": 0}
    scribe, guide = heard.citizens[0], heard.facilitator
    put(heard, guide, question)
    take_notes(actor=scribe, conference=heard.conference, hearing_id=question.hearing_id)
    actions.answer_question(actor=scribe, **note, answer="Oui, l’hiver")
    actions.answer_question(actor=guide, **note, answer="")
    actions.answer_question(actor=guide, **note, answer="Oui, l’hiver")
    with pytest.raises(Conflict) as refusal:
        actions.answer_question(actor=guide, **note, answer="Oui")
    assert (refusal.value.current, refusal.value.version) == ("Oui, l’hiver", 1)
    question.refresh_from_db()
    assert (question.answer, question.noted_by) == ("Oui, l’hiver", scribe.member)
    assert Entry.objects.filter(verb="hearings:question-answered").count() == 1
    # Who reads the words may take them away.
    answer(heard, guide, question, "")
    question.refresh_from_db()
    assert question.answer == ""


def test_words_that_the_expert_gave_meanwhile_are_not_written_over(heard: Hall) -> None:
    question = ask(heard, heard.citizens[0], "Et l’hiver ?")
    expert = enter(heard.conference, Role.EXPERT).member
    expert.place = "water"
    expert.save(update_fields=["place"])
    answer(heard, heard.facilitator, question, "Oui")
    confirm_answer(actor=actor_of(expert), conference=heard.conference, question_id=question.pk, answer="Oui, l’hiver.")
    with pytest.raises(Conflict):
        actions.answer_question(
            actor=heard.facilitator, conference=heard.conference, question_id=question.pk, answer="Non", version=1
        )
    question.refresh_from_db()
    assert (question.answer, question.confirmed_at is None) == ("Oui, l’hiver.", False)


def test_nothing_is_asked_before_or_after_the_hearing(hall: Hall) -> None:
    hall.open()
    with pytest.raises(Refused):
        ask(hall, hall.citizens[0], "Déjà ?")
    hall.start(Stage.HEARING)
    question = ask(hall, hall.citizens[0], "Maintenant ?")
    hall.end(Stage.HEARING)
    with pytest.raises(Refused):
        ask(hall, hall.citizens[0], "Encore ?")
    with pytest.raises(Refused):
        answer(hall, hall.facilitator, question)
    assert list(Question.objects.values_list("text", flat=True)) == ["Maintenant ?"]


def test_the_expert_who_is_not_heard_now_is_not_asked(heard: Hall) -> None:
    later = Hearing.objects.create(conference=heard.conference, expert=heard.round(Stage.HEARING).hearing.expert)
    with pytest.raises(Refused):
        actions.ask_question(actor=heard.citizens[0], conference=heard.conference, hearing_id=later.pk, text="Déjà ?")


def test_a_question_of_another_conference_is_not_answered(heard: Hall, other_conference: Conference) -> None:
    expert = heard.round(Stage.HEARING).hearing.expert
    theirs = Question.objects.create(
        hearing=Hearing.objects.create(conference=other_conference, expert=expert, under_way=True),
        asked_by=enter(other_conference, Role.CITIZEN).member,
        text="Chez eux",
        asked_at=heard.round(Stage.HEARING).started_at,
    )
    with pytest.raises(Refused):
        answer(heard, heard.facilitator, theirs, "pris")
    theirs.refresh_from_db()
    assert theirs.answer == ""


def put(hall: Hall, actor: Actor, question: Question) -> None:
    actions.put_question(actor=actor, conference=hall.conference, question_id=question.pk)


def now_asked(hall: Hall) -> str:
    found = current_question(hall.round(Stage.HEARING).hearing)
    return found.text if found else ""


def test_the_question_on_the_screen_is_the_last_that_was_put_and_is_not_answered(heard: Hall) -> None:
    first, second = (ask(heard, heard.citizens[0], text) for text in ("Un ?", "Deux ?"))
    assert now_asked(heard) == ""
    for question, words in ((first, "Un ?"), (second, "Deux ?"), (first, "Un ?")):
        put(heard, heard.facilitator, question)
        assert now_asked(heard) == words
    answer(heard, heard.facilitator, first)
    assert now_asked(heard) == "Deux ?"
    answer(heard, heard.facilitator, second)
    assert now_asked(heard) == ""


def test_a_question_is_put_once_however_many_press(heard: Hall) -> None:
    question = ask(heard, heard.citizens[0], "Un ?")
    for guide in (heard.facilitator, heard.facilitator, enter(heard.conference, Role.FACILITATOR)):
        put(heard, guide, question)
    assert Entry.objects.filter(verb="hearings:question-put").count() == 1


def test_an_answered_question_is_not_put_again(heard: Hall, english: None) -> None:
    question = ask(heard, heard.citizens[0], "Un ?")
    answer(heard, heard.facilitator, question)
    with pytest.raises(Refused, match="answered already"):
        put(heard, heard.facilitator, question)


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.FACILITATOR, Role.OPERATOR}])
def test_only_a_facilitator_puts_a_question(role: Role, heard: Hall) -> None:
    question = ask(heard, heard.citizens[0], "Un ?")
    with pytest.raises(Refused):
        put(heard, enter(heard.conference, role, table=1), question)
    assert now_asked(heard) == ""


def test_nothing_is_put_after_the_hearing_nor_from_another_conference(
    heard: Hall, other_conference: Conference
) -> None:
    question = ask(heard, heard.citizens[0], "Un ?")
    set_stage(other_conference, Stage.HEARING)
    theirs = enter(other_conference, Role.FACILITATOR)
    with pytest.raises(Refused):
        actions.put_question(actor=theirs, conference=other_conference, question_id=question.pk)
    heard.end(Stage.HEARING)
    with pytest.raises(Refused):
        put(heard, heard.facilitator, question)
    assert now_asked(heard) == ""
