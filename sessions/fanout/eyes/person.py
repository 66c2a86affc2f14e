"""What a person sees alone."""

from collections.abc import Iterable, Sequence

from deliberation.ballots.queries import votes_of
from deliberation.conference.models import Conference, Membership
from deliberation.opinion.queries import (
    opinion_of,
    signatures_of,
)
from deliberation.panel.queries import tables_of
from deliberation.questionnaire.queries import answers_of
from sessions.fanout.eyes.room import Eyes
from sessions.sittings.models import Attendance


def people(conference: Conference, refs: Sequence[str]) -> dict[str, Eyes]:
    """Citizens by reference: their name, their table, and marks of what they have done, which put the acts away.

    Many of them cost the same few queries as one.
    """
    memberships = list(Membership.objects.filter(ref__in=refs, conference=conference))
    opinion = opinion_of(conference)
    tables = tables_of(memberships)
    signatures = signatures_of(memberships, opinion) if opinion else {}
    marks: dict[int, set[str]] = {membership.pk: set() for membership in memberships}
    done = {
        "ballot": votes_of(memberships),
        "questionnaire": answers_of(memberships),
        "attendance": _sheets(memberships),
    }
    for name, found in done.items():
        for person, number in found:
            marks[person].add(f"{name}-{number}")
    for person in signatures:
        marks[person].add("signature")
    return {
        membership.ref: {
            "membership": membership,
            "table_number": tables.get(membership.pk),
            "marks": sorted(marks[membership.pk]),
            "signature": signatures.get(membership.pk),
        }
        for membership in memberships
    }


def _sheets(memberships: Sequence[Membership]) -> Iterable[tuple[int, int]]:
    return Attendance.objects.filter(membership__in=memberships).values_list("membership", "sitting__number")
