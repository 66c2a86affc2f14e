import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from deliberation.conference import rules as conference_rules
from deliberation.conference.acting import acting, locked
from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import Actor, actor_of
from deliberation.conference.stages import Act
from deliberation.hearings.models import Hearing, Question, QuestionChoice, QuestionSupport
from deliberation.hearings.questions import rules
from deliberation.journal.record import Noted, record, record_all
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel.queries import table_of, tables_of

# The facilitator's: the parts and the order


def move_hearing(*, actor: Actor, conference: Conference, hearing_id: int, phase: str) -> None:
    """Go on to this part of the hearing under way, or back to it. The one it is in already stays."""
    with acting(Act.GUIDE_HEARING, actor, conference) as found:
        hearing = _under_way(found, hearing_id)
        if phase not in Hearing.Phase.values:
            raise Refused(_("A hearing has no such part."))
        if hearing.phase == phase:
            return
        hearing.phase = phase
        hearing.save(update_fields=["phase"])
        record(found, Verb.HEARING_MOVED, actor=actor.ref, hearing=hearing.pk, phase=phase)


def choose_order(*, actor: Actor, conference: Conference, hearing_id: int, order: str) -> None:
    """Choose in which order everyone sees the questions. The same again changes nothing."""
    with acting(Act.GUIDE_HEARING, actor, conference) as found:
        hearing = _under_way(found, hearing_id)
        if hearing.order == order:
            return
        hearing.order = order
        hearing.save(update_fields=["order"])
        record(found, Verb.QUESTIONS_ORDERED, actor=actor.ref, hearing=hearing.pk, order=order)


# Every citizen's


@dataclass(frozen=True)
class Support:
    """Somebody supports a question, or does no longer (``wanted`` false)."""

    actor: Actor
    question_id: int
    wanted: bool = True


def take_back_question(*, actor: Actor, conference: Conference, question_id: int) -> None:
    """Take back what one asked, while it is nobody else's: it is in no list any more. Again changes nothing."""
    with acting(Act.TAKE_BACK_QUESTION, actor, conference) as found:
        if not Question.objects.filter(pk=question_id, hearing__conference=found).exists():
            return
        question = _asked_now(found, question_id)
        if sentence := rules.why_not_take_back(actor, question):
            raise Refused(sentence)
        question.supports.all().delete()
        question.choices.all().delete()
        question.delete()
        table = question.table or 0
        record(found, Verb.QUESTION_TAKEN_BACK, actor=actor.ref, question=question_id, table=table)


def support_question(*, actor: Actor, conference: Conference, question_id: int) -> None:
    """Want a question to be put. Doing it again changes nothing."""
    _do(conference, Support(actor, question_id))


def withdraw_question_support(*, actor: Actor, conference: Conference, question_id: int) -> None:
    """Want it no longer, nor those that ask the same. Doing it again changes nothing."""
    _do(conference, Support(actor, question_id, wanted=False))


def _do(conference: Conference, support: Support) -> None:
    (answer,) = support_questions(conference=conference, supports=[support])
    if answer is not None:
        raise answer


def support_questions(*, conference: Conference, supports: Sequence[Support]) -> list[Refused | None]:
    """Of people who support at the same moment, in one transaction: an answer for each, in their order, None for what
    is done. Who is refused takes nothing from the others."""
    with locked(conference.pk) as found:
        counter = _Counter(found, supports)
        answers = [counter.take(each) for each in supports]
        for verb, notes in counter.changed.items():
            record_all(found, verb, notes)
    return answers


class _Counter:
    """Who supports what, within a transaction."""

    def __init__(self, conference: Conference, supports: Sequence[Support]) -> None:
        self.conference = conference
        self.people = Membership.objects.in_bulk({each.actor.member.pk for each in supports})
        self.tables = tables_of(self.people.values())
        found = Question.objects.filter(hearing__conference=conference).select_related("hearing")
        self.questions = found.in_bulk({each.question_id for each in supports})
        self.groups = _groups(self.questions.values())
        self.mine = _supported(self.people, self.groups)
        self.changed: dict[Verb, list[Noted]] = {Verb.QUESTION_SUPPORTED: [], Verb.SUPPORT_WITHDRAWN: []}

    def take(self, support: Support) -> Refused | None:
        person, question = self.people.get(support.actor.member.pk), self.questions.get(support.question_id)
        actor = actor_of(person) if person else None
        if sentence := conference_rules.why_not(Act.SUPPORT_QUESTION, actor, self.conference):
            return Refused(sentence)
        if person is None or question is None or not question.hearing.under_way:
            return Refused(_("This question does not belong to the hearing under way."))
        members = {(person.pk, member) for member in self.groups[question.group_id or question.pk]}
        if support.wanted == bool(self.mine & members):
            return None
        if support.wanted:
            QuestionSupport.objects.create(question=question, membership=person, table=self.tables.get(person.pk))
            self.mine.add((person.pk, question.pk))
            self._note(Verb.QUESTION_SUPPORTED, support)
        else:
            ours = QuestionSupport.objects.filter(membership=person)
            ours.filter(question__in=[member for _person, member in members]).delete()
            self.mine -= members
            self._note(Verb.SUPPORT_WITHDRAWN, support)
        return None

    def _note(self, verb: Verb, support: Support) -> None:
        self.changed[verb].append(Noted(support.actor.ref, {"question": support.question_id}))


