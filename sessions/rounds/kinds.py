"""What each kind of round does when it starts and when it ends. A kind that is not here only shows its prompt."""

from collections.abc import Callable
from dataclasses import dataclass

from deliberation.amendments import actions as amendments
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Stage
from deliberation.hearings import actions as hearings
from deliberation.hearings.plurality.rules import why_not_begin
from deliberation.kernel.errors import Refused
from deliberation.opinion import actions as opinion
from deliberation.opinion.signing import actions as signing
from deliberation.opinion.writing import actions as writing
from deliberation.questionnaire import actions as questionnaire
from sessions.drafting import actions as drafting
from sessions.merging.actions import lapse_merges
from sessions.record.public import enclosure_of
from sessions.rounds import voting
from sessions.rounds.models import Round
from sessions.tables.queries import present_people

Step = Callable[[Actor, Round], None]


def nothing(actor: Actor, round_: Round) -> None:
    pass


def start_questionnaire(actor: Actor, round_: Round) -> None:
    if round_.questionnaire:
        questionnaire.open_questionnaire(
            actor=actor, conference=round_.sitting.conference, questionnaire=round_.questionnaire
        )


def end_questionnaire(actor: Actor, round_: Round) -> None:
    questionnaire.close_questionnaire(actor=actor, conference=round_.sitting.conference)


def start_hearing(actor: Actor, round_: Round) -> None:
    if round_.hearing and (sentence := why_not_begin(round_.hearing, round_.sitting.conference)):
        raise Refused(sentence)
    resume_hearing(actor, round_)


def resume_hearing(actor: Actor, round_: Round) -> None:
    if round_.hearing:
        hearings.begin_hearing(actor=actor, conference=round_.sitting.conference, hearing=round_.hearing)


def end_hearing(actor: Actor, round_: Round) -> None:
    hearings.end_hearing(actor=actor, conference=round_.sitting.conference)


def start_tables(actor: Actor, round_: Round) -> None:
    drafting.thaw_notes(actor=actor, round_=round_)


def end_tables(actor: Actor, round_: Round) -> None:
    drafting.freeze_notes(actor=actor, round_=round_)


def end_drafting(actor: Actor, round_: Round) -> None:
    drafting.settle(actor=actor, conference=round_.sitting.conference)


def start_review(actor: Actor, round_: Round) -> None:
    amendments.reopen(actor=actor, conference=round_.sitting.conference)


def end_review(actor: Actor, round_: Round) -> None:
    end_drafting(actor, round_)
    amendments.close_open(actor=actor, conference=round_.sitting.conference)


def review_is_over(actor: Actor, round_: Round) -> None:
    lapse_merges(actor=actor, conference=round_.sitting.conference, act=Act.END_ROUND)


def start_ballots(actor: Actor, round_: Round) -> None:
    voting.open_votes(actor=actor, conference=round_.sitting.conference)


def end_ballots(actor: Actor, round_: Round) -> None:
    voting.close_votes(actor=actor, conference=round_.sitting.conference)


def start_writing(actor: Actor, round_: Round) -> None:
    opinion.begin_writing(actor=actor, conference=round_.sitting.conference)
    drafting.thaw_opinion(actor=actor, conference=round_.sitting.conference)


def end_writing(actor: Actor, round_: Round) -> None:
    writing.end_writing(actor=actor, conference=round_.sitting.conference)
    end_drafting(actor, round_)


def start_adoption(actor: Actor, round_: Round) -> None:
    drafting.freeze_opinion(actor=actor, conference=round_.sitting.conference)
    opinion.put_to_vote(actor=actor, conference=round_.sitting.conference)


def end_adoption(actor: Actor, round_: Round) -> None:
    conference = round_.sitting.conference
    opinion.conclude_adoption(actor=actor, conference=conference, present=present_people(conference))


def start_signing(actor: Actor, round_: Round) -> None:
    signing.begin_signing(actor=actor, conference=round_.sitting.conference)


def end_signing(actor: Actor, round_: Round) -> None:
    conference = round_.sitting.conference
    opinion.seal_opinion(actor=actor, conference=conference, enclosure=enclosure_of(conference))


@dataclass(frozen=True)
class Kind:
    """``again``: it may run a second time when it has ended. ``tables``: people sit at tables. ``resume``: what going
    back to it does, where nothing was decided at its end; None where something was. ``over``: what its end decides
    besides, and leaving it to be held later does not."""

    start: Step = nothing
    end: Step = nothing
    over: Step = nothing
    again: bool = True
    tables: bool = False
    resume: Step | None = None

    @property
    def may_resume(self) -> bool:
        return self.again and self.resume is not None


KINDS: dict[Stage, Kind] = {
    Stage.PLENARY: Kind(resume=nothing),
    Stage.QUESTIONNAIRE: Kind(start_questionnaire, end_questionnaire, again=False),
    Stage.HEARING: Kind(start_hearing, end_hearing, resume=resume_hearing),
    Stage.TABLES: Kind(start_tables, end_tables, tables=True, resume=start_tables),
    Stage.DRAFTING: Kind(end=end_drafting, tables=True, resume=nothing),
    Stage.REVIEW: Kind(start_review, end_review, over=review_is_over, resume=start_review),
    Stage.BALLOT: Kind(start_ballots, end_ballots),
    Stage.WRITING: Kind(start_writing, end_writing, resume=start_writing),
    Stage.ADOPTION: Kind(start_adoption, end_adoption),
    Stage.SIGNING: Kind(start_signing, end_signing, again=False),
    Stage.HANDOVER: Kind(),
}
