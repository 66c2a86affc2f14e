"""Supports, tables that choose, groups, and answers that come in writing or are confirmed."""

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from deliberation.conference.rules import Actor, actor_of
from deliberation.conference.stages import Role, Stage
from deliberation.hearings import actions as hearings
from deliberation.hearings.models import Hearing, Question
from deliberation.hearings.questions import actions
from deliberation.hearings.questions.actions import Support
from deliberation.hearings.questions.queries import Asked, asked_in, close_looks, supported_by
from deliberation.journal.models import Entry
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from sessions.hearing.actions import choose_question
from tests.cast import enter
from tests.hall import Hall


@pytest.fixture
def heard(hall: Hall) -> Hall:
    """At tables of three."""
    hall.once(_begun)
    return hall


def _begun(hall: Hall) -> None:
    hall.open()
    hall.hold(Stage.TABLES)
    hall.start(Stage.HEARING)


def hearing_of(hall: Hall) -> Hearing:
    found = hall.round(Stage.HEARING).hearing
    assert found is not None
    return found


def ask(hall: Hall, citizen: Actor, text: str) -> Question:
    return hearings.ask_question(actor=citizen, conference=hall.conference, hearing_id=hearing_of(hall).pk, text=text)


def support(hall: Hall, citizen: Actor, question: Question, *, wanted: bool = True) -> None:
    perform = actions.support_question if wanted else actions.withdraw_question_support
    perform(actor=citizen, conference=hall.conference, question_id=question.pk)


def move(hall: Hall, phase: str) -> None:
    actions.move_hearing(
        actor=hall.facilitator, conference=hall.conference, hearing_id=hearing_of(hall).pk, phase=phase
    )


def choose(hall: Hall, people: Sequence[Actor], question: Question, *, wanted: bool = True) -> None:
    for citizen in people:
        choose_question(actor=citizen, conference=hall.conference, question_id=question.pk, wanted=wanted)


def group(hall: Hall, question: Question, other: Question) -> None:
    actions.group_questions(
        actor=hall.facilitator, conference=hall.conference, question_id=question.pk, with_id=other.pk
    )


def answer(hall: Hall, actor: Actor, question: Question, words: str) -> None:
    """Of somebody who reads what stands there."""
    question.refresh_from_db()
    hearings.answer_question(
        actor=actor, conference=hall.conference, question_id=question.pk, answer=words, version=question.version
    )


def put(hall: Hall, question: Question) -> None:
    hearings.put_question(actor=hall.facilitator, conference=hall.conference, question_id=question.pk)


def shown(hall: Hall) -> list[tuple[str, int]]:
    return [(row.question.text, row.support) for row in asked_in(hearing_of(hall))]


def only(hall: Hall) -> Asked:
    (found,) = asked_in(hearing_of(hall))
    return found


def expert_of(hall: Hall, place: str = "water") -> Actor:
    member = enter(hall.conference, Role.EXPERT).member
    member.place = place
    member.save(update_fields=["place"])
    return actor_of(member)


def told(hall: Hall, verb: str) -> list[dict[str, Any]]:
    found = Entry.objects.filter(conference=hall.conference, verb=f"hearings:{verb}").order_by("number")
    return [json.loads(entry.detail) for entry in found]


def refused(*acts: object) -> None:
    for act in acts:
        with pytest.raises(Refused):
            act()  # type: ignore[operator]


def test_who_asks_supports_and_each_support_counts_once(heard: Hall) -> None:
    question = ask(heard, heard.citizens[0], "Un ?")
    for _again in range(3):
        for citizen in heard.citizens[:3]:
            support(heard, citizen, question)
    assert shown(heard) == [("Un ?", 3)]
    assert len(told(heard, "question-supported")) == 2
    support(heard, heard.citizens[1], question, wanted=False)
    support(heard, heard.citizens[1], question, wanted=False)
    assert shown(heard) == [("Un ?", 2)]
    assert len(told(heard, "support-withdrawn")) == 1


def test_people_who_support_at_once_are_answered_each(heard: Hall) -> None:
    question = ask(heard, heard.citizens[0], "Un ?")
    outsider = enter(heard.conference, Role.FACILITATOR)
    supports = [
        Support(heard.citizens[1], question.pk),
        Support(outsider, question.pk),
        Support(heard.citizens[1], question.pk),
        Support(heard.citizens[2], question.pk + 1),
        Support(heard.citizens[2], question.pk),
        Support(heard.citizens[1], question.pk, wanted=False),
    ]
    answers = actions.support_questions(conference=heard.conference, supports=supports)
    assert [each is None for each in answers] == [True, False, True, False, True, True]
    assert shown(heard) == [("Un ?", 2)]


