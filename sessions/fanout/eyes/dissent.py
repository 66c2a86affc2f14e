"""Minority opinions: what all citizens read and may join, and what each wrote or joined."""

from collections.abc import Sequence
from typing import NamedTuple

from deliberation.conference.models import Conference, Membership
from deliberation.conference.posting import PlainForm
from deliberation.conference.stages import Act, Role, allows
from deliberation.dissent.forms import JoinForm, MinorityOpinionForm
from deliberation.dissent.models import Joining, MinorityOpinion
from deliberation.dissent.queries import (
    Own,
    adopted,
    dissents,
    has_written,
    is_frozen,
    joined_by,
    stands_behind,
    written_by,
)
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import cited
from sessions.fanout.acts import OfferedAct, act
from sessions.fanout.eyes.room import Eyes


def contested(conference: Conference) -> Eyes:
    """Every adopted proposal with what was written against it. The marks of those who wrote or joined put the acts
    away."""
    proposals = list(adopted(conference).prefetch_related(cited()))
    if not proposals:
        return {}
    found, open_ = dissents(proposals), _is_open(conference)
    rows = []
    for proposal in proposals:
        # While people read and join, nothing changes its place.
        standing = sorted(found.get(proposal.pk, ()), key=lambda each: each.opinion.pk)
        row: Eyes = {
            "proposal": proposal,
            "dissents": [
                {"dissent": each, "join": _join(conference, each.opinion, "join") if open_ else None}
                for each in standing
            ],
        }
        if open_:
            row["write"] = _write(conference, proposal)
        rows.append(row)
    return {"contested": rows, "dissent_open": open_, "dissent_count": sum(len(each) for each in found.values())}


class Mine(NamedTuple):
    """For people's own pages: what each wrote and joined, by membership."""

    open: bool
    written: dict[int, list[Own]]
    joined: dict[int, list[Joining]]

    def marks(self, person: int) -> set[str]:
        own = [each.opinion for each in self.written.get(person, ())]
        joined = [each.opinion for each in self.joined.get(person, ()) if each.version == each.opinion.version]
        return {stands_behind(each) for each in (*own, *joined)} | {has_written(each.proposal_id) for each in own}

    def eyes(self, conference: Conference, person: int) -> Eyes:
        written = [{"own": each, **self._own(conference, each.opinion)} for each in self.written.get(person, ())]
        joined = [{"joining": each, **self._joined(conference, each)} for each in self.joined.get(person, ())]
        return {"my_dissents": written, "my_joinings": joined}

    def _own(self, conference: Conference, opinion: MinorityOpinion) -> Eyes:
        if not self.open:
            return {}
        withdraw = act(
            "withdraw-minority-opinion", "withdraw_minority_opinion", conference, opinion.pk, form=PlainForm()
        )
        return {"write": _write(conference, opinion.proposal, opinion), "withdraw": withdraw}

    def _joined(self, conference: Conference, joining: Joining) -> Eyes:
        opinion = joining.opinion
        changed = opinion.withdrawn_at is None and opinion.version != joining.version
        eyes: Eyes = {"withdrawn": opinion.withdrawn_at is not None, "changed": changed}
        if self.open:
            eyes["leave"] = act(
                "leave-minority-opinion", "leave_minority_opinion", conference, opinion.pk, form=PlainForm()
            )
            eyes["join"] = _join(conference, opinion, "again") if changed else None
        return eyes


def mine(conference: Conference, memberships: Sequence[Membership]) -> Mine:
    return Mine(_is_open(conference), written_by(memberships), joined_by(memberships))


def _is_open(conference: Conference) -> bool:
    may = allows(Act.WRITE_MINORITY_OPINION, Role.CITIZEN, conference.current_stage)
    return may and not is_frozen(conference)


def _write(conference: Conference, proposal: Proposal, opinion: MinorityOpinion | None = None) -> OfferedAct:
    """A new one, until the person has written one; or the words of one's own, to change."""
    initial = {"text": opinion.text, "version": opinion.version} if opinion else {"version": 0}
    place = "mine" if opinion else "against"
    return act(
        "write-minority-opinion",
        "write_minority_opinion",
        conference,
        proposal.pk,
        form=MinorityOpinionForm(initial=initial, auto_id=f"{place}-{proposal.pk}-%s"),
        until="" if opinion else has_written(proposal.pk),
    )


def _join(conference: Conference, opinion: MinorityOpinion, place: str) -> OfferedAct:
    return act(
        "join-minority-opinion",
        "join_minority_opinion",
        conference,
        opinion.pk,
        form=JoinForm(initial={"version": opinion.version}, auto_id=f"{place}-{opinion.pk}-%s"),
        until=stands_behind(opinion),
    )
