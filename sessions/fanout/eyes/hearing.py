"""A hearing: what everyone sees of it, what a table chooses, and what those who guide it do."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.urls import reverse

from deliberation.conference.models import Conference, Membership
from deliberation.conference.posting import PlainForm
from deliberation.dossier.queries import presentations_of
from deliberation.hearings.forms import AnswerForm, QuestionForm
from deliberation.hearings.models import Hearing
from deliberation.hearings.queries import current_question
from deliberation.hearings.questions import queries
from deliberation.hearings.questions.forms import DueForm, GroupForm, MoveForm, OrderForm
from deliberation.hearings.questions.rules import QUESTIONS_A_TABLE
from sessions.fanout.acts import OfferedAct, act
from sessions.rounds.models import Round
from sessions.tables.queries import present_people

Eyes = dict[str, Any]
PHASES = list(Hearing.Phase)


def heard(conference: Conference, round_: Round) -> Eyes:
    """The parts of the hearing, who is heard, and every question once, in the order that the facilitator chose."""
    hearing = round_.hearing
    if hearing is None or hearing.expert is None:
        return {}
    asked, put = queries.asked_in(hearing), current_question(hearing)
    return {
        "hearing": hearing,
        "phases": PHASES,
        "expert": hearing.expert,
        "presentations": presentations_of(hearing),
        "asked": asked,
        "put": next((row for row in asked if row.question == put), None),
        "to_put": [row for row in asked if row.is_open and row.question != put],
        "owed": [row for row in asked if row.is_owed],
        "answered_questions": [row for row in asked if row.question.answered_at],
        "ask": act("ask-question", "ask_question", conference, hearing.pk, form=QuestionForm()),
        "all_questions": reverse("questions", args=[conference.slug]),
    } | _note_taking(conference, hearing, put)


def _note_taking(conference: Conference, hearing: Hearing, put: Any) -> Eyes:
    """Who volunteered has the mark on their own page, and with it the form for the question that is put."""
    mark = f"notes-{hearing.pk}"
    found: Eyes = {
        "notes_mark": mark,
        "is_noted": hearing.is_noted,
        "leave_notes": act("leave-notes", "leave_notes", conference, hearing.pk, form=PlainForm()),
    }
    if not hearing.is_noted:
        found["take_notes"] = act("take-notes", "take_notes", conference, hearing.pk, form=PlainForm())
    if put:
        # Of this question: a field of the same name would be moved to the next one, and emptied of what is typed.
        form = AnswerForm(initial={"version": put.version}, auto_id=f"note-{put.pk}-%s")
        found["note_answer"] = act("note-answer", "answer_question", conference, put.pk, form=form)
    return found


def marks_of(memberships: Sequence[Membership]) -> Iterator[tuple[int, str]]:
    """Marks of people’s own pages: what they asked and support, what their table should ask, whether they note the
    answers. Of every hearing: a person's page is not made anew because the hearing is another one.
    """
    for person, question in queries.supported_by(memberships):
        yield person, f"question-{question}"
    for person, question in queries.asked_by(memberships):
        yield person, f"asked-{question}"
    for person, question in queries.chosen_by(memberships):
        yield person, f"chosen-{question}"
    for person, hearing in queries.noted_by(memberships):
        yield person, f"notes-{hearing}"


def at_table(conference: Conference, round_: Round, table: int, people: Iterable[int]) -> Eyes:
    """The questions asked at a table, of which it chooses a few in the part that is for it."""
    hearing = round_.hearing
    if hearing is None:
        return {}
    questions = queries.asked_at_table(hearing, table)
    here = set(people) & present_people(conference)
    agreed = queries.agreed_to(questions, here)
    choosing = hearing.phase == Hearing.Phase.PREPARATION
    return {
        "choosing": choosing,
        "chosen_questions": sum(bool(question.chosen_at) for question in questions),
        "most_chosen": QUESTIONS_A_TABLE,
        "questions_here": [
            {
                "question": question,
                "agreed": agreed[question.pk],
                "asked": len(here),
                "choose": act(
                    "choose-question",
                    "choose_question",
                    conference,
                    question.pk,
                    form=PlainForm(),
                    until=f"chosen-{question.pk}",
                ),
                "leave": act("leave-question", "leave_question", conference, question.pk, form=PlainForm()),
                "since": f"chosen-{question.pk}",
            }
            for question in questions
        ]
        if choosing
        else [{"question": question} for question in questions if question.chosen_at],
    }


def at_desk(conference: Conference, eyes: Eyes) -> Eyes:
    """The next part, the order, close questions, and what is put and answered."""
    hearing, put = eyes["hearing"], eyes["put"]
    place = PHASES.index(Hearing.Phase(hearing.phase))
    order = OrderForm(initial={"order": hearing.order}, auto_id="order-%s")
    found: Eyes = {
        "move_on_hearing": _move(conference, hearing, PHASES[place + 1]) if place + 1 < len(PHASES) else None,
        "move_back_hearing": _move(conference, hearing, PHASES[place - 1]) if place else None,
        "order": act("choose-order", "choose_order", conference, hearing.pk, form=order),
        "looks": [_look(conference, hearing, look) for look in queries.close_looks(eyes["asked"])],
        "answers": [_answered(conference, row.question) for row in eyes["answered_questions"]],
    }
    if put:
        found["answer_put"] = _answer(conference, put.question)
        due = DueForm(auto_id=f"due-{put.question.pk}-%s")
        found["defer_put"] = act("defer-question", "defer_question", conference, put.question.pk, form=due)
    return found


def _move(conference: Conference, hearing: Hearing, phase: Hearing.Phase) -> Eyes:
    form = MoveForm(initial={"phase": phase.value}, auto_id=f"phase-{phase.value}-%s")
    return {"to": phase, "act": act("move-hearing", "move_hearing", conference, hearing.pk, form=form)}


def _look(conference: Conference, hearing: Hearing, look: queries.Look) -> Eyes:
    pair = {"question_id": look.first.pk, "with_id": look.second.pk}
    form = GroupForm(initial=pair, auto_id=f"look-{look.first.pk}-{look.second.pk}-%s")
    return {"look": look, "group": act("group-questions", "group_questions", conference, hearing.pk, form=form)}


def _answer(conference: Conference, question: Any) -> OfferedAct:
    known = {"answer": question.answer, "version": question.version}
    form = AnswerForm(initial=known, auto_id=f"answer-{question.pk}-%s")
    return act("answer-question", "answer_question", conference, question.pk, form=form)


def _answered(conference: Conference, question: Any) -> Eyes:
    return {"question": question, "answer": None if question.written else _answer(conference, question)}
