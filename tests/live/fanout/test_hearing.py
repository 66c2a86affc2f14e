"""A hearing on live pages: what is typed in it is not lost, whoever was quicker."""

from collections.abc import Callable

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from deliberation.conference.stages import Stage
from deliberation.hearings import actions
from deliberation.hearings.models import Question
from sessions.fanout.audiences import Audience, Kind
from sessions.fanout.render import render
from tests.hall import Hall

ClientOf = Callable[..., Client]


@pytest.fixture
def heard(hall: Hall) -> Hall:
    hall.reach(Stage.HEARING)
    return hall


def region(hall: Hall, kind: Kind, key: str = "") -> LexborHTMLParser:
    return LexborHTMLParser(render(Audience(hall.conference.pk, kind, key), "fr").html)


def ask(hall: Hall, text: str) -> Question:
    hearing = hall.round(Stage.HEARING).hearing_id
    return actions.ask_question(actor=hall.citizens[0], conference=hall.conference, hearing_id=hearing, text=text)


def put(hall: Hall, question: Question) -> None:
    actions.put_question(actor=hall.facilitator, conference=hall.conference, question_id=question.pk)


def test_the_field_in_which_an_answer_is_noted_is_another_for_every_question(heard: Hall) -> None:
    """Of the same name, it would be moved to the next question, and what is typed in it lost."""
    fields = []
    for question in (ask(heard, "Un ?"), ask(heard, "Deux ?")):
        put(heard, question)
        fields += region(heard, Kind.CITIZENS).css('[data-act="answer-question"] textarea, [data-act="note-answer"] *')
    named = [field.attributes["id"] for field in fields if field.tag == "textarea"]
    assert named == [f"note-{question.pk}-answer" for question in Question.objects.order_by("pk")]


def test_without_a_script_an_answer_that_crossed_another_is_shown_beside_it(heard: Hall, client_of: ClientOf) -> None:
    question = ask(heard, "Un ?")
    put(heard, question)
    (form,) = region(heard, Kind.DESK).css('#desk-questions form[data-act="answer-question"]')
    seen = form.css_first('[name="version"]').attributes["value"]
    actions.answer_question(
        actor=heard.facilitator, conference=heard.conference, question_id=question.pk, answer="Oui, l’hiver"
    )
    browser, address = client_of(heard.facilitator), form.attributes["action"] or ""
    answer = browser.post(address, {"answer": "Oui", "version": seen})
    page = LexborHTMLParser(answer.content.decode())
    assert (answer.status_code, page.css_first(".conflict-text").text()) == (409, "Oui, l’hiver")
    assert page.css_first('[name="answer"]').text().strip() == "Oui"
    again = {"answer": "Oui", "version": page.css_first('[name="version"]').attributes["value"]}
    assert browser.post(address, again).status_code == 303
    question.refresh_from_db()
    assert question.answer == "Oui"
