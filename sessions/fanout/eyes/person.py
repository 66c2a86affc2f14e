"""What a person sees alone."""

from collections.abc import Iterable, Sequence

from deliberation.ballots.queries import votes_of
from deliberation.conference.forms import NameForm
from deliberation.conference.models import Conference, Membership
from deliberation.conference.posting import PlainForm
from deliberation.opinion.queries import opinion_of, signatures_of
from deliberation.panel.queries import tables_of
from deliberation.proposals.queries import answered
from deliberation.questionnaire.queries import answers_of
from sessions.fanout.acts import act
from sessions.fanout.eyes.room import Eyes
from sessions.floor.models import Hand
from sessions.floor.queries import hands_up
from sessions.help.queries import calls_of
from sessions.sittings.models import Attendance
from sessions.sittings.queries import running_round


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
    for person, mark in answered(memberships):
        marks[person].add(mark)
    hands, calls = _hands(conference, memberships), calls_of(memberships)
    now: dict[str, Iterable[int]] = {"signature": signatures, "hand": hands, "call": calls}
    for name, persons in now.items():
        for person in persons:
            marks[person].add(name)
    return {
        membership.ref: {
            "membership": membership,
            "table_number": tables.get(membership.pk),
            "marks": sorted(marks[membership.pk]),
            "signature": signatures.get(membership.pk),
            "speaks": (hand := hands.get(membership.pk)) is not None and hand.given_at is not None,
            "lower_hand": act("lower-hand", "lower_hand", conference, form=PlainForm()),
            "call": calls.get(membership.pk),
            "withdraw_call": act("withdraw-call", "withdraw_call", conference, form=PlainForm()),
            "choose_name": act(
                "choose-name",
                "choose_name",
                conference,
                form=NameForm(initial={"called": membership.called}, auto_id="my-%s"),
            ),
        }
        for membership in memberships
    }


def _sheets(memberships: Sequence[Membership]) -> Iterable[tuple[int, int]]:
    return Attendance.objects.filter(membership__in=memberships).values_list("membership", "sitting__number")


def _hands(conference: Conference, memberships: Sequence[Membership]) -> dict[int, Hand]:
    round_ = running_round(conference)
    found = hands_up(round_).filter(membership__in=memberships) if round_ else ()
    return {hand.membership_id: hand for hand in found}