def test_a_question_that_is_asked_and_supported_while_the_others_are_read_comes_with_the_next_look(heard: Hall) -> None:
    first, second, *_ = heard.citizens
    known = ask(heard, first, "Qui paie ?")
    support(heard, second, known)

    come: list[Question] = []

    def another_comes(execute: Any, sql: str, *args: Any) -> Any:
        if sql.startswith("SELECT") and 'FROM "deliberation_questionsupport"' in sql and not come:
            come.append(known)
            come.append(ask(heard, first, "Qui décide ?"))
            support(heard, second, come[-1])
        return execute(sql, *args)

    with connection.execute_wrapper(another_comes):
        shown = asked_in(hearing_of(heard))
    assert [(row.question, row.support) for row in shown] == [(known, 2)]
    assert [(row.question, row.support) for row in asked_in(hearing_of(heard))] == [(each, 2) for each in come]


def take_back(hall: Hall, citizen: Actor, question: Question) -> None:
    actions.take_back_question(actor=citizen, conference=hall.conference, question_id=question.pk)


def may_be_taken_back(hall: Hall) -> list[bool]:
    return [row.may_be_taken_back for row in asked_in(hearing_of(hall))]


def test_who_asked_takes_back_what_nobody_else_wants(heard: Hall) -> None:
    author, other = heard.citizens[:2]
    question = ask(heard, author, "Un ?")
    ask(heard, other, "Deux ?")
    refused(lambda: take_back(heard, other, question))
    assert may_be_taken_back(heard) == [True, True]
    for _again in range(2):
        take_back(heard, author, question)
    assert shown(heard) == [("Deux ?", 1)]
    assert [each["question"] for each in told(heard, "question-taken-back")] == [question.pk]
    # It may be asked again.
    ask(heard, author, "Un ?")
    assert sorted(shown(heard)) == [("Deux ?", 1), ("Un ?", 1)]


@pytest.mark.parametrize("how", ["supported", "grouped", "leading", "chosen", "put", "answered", "owed"])
def test_what_is_somebody_elses_too_is_not_taken_back(how: str, heard: Hall) -> None:
    author, other = heard.at_table(1)[:2]
    question, second = ask(heard, author, "Un ?"), ask(heard, other, "Deux ?")
    due = clock.now() + timedelta(hours=1)
    acts: dict[str, Callable[[], object]] = {
        "supported": lambda: support(heard, other, question),
        "grouped": lambda: group(heard, question, second),
        "leading": lambda: group(heard, second, question),
        "chosen": lambda: (move(heard, "preparation"), choose(heard, heard.at_table(1), question)),
        "put": lambda: put(heard, question),
        "answered": lambda: answer(heard, heard.facilitator, question, "Oui"),
        "owed": lambda: actions.defer_question(
            actor=heard.facilitator, conference=heard.conference, question_id=question.pk, due=due
        ),
    }
    acts[how]()
    (row,) = (each for each in asked_in(hearing_of(heard)) if question in {each.question, *each.others})
    assert not row.may_be_taken_back
    refused(lambda: take_back(heard, author, question))
    assert Question.objects.count() == 2


def test_a_question_that_somebody_at_the_table_begins_to_choose_is_not_taken_back(heard: Hall) -> None:
    author, other = heard.at_table(1)[:2]
    question = ask(heard, author, "Un ?")
    move(heard, "preparation")
    choose(heard, [author], question)
    choose(heard, [other], question)
    refused(lambda: take_back(heard, author, question))
    choose(heard, [other], question, wanted=False)
    take_back(heard, author, question)
    assert shown(heard) == []


def test_the_most_supported_or_what_hears_the_most_tables(heard: Hall) -> None:
    first, second = heard.at_table(1), heard.at_table(2)
    here, too, there = ask(heard, first[0], "Ici ?"), ask(heard, first[1], "Ici aussi ?"), ask(heard, second[0], "Là ?")
    for question in (here, too):
        for citizen in first:
            support(heard, citizen, question)
    support(heard, second[1], there)
    assert shown(heard) == [("Ici ?", 3), ("Ici aussi ?", 3), ("Là ?", 2)]
    hearing = hearing_of(heard)
    actions.choose_order(actor=heard.facilitator, conference=heard.conference, hearing_id=hearing.pk, order="tables")
    assert shown(heard) == [("Ici ?", 3), ("Là ?", 2), ("Ici aussi ?", 3)]
    # The first table was heard: the second waits for nobody any more.
    put(heard, here)
    answer(heard, heard.facilitator, here, "Oui")
    assert [text for text, _number in shown(heard)] == ["Là ?", "Ici aussi ?", "Ici ?"]


