"""Who is heard, from which side, and what awaits the steering committee."""

from collections.abc import Iterator
from dataclasses import dataclass

from deliberation.conference.models import Conference
from deliberation.conference.stages import Act, Role, Stage, allows
from deliberation.dossier.models import Document
from deliberation.dossier.queries import shown_documents
from deliberation.hearings.models import Expert
from deliberation.hearings.plurality.models import Decision, Side
from deliberation.hearings.plurality.queries import (
    decision_on_programme,
    decisions_of,
    has_committee,
    programme_changed_since,
    standing_by_expert,
)
from sessions.rounds.models import Round


@dataclass(frozen=True)
class Voice:
    """An expert, what the committee decided on them, from the first to the one that stands, and when they are heard."""

    expert: Expert
    decisions: tuple[Decision, ...] = ()
    rounds: tuple[Round, ...] = ()

    @property
    def decision(self) -> Decision | None:
        return self.decisions[-1] if self.decisions else None

    @property
    def is_undecided(self) -> bool:
        return _is_undecided(self.decision)

    @property
    def is_refused(self) -> bool:
        return self.decision is not None and not self.decision.approved

    @property
    def is_heard(self) -> bool:
        """Whether they were heard, or will be as things stand."""
        return any(round_.started_at for round_ in self.rounds) or (bool(self.rounds) and not self.is_refused)


@dataclass(frozen=True)
class Column:
    """Those who speak from one side of the question; from none that was named, without a side."""

    side: Side | None
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class Awaited:
    """What the committee has not decided on."""

    programme: bool = False
    experts: tuple[Expert, ...] = ()
    documents: tuple[Document, ...] = ()

    def __len__(self) -> int:
        return self.programme + len(self.experts) + len(self.documents)


def hearing_rounds(conference: Conference) -> list[Round]:
    """The programme of hearings, in order, without what was left out."""
    found = Round.objects.filter(sitting__conference=conference, kind=Stage.HEARING, skipped_at=None)
    return list(found.select_related("sitting", "hearing__expert").order_by("sitting__number", "number"))


def voices_of(conference: Conference) -> tuple[Voice, ...]:
    """In the order of the programme, then whoever has no hearing."""
    decided: dict[int, list[Decision]] = {}
    for decision in decisions_of(conference).filter(expert__isnull=False):
        decided.setdefault(decision.expert_id or 0, []).append(decision)
    heard: dict[int, list[Round]] = {}
    for round_ in hearing_rounds(conference):
        if round_.hearing and round_.hearing.expert_id:
            heard.setdefault(round_.hearing.expert_id, []).append(round_)
    experts = {each.pk: each for each in conference.experts.select_related("side").order_by("pk")}
    order = [*heard, *(pk for pk in experts if pk not in heard)]
    return tuple(Voice(experts[pk], tuple(decided.get(pk, ())), tuple(heard.get(pk, ()))) for pk in order)


def columns_of(conference: Conference, voices: tuple[Voice, ...]) -> list[Column]:
    """Every side that was named, also one that nobody speaks from; then those who are on none."""
    sides = list(conference.sides.all())
    found = [Column(side, tuple(each for each in voices if each.expert.side_id == side.pk)) for side in sides]
    rest = tuple(each for each in voices if each.expert.side_id is None)
    return [*found, Column(None, rest)] if rest else found


def awaited_of(conference: Conference) -> Awaited:
    """Nothing where there is no committee, nor once nothing is decided any more."""
    decides = allows(Act.DECIDE_EXPERT, Role.STEERING, conference.current_stage)
    if not decides or not has_committee(conference):
        return Awaited()
    standing = decision_on_programme(conference)
    return Awaited(
        programme=standing is None or programme_changed_since(conference, standing),
        experts=tuple(_undecided(conference)),
        documents=tuple(shown_documents(conference).filter(decisions=None)),
    )


def _undecided(conference: Conference) -> Iterator[Expert]:
    standing = standing_by_expert(decisions_of(conference))
    return (each for each in conference.experts.order_by("pk") if _is_undecided(standing.get(each.pk)))


def _is_undecided(decision: Decision | None) -> bool:
    """Whether the committee has not decided on what is said of the expert now."""
    return decision is None or decision.is_former
