"""What the numbers in the journal's details stand for: titles, never people. A few queries, whatever the page."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import Truncator

from deliberation.ballots.models import Ballot
from deliberation.ballots.wording import title_of_ballot
from deliberation.conference.models import Conference
from deliberation.conference.stages import Role
from deliberation.dossier.models import Document, Term
from deliberation.dossier.sheets.queries import shown_sheets
from deliberation.hearings.models import Expert, Question
from deliberation.hearings.plurality.models import Side
from deliberation.hearings.requests.models import HearingRequest
from deliberation.merging.models import Theme
from deliberation.proposals.models import Proposal
from sessions.allocation.models import SeatingRule
from sessions.rounds.models import Round
from sessions.sittings.models import Sitting

Names = dict[tuple[str, Any], str]


def names_in(conference: Conference, details: Iterable[Mapping[str, Any]]) -> Names:
    """By key and value of a detail, for those that have a title or, for a person, a role."""
    asked: dict[str, set[Any]] = {}
    for detail in details:
        for key, value in detail.items():
            asked.setdefault(key, set()).add(value)
    names: Names = {}
    for key, find in FOUND_BY.items():
        if wanted := asked.get(key, set()) - {None}:
            names |= {(key, value): name for value, name in find(conference, wanted)}
    return names


def _rounds(conference: Conference, ids: set[Any]) -> Iterable[tuple[Any, str]]:
    return Round.objects.filter(sitting__conference=conference, pk__in=ids).values_list("pk", "title")


def _sittings(conference: Conference, numbers: set[Any]) -> Iterable[tuple[Any, str]]:
    return Sitting.objects.filter(conference=conference, number__in=numbers).values_list("number", "title")


def _proposals(conference: Conference, ids: set[Any]) -> Iterable[tuple[Any, str]]:
    return Proposal.objects.filter(conference=conference, pk__in=ids).values_list("pk", "title")


def _themes(conference: Conference, ids: set[Any]) -> Iterable[tuple[Any, str]]:
    return Theme.objects.filter(conference=conference, pk__in=ids).values_list("pk", "title")


def _ballots(conference: Conference, ids: set[Any]) -> Iterable[tuple[Any, str]]:
    ballots = Ballot.objects.filter(conference=conference, pk__in=ids).prefetch_related("options__proposal")
    return [(ballot.pk, title_of_ballot(ballot)) for ballot in ballots]


def _documents(conference: Conference, ids: set[Any]) -> Iterable[tuple[Any, str]]:
    return Document.objects.filter(conference=conference, pk__in=ids).values_list("pk", "title")


def _terms(conference: Conference, ids: set[Any]) -> Iterable[tuple[Any, str]]:
    return Term.objects.filter(conference=conference, pk__in=ids).values_list("pk", "word")


def _sheets(conference: Conference, ids: set[Any]) -> Iterable[tuple[Any, str]]:
    return shown_sheets(conference).filter(sheet__in=ids).values_list("sheet_id", "question")


def _questions(conference: Conference, ids: set[Any]) -> Iterable[tuple[Any, str]]:
    found = Question.objects.filter(hearing__conference=conference, pk__in=ids).values_list("pk", "text")
    return [(pk, Truncator(text).chars(120)) for pk, text in found]


def _experts(conference: Conference, ids: set[Any]) -> Iterable[tuple[Any, str]]:
    return [(each.pk, each.named) for each in Expert.objects.filter(conference=conference, pk__in=ids)]


def _sides(conference: Conference, ids: set[Any]) -> Iterable[tuple[Any, str]]:
    return Side.objects.filter(conference=conference, pk__in=ids).values_list("pk", "label")


def _hearings(conference: Conference, ids: set[Any]) -> Iterable[tuple[Any, str]]:
    found = Round.objects.filter(sitting__conference=conference, hearing__in=ids)
    return found.values_list("hearing_id", "title")


def _requests(conference: Conference, ids: set[Any]) -> Iterable[tuple[Any, str]]:
    return HearingRequest.objects.filter(conference=conference, pk__in=ids).values_list("pk", "subject")


def _questionnaires(conference: Conference, ids: set[Any]) -> Iterable[tuple[Any, str]]:
    found = Round.objects.filter(sitting__conference=conference, questionnaire__in=ids)
    return found.values_list("questionnaire_id", "title")


def _people(conference: Conference, refs: set[Any]) -> Iterable[tuple[Any, str]]:
    found = conference.memberships.filter(ref__in=refs).values_list("ref", "role")
    return [(ref, f"{Role(role).label} {ref}") for ref, role in found]


def _wishes(conference: Conference, kinds: set[Any]) -> Iterable[tuple[Any, str]]:
    return [(kind, str(SeatingRule.Kind(kind).label)) for kind in kinds]


def _writers(conference: Conference, lists: set[Any]) -> Iterable[tuple[Any, str]]:
    """References apart by spaces."""
    people = dict(_people(conference, {ref for each in lists for ref in each.split()}))
    return [(each, ", ".join(people.get(ref, ref) for ref in each.split())) for each in lists]


FOUND_BY = {
    "wish": _wishes,
    "round": _rounds,
    "sitting": _sittings,
    "proposal": _proposals,
    "merged": _proposals,
    "theme": _themes,
    "ballot": _ballots,
    "document": _documents,
    "replaces": _documents,
    "term": _terms,
    "expert": _experts,
    "instead_of": _experts,
    "sheet": _sheets,
    "side": _sides,
    "hearing": _hearings,
    "lead": _questions,
    "question": _questions,
    "request": _requests,
    "questionnaire": _questionnaires,
    "person": _people,
    "writers": _writers,
}