def _groups(questions: Collection[Question]) -> dict[int, set[int]]:
    """All that ask the same as each of these, by the one they are read under."""
    leads = {question.group_id or question.pk for question in questions}
    groups = {lead: {lead} for lead in leads}
    for member in Question.objects.filter(group__in=leads):
        groups[member.group_id or member.pk].add(member.pk)
    return groups


def _supported(people: Collection[int], groups: dict[int, set[int]]) -> set[tuple[int, int]]:
    everything = set().union(*groups.values())
    rows = QuestionSupport.objects.filter(membership__in=people, question__in=everything)
    return set(rows.values_list("membership", "question"))


def choose_question(
    *, actor: Actor, conference: Conference, question_id: int, present: Collection[int], wanted: bool = True
) -> None:
    """Agree that a question is one of one's table's, or agree no longer. It is the table's while more than half of
    those ``present`` who sit there agree. Doing it again changes nothing."""
    with acting(Act.CHOOSE_QUESTION, actor, conference) as found:
        question, table = _asked_now(found, question_id), table_of(actor.member)
        if sentence := rules.why_not_choose(question, table):
            raise Refused(sentence)
        asked = _seated(found, table) & set(present)
        if actor.member.pk not in asked:
            raise Refused(_("Sign the attendance sheet first: those who are present choose."))
        mine = QuestionChoice.objects.filter(question=question, membership=actor.member)
        if mine.exists() == wanted:
            return
        if wanted:
            QuestionChoice.objects.create(question=question, membership=actor.member)
        else:
            mine.delete()
        agreed = QuestionChoice.objects.filter(question=question, membership__in=asked).count()
        chosen = rules.is_chosen(agreed=agreed, asked=len(asked))
        if chosen and not question.chosen_at and _chosen_by(question.hearing, table) >= rules.QUESTIONS_A_TABLE:
            raise Refused(
                _("Your table has chosen %d questions, which is all it may: first agree to leave one of them.")
                % rules.QUESTIONS_A_TABLE
            )
        if chosen != bool(question.chosen_at):
            question.chosen_at = clock.now() if chosen else None
            question.save(update_fields=["chosen_at"])
        verb = Verb.TABLE_AGREED if wanted else Verb.TABLE_DISAGREED
        record(found, verb, actor=actor.ref, question=question.pk, table=table or 0)


def _seated(conference: Conference, table: int | None) -> set[int]:
    rows = conference.memberships.filter(ended_at=None, panellist__table=table)
    return set(rows.values_list("pk", flat=True))


def _chosen_by(hearing: Hearing, table: int | None) -> int:
    return hearing.questions.filter(table=table, chosen_at__isnull=False).count()


def take_notes(*, actor: Actor, conference: Conference, hearing_id: int) -> None:
    """Volunteer to note what the expert answers. One citizen does at a time, until they leave it, or the conference;
    again changes nothing."""
    with acting(Act.TAKE_NOTES, actor, conference) as found:
        hearing = _under_way(found, hearing_id)
        if hearing.note_taker_id == actor.member.pk:
            return
        if hearing.is_noted:
            raise Refused(_("Somebody notes the answers already."))
        _set_note_taker(found, actor, hearing, actor.member)


def leave_notes(*, actor: Actor, conference: Conference, hearing_id: int) -> None:
    """Note the answers no longer. Again changes nothing."""
    with acting(Act.TAKE_NOTES, actor, conference) as found:
        hearing = _under_way(found, hearing_id)
        if hearing.note_taker_id == actor.member.pk:
            _set_note_taker(found, actor, hearing, None)


def _set_note_taker(conference: Conference, actor: Actor, hearing: Hearing, who: Membership | None) -> None:
    hearing.note_taker = who
    hearing.save(update_fields=["note_taker"])
    record(conference, Verb.NOTE_TAKER_CHANGED, actor=actor.ref, hearing=hearing.pk, taken=who is not None)


# Close questions are read as one


