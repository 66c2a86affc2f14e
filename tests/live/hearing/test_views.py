"""The page of the questions: what is owed in writing, until when, and what is late."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from deliberation.conference.models import Membership
from deliberation.conference.rules import Actor, actor_of
from deliberation.conference.stages import Role, Stage
from deliberation.hearings.actions import answer_question, ask_question
from deliberation.hearings.models import Question
from deliberation.hearings.questions.actions import defer_question, write_answer
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


@pytest.mark.parametrize("late", [False, True])
def test_the_live_page_says_until_when_and_leaves_it_to_the_clock_whether_it_is_late(
    late: bool, hall: Hall, expert: Actor, client_of: ClientOf
) -> None:
    """No act tells that the time is over: what the server sends is the same before and after."""
    due = clock.now() + timedelta(minutes=-1 if late else 1)
    owed = Question.objects.exclude(due=None).get()
    Question.objects.filter(pk=owed.pk).update(due=due)
    for reader, place in ((hall.facilitator, "#desk-question"), (hall.citizens[0], "#question"), (expert, "#question")):
        (state,) = read(client_of(reader), "sitting/").css(f"{place}-{owed.pk} .state")
        said = datetime.fromisoformat(state.attributes["data-late-from"] or "")
        assert (state.text(), "hidden" in state.attributes) == ("en retard", True)
        assert said == due


def test_an_answer_that_came_late_is_late_on_the_live_page(hall: Hall, expert: Actor, client_of: ClientOf) -> None:
    owed = Question.objects.exclude(due=None).get()
    Question.objects.filter(pk=owed.pk).update(due=clock.now() - timedelta(minutes=1))
    member = Membership.objects.get(pk=expert.member.pk)
    write_answer(actor=actor_of(member), conference=hall.conference, question_id=owed.pk, answer="Non.")
    for reader, place in ((hall.facilitator, "#desk-question"), (hall.citizens[0], "#question")):
        assert "en retard" in states(read(client_of(reader), "sitting/"), f"{place}-{owed.pk} .answer")


def test_what_one_asked_is_marked_on_ones_own_page_and_the_same_act_is_on_everyones(
    hall: Hall, expert: Actor, client_of: ClientOf
) -> None:
    """The page that all see cannot know who asked: the act shows where the person's own part has the mark."""
    asked, other = hall.citizens[:2]
    waiting = Question.objects.get(text="Deux ?")
    for reader, own in ((asked, True), (other, False)):
        page = read(client_of(reader), "sitting/")
        forms = page.css('form[data-act="take-back-question"]')
        places = {each.parent.attributes["data-since"] for each in forms if each.parent}
        marks = {mark for each in page.css("[data-marks]") for mark in (each.attributes["data-marks"] or "").split()}
        # Not what is owed.
        assert places == {f"asked-{waiting.pk}"}
        assert (f"asked-{waiting.pk}" in marks) == own
    assert not read(client_of(hall.facilitator), "sitting/").css('form[data-act="take-back-question"]')
    browser = client_of(asked)
    assert browser.post(f"/conferences/eau/questions/{waiting.pk}/take-back/").status_code == 303
    assert not read(client_of(other), "sitting/").css(f"#question-{waiting.pk}")


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
