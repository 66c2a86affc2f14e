"""The page of the questions: what is owed in writing, until when, and what is late."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from deliberation.conference.models import Membership
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.hearings.actions import answer_question, ask_question
from deliberation.hearings.models import Question
from deliberation.hearings.questions.actions import defer_question
from deliberation.kernel import clock
from tests.cast import enter
from tests.hall import Hall

ClientOf = Callable[..., Client]


@pytest.fixture
def expert(hall: Hall) -> Actor:
    """Who owes an answer in writing; another question waits, and a third is read with the one that is owed."""
    found = enter(hall.conference, Role.EXPERT)
    Membership.objects.filter(pk=found.member.pk).update(place="water")
    hall.reach(Stage.HEARING)
    hearing = hall.round(Stage.HEARING).hearing_id
    for text in ("Un ?", "Deux ?", "Trois ?"):
        ask_question(actor=hall.citizens[0], conference=hall.conference, hearing_id=hearing, text=text)
    owed, _waiting, same = Question.objects.order_by("pk")
    due = clock.now() + timedelta(days=2)
    defer_question(actor=hall.facilitator, conference=hall.conference, question_id=owed.pk, due=due)
    Question.objects.filter(pk=same.pk).update(group=owed)
    return found


def read(browser: Client, path: str) -> LexborHTMLParser:
    return LexborHTMLParser(browser.get(f"/conferences/eau/{path}").content.decode())


def states(page: LexborHTMLParser, within: str) -> list[str]:
    return [node.text() for node in page.css(f"{within} .state")]


@pytest.mark.parametrize(("late", "said"), [(False, []), (True, ["en retard"])])
def test_what_is_owed_in_writing_is_on_the_experts_first_page_and_late_when_it_is(
    late: bool, said: list[str], hall: Hall, expert: Actor, client_of: ClientOf
) -> None:
    if late:
        Question.objects.filter(due__isnull=False).update(due=clock.now() - timedelta(minutes=1))
    owed = Question.objects.exclude(due=None).get()
    mine = read(client_of(expert), "")
    assert [node.attributes["data-owed"] for node in mine.css("[data-owed]")] == [str(owed.pk)]
    assert states(mine, ".speaking li li") == said
    for reader in (expert, hall.facilitator, hall.citizens[0]):
        page = read(client_of(reader), "questions/")
        assert states(page, f"#question-{owed.pk}") == said
        assert [node.attributes["data-overdue"] for node in page.css("[data-overdue]")] == ["1"] * late


def test_only_what_may_still_be_put_is_supported(hall: Hall, expert: Actor, client_of: ClientOf) -> None:
    ask_question(
        actor=hall.citizens[0],
        conference=hall.conference,
        hearing_id=hall.round(Stage.HEARING).hearing_id,
        text="Quatre ?",
    )
    _owed, waits, _same, answered = Question.objects.order_by("pk")
    answer_question(actor=hall.facilitator, conference=hall.conference, question_id=answered.pk, answer="Oui.")
    page = read(client_of(hall.citizens[1]), "questions/")
    supported = [form.attributes["action"] for form in page.css("form[data-act=support-question]")]
    assert supported == [f"/conferences/eau/questions/{waits.pk}/support/"]