def test_a_table_chooses_when_more_than_half_of_it_agrees_and_a_handful(heard: Hall) -> None:
    people = heard.at_table(1)
    questions = [ask(heard, people[0], f"{n} ?") for n in range(4)]
    refused(lambda: choose(heard, people[:1], questions[0]))
    move(heard, "preparation")
    choose(heard, people[:1], questions[0])
    assert Question.objects.exclude(chosen_at=None).count() == 0
    for question in questions[:3]:
        choose(heard, people, question)
    assert [row.chosen_by for row in asked_in(hearing_of(heard)) if row.chosen_by] == [(1,)] * 3
    refused(lambda: choose(heard, people, questions[3]), lambda: choose(heard, heard.at_table(2), questions[0]))
    choose(heard, people, questions[0], wanted=False)
    choose(heard, people, questions[3])
    assert set(Question.objects.exclude(chosen_at=None)) == set(questions[1:])


def test_close_questions_are_read_as_one_count_people_once_and_are_taken_apart(heard: Hall) -> None:
    one, other = ask(heard, heard.citizens[0], "Où va l’eau ?"), ask(heard, heard.citizens[1], "Où va donc l’eau ?")
    for citizen in heard.citizens[:3]:
        support(heard, citizen, one)
    support(heard, heard.citizens[2], other)
    for _again in range(2):
        group(heard, other, one)
    assert (only(heard).question, only(heard).others, only(heard).support) == (one, (other,), 3)
    person = heard.citizens[1].member
    assert supported_by([person]) == [(person.pk, one.pk)]
    # What is done to either is done to both.
    put(heard, other)
    answer(heard, heard.facilitator, other, "À la rivière.")
    assert only(heard).question.answer == "À la rivière."
    actions.ungroup_question(actor=heard.facilitator, conference=heard.conference, question_id=other.pk)
    assert shown(heard) == [("Où va donc l’eau ?", 2), ("Où va l’eau ?", 3)]


def test_to_support_a_group_no_longer_is_to_support_none_of_it(heard: Hall) -> None:
    one, other = (ask(heard, heard.citizens[0], text) for text in ("Un ?", "Un, donc ?"))
    group(heard, other, one)
    support(heard, heard.citizens[0], one, wanted=False)
    assert only(heard).support == 0


def test_groups_of_groups_have_one_lead_and_two_answers_stay_two(heard: Hall) -> None:
    a, b, c, d = (ask(heard, heard.citizens[0], text) for text in "abcd")
    group(heard, a, b)
    group(heard, d, c)
    group(heard, d, b)
    assert (only(heard).question, set(only(heard).others)) == (a, {b, c, d})
    e, f = (ask(heard, heard.citizens[0], text) for text in "ef")
    for question in (e, f):
        answer(heard, heard.facilitator, question, "Oui")
    refused(lambda: group(heard, e, f), lambda: group(heard, e, e))


def test_what_is_owed_in_writing_stays_owed_when_it_is_read_with_another(heard: Hall) -> None:
    first, second = (ask(heard, heard.citizens[0], text) for text in ("Un ?", "Deux ?"))
    due = clock.now() + timedelta(hours=1)
    actions.defer_question(actor=heard.facilitator, conference=heard.conference, question_id=second.pk, due=due)
    group(heard, first, second)
    row = only(heard)
    assert (row.question, row.others, row.is_owed, row.question.due) == (second, (first,), True, due)
    actions.ungroup_question(actor=heard.facilitator, conference=heard.conference, question_id=first.pk)
    assert [(row.question, row.is_owed) for row in asked_in(hearing_of(heard))] == [(first, False), (second, True)]


def test_what_is_put_aloud_is_answered_aloud_for_what_was_owed_in_writing(heard: Hall) -> None:
    first, second = (ask(heard, heard.citizens[0], text) for text in ("Un ?", "Deux ?"))
    due = clock.now() + timedelta(hours=1)
    actions.defer_question(actor=heard.facilitator, conference=heard.conference, question_id=first.pk, due=due)
    put(heard, second)
    group(heard, first, second)
    assert (only(heard).question, only(heard).others) == (second, (first,))


def test_what_looks_alike_is_suggested(heard: Hall) -> None:
    texts = ("Qui contrôle la nappe phréatique ?", "La nappe phréatique, qui la contrôle ?", "Combien cela coûte ?")
    one, other, _third = (ask(heard, heard.citizens[0], text) for text in texts)
    (look,) = close_looks(asked_in(hearing_of(heard)))
    assert (look.first, look.second) == (one, other)


