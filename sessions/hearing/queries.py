"""The page of all questions: those of each hearing, with what this reader may do about each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django import forms
from django.urls import reverse
from django.utils import timezone

from deliberation.conference import rules
from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Role
from deliberation.hearings.models import Expert, Hearing, Question
from deliberation.hearings.questions.forms import ConfirmForm, DueForm, GroupForm, WrittenForm
from deliberation.hearings.questions.queries import Asked, asked_in, supported_by
from deliberation.hearings.questions.rules import is_of_expert, why_not_write
from sessions.fanout.acts import OfferedAct
from sessions.rounds.models import Round


@dataclass(frozen=True)
class Row:
    """A question, with the forms of this reader's acts by name."""

    asked: Asked
    acts: dict[str, OfferedAct] = field(default_factory=dict)
    apart: tuple[tuple[Question, OfferedAct], ...] = ()


@dataclass(frozen=True)
class Heard:
    """A hearing with its questions: those that wait first. ``mine``: the reader is the expert who is heard in it."""

    hearing: Hearing
    round: Round | None
    expert: Expert | None
    rows: tuple[Row, ...]
    mine: bool
    group: OfferedAct | None = None

    @property
    def waiting(self) -> int:
        return sum(row.asked.question.answered_at is None for row in self.rows)

    @property
    def overdue(self) -> int:
        """How many written answers are owed longer than was said."""
        return sum(row.asked.question.is_overdue for row in self.rows)


def hearings_with_questions(actor: Actor, conference: Conference) -> list[Heard]:
    """In the order in which they are held; an expert's own come first, even before anything was asked."""
    hearings = Hearing.objects.filter(conference=conference).select_related("expert", "round__sitting")
    ordered = sorted(hearings, key=_held)
    found = [_heard(actor, conference, hearing) for hearing in ordered]
    shown = [each for each in found if each.rows or each.mine]
    return sorted(shown, key=lambda each: not each.mine)


def texts_of(heard: Iterable[Heard]) -> Iterator[str]:
    """Every question and answer that the page shows."""
    for row in (row for each in heard for row in each.rows):
        yield row.asked.question.text
        yield row.asked.question.answer
        yield from (other.text for other in row.asked.others)


def _held(hearing: Hearing) -> tuple[bool, int, int, int]:
    round_ = getattr(hearing, "round", None)
    return (round_ is None, round_.sitting.number, round_.number, 0) if round_ else (True, 0, 0, hearing.pk)


def _heard(actor: Actor, conference: Conference, hearing: Hearing) -> Heard:
    mine = is_of_expert(actor, hearing)
    asked = asked_in(hearing)
    supported = (
        {question for _person, question in supported_by([actor.member])} if actor.role == Role.CITIZEN else set()
    )
    may_group = rules.may(Act.GROUP_QUESTIONS, actor, conference)
    rows = tuple(_row(actor, conference, each, supported, may_group) for each in asked)
    to_group = [each for each in asked if not each.question.answered_at]
    group = None
    if may_group and len(to_group) > 1:
        form = GroupForm(asked=to_group, auto_id=f"group-{hearing.pk}-%s")
        group = _offered("group_questions", conference, hearing.pk, form=form)
    return Heard(hearing, getattr(hearing, "round", None), hearing.expert, rows, mine, group)


def _row(actor: Actor, conference: Conference, asked: Asked, supported: set[int], may_group: bool) -> Row:
    question, acts = asked.question, {}
    may_support = actor.role == Role.CITIZEN and rules.may(Act.SUPPORT_QUESTION, actor, conference)
    if may_support and asked.is_open and question.hearing.under_way:
        name = "withdraw_question_support" if question.pk in supported else "support_question"
        acts[name] = _offered(name, conference, question.pk)
    if rules.may(Act.DEFER_QUESTION, actor, conference) and not question.answered_at:
        form = DueForm(initial=_due(question), auto_id=f"due-{question.pk}-%s")
        acts["defer_question"] = _offered("defer_question", conference, question.pk, form=form)
    if rules.may(Act.WRITE_ANSWER, actor, conference) and not why_not_write(actor, question):
        written = WrittenForm(auto_id=f"write-{question.pk}-%s")
        acts["write_answer"] = _offered("write_answer", conference, question.pk, form=written)
    if (
        rules.may(Act.CONFIRM_ANSWER, actor, conference)
        and is_of_expert(actor, question.hearing)
        and question.answered_at
    ):
        confirm = ConfirmForm(initial={"answer": question.answer}, auto_id=f"confirm-{question.pk}-%s")
        acts["confirm_answer"] = _offered("confirm_answer", conference, question.pk, form=confirm)
    apart = (
        tuple((each, _offered("ungroup_question", conference, each.pk)) for each in asked.others) if may_group else ()
    )
    return Row(asked, acts, apart)


def _due(question: Question) -> dict[str, object]:
    due = timezone.localtime(question.due) if question.due else None
    return {"due": due.date(), "hour": due.time()} if due else {}


def _offered(name: str, conference: Conference, number: int, *, form: forms.Form | None = None) -> OfferedAct:
    here = reverse("questions", args=[conference.slug])
    address = reverse(name, args=[conference.slug, number])
    return OfferedAct(name.replace("_", "-"), address, here, form or PlainForm(auto_id=False))