def group_questions(*, actor: Actor, conference: Conference, question_id: int, with_id: int) -> None:
    """Read these two, and those already read with either, as one question. It goes by the one that is answered, or was
    put, or is owed in writing, or was asked first. Doing it again changes nothing."""
    with acting(Act.GROUP_QUESTIONS, actor, conference) as found:
        leads = {each.group or each for each in (_question(found, question_id), _question(found, with_id))}
        if len(leads) == 1:
            if question_id == with_id:
                raise Refused(_("Choose two questions."))
            return
        lead, other = sorted(leads, key=_precedence)
        if lead.hearing_id != other.hearing_id:
            raise Refused(_("These questions were not asked to the same expert."))
        if other.answered_at:
            raise Refused(_("Both questions are answered already."))
        other.grouped.update(group=lead)
        other.group = lead
        other.save(update_fields=["group"])
        record(found, Verb.QUESTIONS_GROUPED, actor=actor.ref, question=other.pk, lead=lead.pk)


def _precedence(question: Question) -> tuple[bool, bool, bool, datetime, int]:
    """What is owed in writing stays in sight, unless the same was put aloud."""
    return not question.answered_at, not question.put_at, not question.due, question.asked_at, question.pk


def ungroup_question(*, actor: Actor, conference: Conference, question_id: int) -> None:
    """Read a question by itself again. Doing it again changes nothing."""
    with acting(Act.GROUP_QUESTIONS, actor, conference) as found:
        question = _question(found, question_id)
        lead = question.group
        if lead is None:
            return
        question.group = None
        question.save(update_fields=["group"])
        record(found, Verb.QUESTION_UNGROUPED, actor=actor.ref, question=question.pk, lead=lead.pk)


# Answers that are not given aloud, and what the expert says of those that were


def defer_question(*, actor: Actor, conference: Conference, question_id: int, due: datetime) -> None:
    """Have a question answered in writing, until then. Another moment again moves it."""
    with acting(Act.DEFER_QUESTION, actor, conference) as found:
        question = _question(found, question_id)
        question = question.group or question
        if question.answered_at:
            raise Refused(_("This question is answered already."))
        if question.due == due:
            return
        if sentence := rules.why_not_due(due):
            raise Refused(sentence, field="due")
        question.due = due
        question.save(update_fields=["due"])
        record(found, Verb.QUESTION_DEFERRED, actor=actor.ref, question=question.pk, due=due.isoformat())


def write_answer(*, actor: Actor, conference: Conference, question_id: int, answer: str) -> None:
    """The expert answers in writing, late or not. The very same again changes nothing."""
    with acting(Act.WRITE_ANSWER, actor, conference) as found:
        question = _question(found, question_id)
        if question.written and question.answer == answer and rules.is_of_expert(actor, question.hearing):
            return
        if sentence := rules.why_not_write(actor, question):
            raise Refused(sentence)
        question.answer, question.written = answer, True
        question.answered_at = question.confirmed_at = clock.now()
        question.version += 1
        question.save(update_fields=["answer", "written", "answered_at", "confirmed_at", "version"])
        record(
            found,
            Verb.ANSWER_WRITTEN,
            actor=actor.ref,
            question=question.pk,
            late=question.is_late,
            text=_digest(answer),
        )


def confirm_answer(*, actor: Actor, conference: Conference, question_id: int, answer: str) -> None:
    """The expert says that this is what they answered: the words that were noted, or their own in their place, beside
    which what was noted is kept. The very same again changes nothing."""
    with acting(Act.CONFIRM_ANSWER, actor, conference) as found:
        question = _question(found, question_id)
        if not rules.is_of_expert(actor, question.hearing):
            raise Refused(_("Only the expert who answered confirms it."))
        if not question.answered_at:
            raise Refused(_("Nothing was noted of an answer to this question yet."))
        if question.confirmed_at and question.answer == answer:
            return
        if answer != question.answer and not question.noted_answer and not question.written:
            question.noted_answer = question.answer
        question.version += answer != question.answer
        question.answer, question.confirmed_at = answer, clock.now()
        question.save(update_fields=["answer", "confirmed_at", "noted_answer", "version"])
        record(found, Verb.ANSWER_CONFIRMED, actor=actor.ref, question=question.pk, text=_digest(answer))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _under_way(conference: Conference, hearing_id: int) -> Hearing:
    hearing = Hearing.objects.filter(conference=conference, pk=hearing_id, under_way=True).first()
    if hearing is None:
        raise Refused(_("This hearing is not under way."))
    return hearing


def _question(conference: Conference, question_id: int) -> Question:
    found = Question.objects.filter(pk=question_id, hearing__conference=conference)
    question = found.select_related("hearing__expert", "group").first()
    if question is None:
        raise Refused(_("There is no such question."))
    return question


def _asked_now(conference: Conference, question_id: int) -> Question:
    question = _question(conference, question_id)
    if not question.hearing.under_way:
        raise Refused(_("This question does not belong to the hearing under way."))
    return question