def test_a_citizen_who_volunteered_notes_what_is_put_and_nothing_else(heard: Hall) -> None:
    scribe, other = heard.citizens[:2]
    question, waiting = ask(heard, other, "Un ?"), ask(heard, other, "Deux ?")
    put(heard, question)
    refused(lambda: answer(heard, scribe, question, "Oui"))
    take = {"conference": heard.conference, "hearing_id": hearing_of(heard).pk}
    actions.take_notes(actor=scribe, **take)
    refused(lambda: actions.take_notes(actor=other, **take), lambda: answer(heard, other, question, "Non"))
    answer(heard, scribe, question, "Oui")
    refused(lambda: answer(heard, scribe, waiting, "Oui"))
    question.refresh_from_db()
    assert (question.answer, question.noted_by) == ("Oui", scribe.member)
    actions.leave_notes(actor=scribe, **take)
    refused(lambda: answer(heard, scribe, question, "Peut-être"))


def test_the_expert_confirms_or_corrects_and_what_was_noted_is_kept(heard: Hall) -> None:
    expert, question = expert_of(heard), ask(heard, heard.citizens[0], "Un ?")

    def confirm(actor: Actor, words: str) -> None:
        actions.confirm_answer(actor=actor, conference=heard.conference, question_id=question.pk, answer=words)

    refused(lambda: confirm(expert, "Oui"))
    answer(heard, heard.facilitator, question, "Oui")
    refused(*(lambda a=a: confirm(a, "Oui") for a in (expert_of(heard, "air"), heard.facilitator, heard.citizens[0])))
    confirm(expert, "Oui")
    question.refresh_from_db()
    assert (question.confirmed_at is None, question.noted_answer) == (False, "")
    confirm(expert, "Oui, l’hiver.")
    question.refresh_from_db()
    assert (question.answer, question.noted_answer) == ("Oui, l’hiver.", "Oui")
    # Noted anew, it is to be confirmed anew.
    answer(heard, heard.facilitator, question, "Non")
    question.refresh_from_db()
    assert (question.confirmed_at, question.noted_answer) == (None, "")


@pytest.mark.parametrize("late", [False, True])
def test_an_answer_comes_in_writing_and_late_is_late(late: bool, heard: Hall) -> None:
    expert, question = expert_of(heard), ask(heard, heard.citizens[0], "Un ?")

    def write(actor: Actor) -> None:
        actions.write_answer(actor=actor, conference=heard.conference, question_id=question.pk, answer="Voici.")

    def defer(hours: int) -> None:
        due = clock.now() + timedelta(hours=hours)
        actions.defer_question(actor=heard.facilitator, conference=heard.conference, question_id=question.pk, due=due)

    refused(lambda: write(expert), lambda: defer(-1))
    defer(1)
    assert only(heard).is_owed
    heard.end(Stage.HEARING)
    if late:
        Question.objects.update(due=clock.now() - timedelta(minutes=1))
    refused(lambda: write(expert_of(heard, "air")), lambda: write(heard.facilitator))
    for _again in range(2):
        write(expert)
    question.refresh_from_db()
    assert (question.answer, question.written, question.is_late) == ("Voici.", True, late)
    (detail,) = told(heard, "answer-written")
    assert detail["late"] == late
    refused(lambda: defer(2))


def test_what_was_not_put_is_answered_in_writing_after_the_hearing(heard: Hall) -> None:
    expert, question = expert_of(heard), ask(heard, heard.citizens[0], "Un ?")
    heard.end(Stage.HEARING)
    actions.write_answer(actor=expert, conference=heard.conference, question_id=question.pk, answer="Voici.")
    question.refresh_from_db()
    assert (question.written, question.is_late, question.due) == (True, False, None)


def test_nothing_of_a_hearing_is_done_after_it(heard: Hall) -> None:
    question = ask(heard, heard.citizens[0], "Un ?")
    move(heard, "preparation")
    heard.end(Stage.HEARING)
    refused(
        lambda: support(heard, heard.citizens[1], question),
        lambda: choose(heard, heard.at_table(1), question),
        lambda: move(heard, "exchange"),
        lambda: take_back(heard, heard.citizens[0], question),
        lambda: actions.take_notes(
            actor=heard.citizens[0], conference=heard.conference, hearing_id=hearing_of(heard).pk
        ),
    )
    assert shown(heard) == [("Un ?", 1)]
