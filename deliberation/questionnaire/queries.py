from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from deliberation.conference.models import Membership
from deliberation.panel.queries import SMALL_CELL
from deliberation.questionnaire.models import Answer, Item, ItemKind, Option, Questionnaire


def pseudonym(membership: Membership) -> str:
    """Pairs a person's answers over time without naming them; only the server's secret leads back."""
    return salted_hmac(
        "deliberation.questionnaire", f"{membership.conference_id}:{membership.pk}", algorithm="sha256"
    ).hexdigest()


def has_answered(questionnaire: Questionnaire, membership: Membership) -> bool:
    return questionnaire.answers.filter(respondent=pseudonym(membership)).exists()


def answered_by(questionnaire: Questionnaire) -> int:
    """How many people have answered."""
    return questionnaire.answers.values("respondent").distinct().count()


def answers_of(memberships: Iterable[Membership]) -> set[tuple[int, int]]:
    """Who has answered which questionnaire, for each person's own eyes: (membership, questionnaire)."""
    people = {pseudonym(membership): membership.pk for membership in memberships}
    found = Answer.objects.filter(respondent__in=people).values_list("respondent", "questionnaire").distinct()
    return {(people[respondent], questionnaire) for respondent, questionnaire in found}


@dataclass(frozen=True)
class Distribution:
    """``counts`` by value in order; empty when fewer than five people answered."""

    item: Item
    answers: int
    counts: dict[str, int]


def distributions(questionnaire: Questionnaire) -> list[Distribution]:
    """What the closed items were answered; open answers are words of persons and stay out."""
    found = []
    for item in questionnaire.items.exclude(kind=ItemKind.OPEN).order_by("pk"):
        counter = Counter(questionnaire.answers.filter(item=item).values_list("value", flat=True))
        total = counter.total()
        if item.kind == ItemKind.SINGLE:
            counts = {o.text: counter[str(o.pk)] for o in Option.objects.filter(item=item)}
        else:
            counts = {str(n): counter[str(n)] for n in range(item.low or 0, (item.high or 0) + 1)}
        found.append(Distribution(item, total, counts if total >= SMALL_CELL else {}))
    return found
