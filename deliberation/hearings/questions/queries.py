from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from deliberation.conference.models import Membership
from deliberation.hearings.models import Hearing, Question, QuestionChoice, QuestionSupport
from deliberation.hearings.queries import questions_of
from deliberation.hearings.questions.order import FEWEST_OF_A_TABLE, Weight, most_supported, most_tables
from deliberation.kernel.similarity import Pair, close_pairs

ORDERS: dict[str, Callable[[Sequence[Weight], frozenset[int]], list[Weight]]] = {
    Hearing.Order.SUPPORT: most_supported,
    Hearing.Order.TABLES: most_tables,
}
# Questions are short: what two of them share weighs more than in proposals.
LEAST = 0.3
MOST_LOOKS = 3


@dataclass(frozen=True)
class Asked:
    """A question with those that ask the same. ``support`` counts people, each once whatever they support of these;
    ``tables`` stand behind it: those that chose one of these, or two of whose people support it. ``unshared``: nobody
    but its author wants it."""

    question: Question
    others: tuple[Question, ...]
    support: int
    tables: tuple[int, ...]
    chosen_by: tuple[int, ...]
    unshared: bool = False

    @property
    def may_be_taken_back(self) -> bool:
        """By its author, unless somebody at their table has begun to choose it."""
        return self.unshared and not self.others and not was_put(self.question)

    @property
    def is_open(self) -> bool:
        """It may still be put."""
        return self.question.answered_at is None and self.question.due is None

    @property
    def is_owed(self) -> bool:
        return self.question.answered_at is None and self.question.due is not None


def asked_in(hearing: Hearing) -> list[Asked]:
    """In the hearing's order: those to put, then those that are owed in writing, then those answered."""
    groups: dict[int, list[Question]] = defaultdict(list)
    for question in questions_of(hearing):
        groups[question.group_id or question.pk].append(question)
    supports: dict[int, dict[int, int | None]] = defaultdict(dict)
    lead = {question.pk: key for key, members in groups.items() for question in members}
    # Not those of a question that was asked since they were read.
    rows = QuestionSupport.objects.filter(question__in=list(lead))
    for pk, person, table in rows.values_list("question", "membership", "table").order_by("pk"):
        supports[lead[pk]].setdefault(person, table)
    found = {key: _asked(key, members, supports[key]) for key, members in groups.items()}
    answered = [each for each in found.values() if each.question.answered_at]
    heard = frozenset(table for each in answered for table in each.tables)
    weights = [
        Weight(key, each.support, frozenset(each.tables), place) for place, (key, each) in enumerate(found.items())
    ]
    to_put = [weight for weight in weights if found[weight.question].is_open]
    rest = [each for each in found.values() if not each.is_open]
    ordered = [found[weight.question] for weight in ORDERS[hearing.order](to_put, heard)]
    return [*ordered, *sorted(rest, key=lambda each: not each.is_owed)]


def _asked(key: int, members: list[Question], people: Mapping[int, int | None]) -> Asked:
    chosen = {question.table for question in members if question.chosen_at and question.table}
    seats = Counter(table for table in people.values() if table)
    behind = chosen | {table for table, number in seats.items() if number >= FEWEST_OF_A_TABLE}
    question = next(each for each in members if each.pk == key)
    others = tuple(each for each in members if each.pk != key)
    unshared = not chosen and people.keys() <= {question.asked_by_id}
    return Asked(question, others, len(people), tuple(sorted(behind)), tuple(sorted(chosen)), unshared)


def supported_by(memberships: Iterable[Membership]) -> list[tuple[int, int]]:
    """Who supports which question, or one that asks the same: (membership, the question it is read under)."""
    rows = QuestionSupport.objects.filter(membership__in=list(memberships))
    found = rows.values_list("membership", "question", "question__group")
    return sorted({(person, group or question) for person, question, group in found})


def asked_by(memberships: Iterable[Membership]) -> list[tuple[int, int]]:
    """Who asked which question: (membership, question)."""
    return list(Question.objects.filter(asked_by__in=list(memberships)).values_list("asked_by", "pk"))


def chosen_by(memberships: Iterable[Membership]) -> list[tuple[int, int]]:
    """Who agrees that which question is their table's: (membership, question)."""
    rows = QuestionChoice.objects.filter(membership__in=list(memberships))
    return list(rows.values_list("membership", "question"))


def asked_at_table(hearing: Hearing, table: int) -> list[Question]:
    return list(questions_of(hearing).filter(table=table))


def agreed_to(questions: Iterable[Question], people: Iterable[int]) -> Counter[int]:
    """How many of these people agree that each is their table's."""
    rows = QuestionChoice.objects.filter(question__in=list(questions), membership__in=list(people))
    return Counter(rows.values_list("question", flat=True))


def noted_by(memberships: Iterable[Membership]) -> list[tuple[int, int]]:
    """Who notes the answers of which hearing, or did: (membership, hearing)."""
    rows = Hearing.objects.filter(note_taker__in=list(memberships)).order_by("pk")
    return list(rows.values_list("note_taker", "pk"))


@dataclass(frozen=True)
class Look:
    """Two questions that look alike, to be read side by side."""

    first: Question
    second: Question


def close_looks(asked: Sequence[Asked]) -> list[Look]:
    """Of those that may still be put, the closest first. A suggestion to those who guide, and no more."""
    questions = [each.question for each in asked if each.is_open]
    questions.sort(key=lambda question: question.pk)
    pairs = _pairs(tuple(question.text for question in questions))
    return [Look(questions[pair.first], questions[pair.second]) for pair in pairs]


@lru_cache(maxsize=16)
def _pairs(texts: tuple[str, ...]) -> tuple[Pair, ...]:
    """The desk is shown again at every support: the texts are the same."""
    return tuple(close_pairs(texts, least=LEAST, most=MOST_LOOKS))


def was_put(question: Question) -> bool:
    """Whether the expert was asked it: aloud, or to be answered in writing."""
    return bool(question.put_at or question.answered_at or question.due)
