"""Snapshot + news = truth: after any act, a page kept by its news shows what a fresh load shows, for every audience.

A scenario prepares, yields, and acts; its act tells the news it is filed under. Any kind of news without one fails.
"""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile

from deliberation.accounts.queries import signed_in
from deliberation.amendments import actions as amendments
from deliberation.amendments.models import Amendment, Verdict
from deliberation.conference import actions as conferences
from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import OPERATOR, Actor, actor_of
from deliberation.conference.stages import AT_TABLES, Role, Stage
from deliberation.dissent import actions as dissent
from deliberation.dissent.models import MinorityOpinion
from deliberation.dossier.actions import add_document, replace_document
from deliberation.dossier.sheets import actions as sheets
from deliberation.hearings import actions as hearings
from deliberation.hearings.models import Expert, Hearing, Question
from deliberation.hearings.plurality import actions as plurality
from deliberation.hearings.questions import actions as questions
from deliberation.hearings.requests import actions as requests
from deliberation.hearings.requests.models import HearingRequest
from deliberation.journal.models import Entry
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.merging import actions as merging
from deliberation.merging.models import Merge
from deliberation.opinion.handover import actions as handover
from deliberation.opinion.handover.models import Derivative
from deliberation.opinion.models import SealedOpinion, Section
from deliberation.opinion.signing import actions as signing
from deliberation.opinion.writing import actions as opinion_writing
from deliberation.opinion.writing.models import ChangeRequest
from deliberation.oversight.actions import write_observation, write_statement
from deliberation.panel import actions as panel
from deliberation.proposals import actions as proposals
from deliberation.proposals.models import Proposal
from deliberation.questionnaire.actions import answer_items, withdraw_answers
from deliberation.questionnaire.models import Item
from deliberation.review import actions as review
from sessions.allocation import actions as allocation
from sessions.allocation.models import Plan, SeatingRule
from sessions.amending import actions as amending
from sessions.cards import actions as cards
from sessions.cards.models import Card
from sessions.drafting import actions as drafting
from sessions.drafting.queries import note_key
from sessions.fanout import publish
from sessions.fanout.audiences import Audience, Kind, audiences_of
from sessions.fanout.exchange import HEARS
from sessions.fanout.news import ORDER
from sessions.fanout.render import render
from sessions.floor import actions as floor
from sessions.floor.models import Hand
from sessions.guide import actions as guide
from sessions.guide.models import Step
from sessions.hearing import actions as hearing_acts
from sessions.help import actions as calls
from sessions.help.models import HelpCall
from sessions.merging import actions as merges
from sessions.notices import actions as notices
from sessions.notices.models import Notice
from sessions.rounds import actions as rounds
from sessions.rounds import voting
from sessions.rounds.kinds import KINDS
from sessions.rounds.models import Round
from sessions.sittings import actions as sittings
from sessions.sittings.models import Sitting
from sessions.sittings.queries import running_round
from sessions.tables import actions as tables
from sessions.tables.actions import write_note
from tests.cast import enter, found_conference, sign_in
from tests.deliberation.ballots.box.counting import Box, box_of
from tests.deliberation.opinion.signing.pen import Pen
from tests.documents import pdf
from tests.drafting_group import choose, offer, with_group
from tests.hall import ACTS, Hall
from tests.live.fanout.process import PROJECTOR, Process, Wire

Scenario = Callable[[Hall], Iterator[None]]
# What is filed under is a verb of the journal, or a kind of message that processes send each other.
SCENARIOS: list[tuple[frozenset[str], str, Scenario]] = []


def scenario(*verbs: str) -> Callable[[Scenario], Scenario]:
    def add(play: Scenario) -> Scenario:
        SCENARIOS.append((frozenset(verbs), play.__name__.replace("_", " "), play))
        return play

    return add


# Around the sitting


@scenario(Verb.CONFERENCE_CREATED)
def another_conference(hall: Hall) -> Iterator[None]:
    yield
    found_conference("nouvelle")


@scenario(Verb.MANDATE_FROZEN, Verb.SITTING_OPENED)
def first_sitting(hall: Hall) -> Iterator[None]:
    yield
    sittings.open_sitting(actor=hall.facilitator, conference=hall.conference, number=1)


@scenario(Verb.SITTING_CLOSED)
def sitting_closed(hall: Hall) -> Iterator[None]:
    hall.open()
    yield
    sittings.close_sitting(actor=hall.facilitator, conference=hall.conference, number=1)


def _online(hall: Hall) -> dict[str, Any]:
    """The first sitting is online, and open; answers with whose link it is."""
    Sitting.objects.filter(number=1).update(online=True)
    hall.open()
    return {"actor": hall.facilitator, "conference": hall.conference, "number": 1}


@scenario(Verb.JOINING_LINK_GIVEN)
def joining_link(hall: Hall) -> Iterator[None]:
    link = _online(hall)
    yield
    for address in ("https://visio.example.org/salle", "https://visio.example.org/autre"):
        sittings.give_joining_link(**link, address=address)


@scenario(Verb.JOINING_LINK_WITHDRAWN)
def joining_link_withdrawn(hall: Hall) -> Iterator[None]:
    link = _online(hall)
    sittings.give_joining_link(**link, address="https://visio.example.org/salle")
    yield
    sittings.withdraw_joining_link(**link)


@scenario(Verb.ATTENDANCE_SIGNED)
def attendance(hall: Hall) -> Iterator[None]:
    sittings.open_sitting(actor=hall.facilitator, conference=hall.conference, number=1)
    yield
    sittings.sign_attendance(actor=hall.citizens[0], conference=hall.conference)


@scenario(Verb.PERSON_INVITED)
def invited(hall: Hall) -> Iterator[None]:
    yield
    conferences.invite(
        actor=hall.facilitator,
        conference=hall.conference,
        email="new@example.org",
        role=Role.EXPERT,
        name="new",
    )


@scenario(Verb.PERSON_INVITED)
def invited_to_the_committee_that_knows_whom_an_expert_works_for(hall: Hall) -> Iterator[None]:
    Membership.objects.filter(role=Role.STEERING).update(ended_at=clock.now())
    Expert.objects.update(works_for_organiser=True)
    hall.open()
    Round.objects.exclude(kind=Stage.HEARING).update(skipped_at=clock.now())
    yield
    conferences.invite(
        actor=OPERATOR,
        conference=hall.conference,
        email="new@example.org",
        role=Role.STEERING,
        name="new",
    )


def _joined_during(stage: Stage) -> Scenario:
    def play(hall: Hall) -> Iterator[None]:
        hall.reach(stage)
        yield
        enter(hall.conference, Role.CITIZEN, "newcomer")

    play.__name__ = f"joined during {stage.value}"
    return play


def _removed_during(stage: Stage) -> Scenario:
    def play(hall: Hall) -> Iterator[None]:
        hall.reach(stage)
        yield
        conferences.remove_person(
            actor=hall.facilitator, conference=hall.conference, membership=hall.citizens[2].member
        )

    play.__name__ = f"removed during {stage.value}"
    return play


# Where numbers of people are shown, and where people sit.
for _stage in (Stage.QUESTIONNAIRE, Stage.TABLES, Stage.BALLOT, Stage.SIGNING):
    scenario(Verb.PERSON_JOINED)(_joined_during(_stage))
    scenario(Verb.PERSON_REMOVED)(_removed_during(_stage))


@scenario(Verb.NAME_CHOSEN)
def name_chosen(hall: Hall) -> Iterator[None]:
    hall.open()
    hall.hold(Stage.TABLES)
    yield
    conferences.choose_name(actor=hall.at_table(1)[0], conference=hall.conference, called="Mado")


@scenario(Verb.BADGE_ISSUED)
def badge_issued(hall: Hall) -> Iterator[None]:
    yield
    panel.issue_badge(actor=hall.facilitator, conference=hall.conference, membership=hall.citizens[0].member)


@scenario(Verb.BADGE_REVOKED)
def badge_revoked(hall: Hall) -> Iterator[None]:
    next(badge := badge_issued(hall))
    list(badge)
    yield
    panel.revoke_badge(actor=hall.facilitator, conference=hall.conference, membership=hall.citizens[0].member)


@scenario(Verb.BADGE_USED)
def badge_used(hall: Hall) -> Iterator[None]:
    code = panel.issue_badge(actor=hall.facilitator, conference=hall.conference, membership=hall.citizens[0].member)
    yield
    panel.use_badge(code=code)


@scenario(Verb.TABLET_ADDED)
def tablet_added(hall: Hall) -> Iterator[None]:
    yield
    panel.add_tablet(actor=hall.facilitator, conference=hall.conference, table=2)


@scenario(Verb.TABLET_LENT)
def tablet_lent(hall: Hall) -> Iterator[None]:
    hall.open()
    lend = _lending(hall)
    yield
    lend()


@scenario(Verb.TABLET_GIVEN_BACK)
def tablet_given_back(hall: Hall) -> Iterator[None]:
    hall.open()
    key = _lending(hall)()
    yield
    panel.give_back_tablet(key=key)


def _lending(hall: Hall) -> Callable[[], str]:
    """A tablet and the badge of somebody at its table; call it to lend the one to the other."""
    conference, bearer = hall.conference, hall.citizens[0].member
    tablet = enter(conference, Role.TABLE, "lent")
    code = panel.issue_badge(actor=hall.facilitator, conference=conference, membership=bearer)
    beside = sign_in(tablet.member.user)
    return lambda: panel.lend_tablet(actor=tablet, conference=conference, code=code, beside=beside)


@scenario(Verb.CITIZENS_SEATED)
def seated(hall: Hall) -> Iterator[None]:
    hall.open()
    yield
    hall.start(Stage.TABLES)


@scenario(Verb.CITIZENS_SEATED)
def latecomer_seated(hall: Hall) -> Iterator[None]:
    late = enter(hall.conference, Role.CITIZEN, "late")
    hall.reach(Stage.DRAFTING)
    yield
    sittings.sign_attendance(actor=late, conference=hall.conference)


@scenario(Verb.CITIZENS_SEATED)
def seated_anew(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.DRAFTING)
    hall.end(Stage.DRAFTING)
    yield
    panel.seat_citizens(
        actor=hall.facilitator,
        conference=hall.conference,
        seating={citizen.member.pk: 1 + n // 2 for n, citizen in enumerate(hall.citizens)},
    )


# Who sits with whom


def _rule(hall: Hall) -> None:
    one, other = (citizen.member.ref for citizen in hall.citizens[:2])
    allocation.add_seating_rule(
        actor=hall.facilitator,
        conference=hall.conference,
        kind="apart",
        person=one,
        other=other,
        table=None,
        reason="",
    )


@scenario(Verb.SEATING_RULE_ADDED)
def seating_rule_added(hall: Hall) -> Iterator[None]:
    hall.open()
    yield
    _rule(hall)


@scenario(Verb.SEATING_RULE_REMOVED)
def seating_rule_removed(hall: Hall) -> Iterator[None]:
    hall.open()
    _rule(hall)
    yield
    rule_id = SeatingRule.objects.get().pk
    allocation.remove_seating_rule(actor=hall.facilitator, conference=hall.conference, rule_id=rule_id)


def _plan_asked(hall: Hall) -> Plan:
    hall.open()
    plan = allocation.ask_plan(actor=hall.facilitator, conference=hall.conference)
    assert plan is not None
    return plan


def _ready(hall: Hall) -> Plan:
    plan = _plan_asked(hall)
    seating = {citizen.member.pk: 1 + n // 3 for n, citizen in enumerate(hall.citizens)}
    round_id = hall.round(Stage.TABLES).pk
    allocation.finish_plan(actor=hall.facilitator, plan=plan, seatings={round_id: seating})
    return plan


@scenario(Verb.PLAN_ASKED)
def plan_asked(hall: Hall) -> Iterator[None]:
    hall.open()
    yield
    allocation.ask_plan(actor=hall.facilitator, conference=hall.conference)


@scenario(Verb.PLAN_ADVANCED)
def plan_advanced(hall: Hall) -> Iterator[None]:
    plan = _plan_asked(hall)
    yield
    allocation.advance_plan(actor=hall.facilitator, plan=plan, progress=40, said=True)


@scenario(Verb.PLAN_READY)
def plan_ready(hall: Hall) -> Iterator[None]:
    plan = _plan_asked(hall)
    yield
    allocation.finish_plan(actor=hall.facilitator, plan=plan, seatings={})


@scenario(Verb.PLAN_FAILED)
def plan_failed(hall: Hall) -> Iterator[None]:
    plan = _plan_asked(hall)
    yield
    allocation.fail_plan(actor=hall.facilitator, plan=plan, sentence="Impossible")


@scenario(Verb.PLAN_CHANGED)
def plan_changed(hall: Hall) -> Iterator[None]:
    plan = _ready(hall)
    yield
    allocation.change_plan(
        actor=hall.facilitator,
        conference=hall.conference,
        plan_id=plan.pk,
        round_id=hall.round(Stage.TABLES).pk,
        ref=hall.citizens[0].member.ref,
        table=2,
    )


@scenario(Verb.PLAN_ACCEPTED)
def plan_accepted(hall: Hall) -> Iterator[None]:
    plan = _ready(hall)
    yield
    allocation.accept_plan(actor=hall.facilitator, conference=hall.conference, plan_id=plan.pk)


@scenario(Verb.TABLES_REBALANCED, Verb.CITIZEN_MOVED)
def tables_rebalanced(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.TABLES)
    one, other = hall.at_table(1)[0], hall.at_table(2)[0]
    yield
    moves = [(one.member.ref, 1, 2), (other.member.ref, 2, 0)]
    allocation.rebalance(actor=hall.facilitator, conference=hall.conference, moves=moves)


def _guarantor(hall: Hall) -> Actor:
    return actor_of(hall.conference.memberships.get(role=Role.GUARANTOR))


@scenario(Verb.OBSERVATION_WRITTEN)
def observation_written(hall: Hall) -> Iterator[None]:
    hall.open()
    yield
    write_observation(actor=_guarantor(hall), conference=hall.conference, text="Chacun a parlé.", entry=1)


@scenario(Verb.STATEMENT_WRITTEN)
def statement_written(hall: Hall) -> Iterator[None]:
    hall.open()
    yield
    write_statement(actor=_guarantor(hall), conference=hall.conference, text="La conférence fut loyale.", version=0)


# Requests for hearings


def _hearing_asked(hall: Hall) -> HearingRequest:
    return requests.request_hearing(
        actor=hall.citizens[0], conference=hall.conference, kind="person", subject="Une éclusière", reason="Vu de près"
    )


@scenario(Verb.HEARING_REQUESTED)
def hearing_requested(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.HEARING)
    yield
    _hearing_asked(hall)


@scenario(Verb.HEARING_REQUEST_SUPPORTED)
def hearing_request_supported(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.TABLES)
    request = _hearing_asked(hall)
    yield
    requests.support_request(actor=hall.citizens[1], conference=hall.conference, request_id=request.pk)


@scenario(Verb.HEARING_REQUEST_WITHDRAWN)
def hearing_request_withdrawn(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.PLENARY)
    request = _hearing_asked(hall)
    yield
    requests.withdraw_request(actor=hall.citizens[0], conference=hall.conference, request_id=request.pk)


def _accept_hearing(hall: Hall, request: HearingRequest) -> None:
    steering = hall.conference.memberships.filter(role=Role.STEERING).first()
    requests.answer_request(
        actor=actor_of(steering) if steering else hall.facilitator,
        conference=hall.conference,
        request_id=request.pk,
        decision="accepted",
        answer="Elle manque",
    )


@scenario(Verb.HEARING_REQUEST_ANSWERED)
def hearing_request_answered(hall: Hall) -> Iterator[None]:
    hall.open()
    request = _hearing_asked(hall)
    yield
    _accept_hearing(hall, request)


@scenario(Verb.HEARING_REQUEST_LINKED)
def hearing_request_linked(hall: Hall) -> Iterator[None]:
    hall.open()
    request = _hearing_asked(hall)
    _accept_hearing(hall, request)
    yield
    requests.link_request(
        actor=hall.facilitator,
        conference=hall.conference,
        request_id=request.pk,
        hearing_id=hall.round(Stage.HEARING).hearing_id,
    )


# Rounds: each kind begins, gets more time, and ends


def _begins(stage: Stage) -> Scenario:
    def play(hall: Hall) -> Iterator[None]:
        reach = hall.start
        hall.start = lambda started: None if started == stage else reach(started)  # type: ignore[method-assign]
        hall.reach(stage)
        yield
        reach(stage)

    play.__name__ = f"{stage.value} begins"
    return play


def _extended(stage: Stage) -> Scenario:
    def play(hall: Hall) -> Iterator[None]:
        hall.reach(stage)
        yield
        rounds.extend_round(
            actor=hall.facilitator,
            conference=hall.conference,
            round_id=hall.round(stage).pk,
            minutes=5,
        )

    play.__name__ = f"{stage.value} gets more time"
    return play


def _ends(stage: Stage) -> Scenario:
    def play(hall: Hall) -> Iterator[None]:
        hall.reach(stage)
        _do_what_is_asked(hall, stage)
        yield
        hall.end(stage)

    play.__name__ = f"{stage.value} ends"
    return play


def _do_what_is_asked(hall: Hall, stage: Stage) -> None:
    if stage == Stage.QUESTIONNAIRE:
        for citizen in hall.citizens:
            _answer(hall, citizen)
    ACTS.get(stage, lambda hall: None)(hall)


AT_ITS_BEGINNING = {
    Stage.BALLOT: (Verb.PROPOSALS_FROZEN, Verb.BALLOT_OPENED),
    Stage.WRITING: (Verb.OPINION_ASSEMBLED,),
    Stage.SIGNING: (Verb.SIGNING_OPENED,),
}
AT_ITS_END = {
    Stage.BALLOT: (Verb.BALLOT_CLOSED,),
    Stage.ADOPTION: (Verb.OPINION_ADOPTED,),
    Stage.SIGNING: (Verb.OPINION_SEALED,),
    Stage.HANDOVER: (Verb.OPINION_HANDED_OVER,),
}
for _stage in KINDS:
    scenario(Verb.ROUND_STARTED, Verb.STAGE_ENTERED, *AT_ITS_BEGINNING.get(_stage, ()))(_begins(_stage))
    scenario(Verb.ROUND_ENDED, Verb.STAGE_ENTERED, *AT_ITS_END.get(_stage, ()))(_ends(_stage))
for _stage in (Stage.PLENARY, Stage.TABLES, Stage.BALLOT):
    scenario(Verb.ROUND_EXTENDED)(_extended(_stage))


# The day changes


def _guide(hall: Hall, act: str, stage: Stage) -> None:
    getattr(rounds, act)(actor=hall.facilitator, conference=hall.conference, round_id=hall.round(stage).pk)
    hall.conference.refresh_from_db()


@scenario(Verb.ROUND_SKIPPED)
def left_out(hall: Hall) -> Iterator[None]:
    hall.open()
    yield
    _guide(hall, "skip_round", Stage.PLENARY)


@scenario(Verb.ROUND_RESTORED)
def on_the_run_sheet_again(hall: Hall) -> Iterator[None]:
    hall.open()
    _guide(hall, "skip_round", Stage.PLENARY)
    yield
    _guide(hall, "restore_round", Stage.PLENARY)


def _left_for_the_one_before(stage: Stage) -> Scenario:
    def play(hall: Hall) -> Iterator[None]:
        hall.open()
        hall.hold(Stage.PLENARY)
        hall.reach(stage)
        yield
        _guide(hall, "go_back", stage)

    play.__name__ = f"back from {stage.value}"
    return play


for _stage in (Stage.HEARING, Stage.TABLES, Stage.DRAFTING):
    scenario(Verb.ROUND_PUT_BACK, Verb.ROUND_RESUMED, Verb.STAGE_ENTERED)(_left_for_the_one_before(_stage))


@scenario(Verb.ROUND_PUT_BACK, Verb.STAGE_ENTERED)
def back_with_nothing_before(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.PLENARY)
    yield
    _guide(hall, "go_back", Stage.PLENARY)


@scenario(Verb.ROUND_RESUMED, Verb.STAGE_ENTERED)
def a_round_goes_on(hall: Hall) -> Iterator[None]:
    hall.open()
    hall.hold(Stage.TABLES)
    yield
    _guide(hall, "resume_round", Stage.TABLES)


@scenario(Verb.CITIZEN_MOVED)
def moved(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.TABLES)
    yield
    panel.move_citizen(actor=hall.facilitator, conference=hall.conference, ref=hall.at_table(1)[0].member.ref, table=2)


@scenario(Verb.CITIZEN_MOVED)
def moved_away_from_the_tables(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.DRAFTING)
    yield
    panel.move_citizen(
        actor=hall.facilitator, conference=hall.conference, ref=hall.at_table(1)[0].member.ref, table=None
    )


# In a round


@scenario(Verb.OPINION_REOPENED)
def written_again(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.ADOPTION)
    _do_what_is_asked(hall, Stage.ADOPTION)
    hall.end(Stage.ADOPTION)
    yield
    hall.start(Stage.WRITING)


@scenario(Verb.DOCUMENT_ADDED)
def document(hall: Hall) -> Iterator[None]:
    expert = enter(hall.conference, Role.EXPERT, "hydrologist")
    Membership.objects.filter(pk=expert.member.pk).update(place="water")
    hall.reach(Stage.HEARING)
    yield
    add_document(
        actor=expert,
        conference=hall.conference,
        title="Présentation",
        source="Université",
        file=ContentFile(pdf("Présentation"), name="x.pdf"),
    )


@scenario(Verb.DOCUMENT_REPLACED)
def new_version(hall: Hall) -> Iterator[None]:
    given = {"actor": hall.facilitator, "conference": hall.conference, "title": "Chiffres", "source": "Mairie"}
    former = add_document(**given, text="Dix.")
    hall.reach(Stage.HEARING)
    yield
    replace_document(**given, document_id=former.pk, text="Onze.")


def _write_sheet(hall: Hall) -> Any:
    texts = {"question": "Pourquoi l’eau manque-t-elle ?", "easy": "Il pleut peu."}
    texts |= {"essential": "La nappe baisse.", "in_depth": "La recharge dépend de la pluie."}
    return sheets.write_sheet(actor=hall.facilitator, conference=hall.conference, **texts)


@scenario(Verb.SHEET_WRITTEN)
def sheet_written(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.HEARING)
    yield
    _write_sheet(hall)


@scenario(Verb.SHEET_REVISED)
def sheet_revised(hall: Hall) -> Iterator[None]:
    written = _write_sheet(hall)
    hall.reach(Stage.HEARING)
    yield
    sheets.revise_sheet(
        actor=hall.facilitator,
        conference=hall.conference,
        sheet_id=written.sheet_id,
        version=1,
        question="Pourquoi si peu d’eau ?",
        easy=written.easy,
        essential=written.essential,
        in_depth=written.in_depth,
    )


@scenario(Verb.SHEET_NOT_UNDERSTOOD)
def sheet_not_understood(hall: Hall) -> Iterator[None]:
    written = _write_sheet(hall)
    hall.reach(Stage.PLENARY)
    yield
    sheets.say_not_understood(
        actor=hall.citizens[0],
        conference=hall.conference,
        sheet_id=written.sheet_id,
        number=1,
        depth="easy",
        words="nappe",
    )


def _ask(hall: Hall) -> Any:
    return hearings.ask_question(
        actor=hall.citizens[0],
        conference=hall.conference,
        hearing_id=hall.round(Stage.HEARING).hearing_id,
        text="Et l’hiver ?",
    )


def _committee(hall: Hall) -> tuple[Any, Any]:
    """A member of the committee, and the one expert, who works for an organiser and is heard now."""
    hall.reach(Stage.HEARING)
    Expert.objects.update(works_for_organiser=True)
    heard = hall.round(Stage.HEARING).hearing
    assert heard
    return enter(hall.conference, Role.STEERING), heard.heard


@scenario(Verb.EXPERT_PROPOSED)
def expert_proposed(hall: Hall) -> Iterator[None]:
    steering, _expert = _committee(hall)
    yield
    plurality.propose_expert(
        actor=steering, conference=hall.conference, title="Juriste", affiliation="Barreau", viewpoint="Non."
    )


@scenario(Verb.EXPERT_CORRECTED)
def expert_corrected(hall: Hall) -> Iterator[None]:
    steering, expert = _committee(hall)
    say: dict[str, Any] = {"conference": hall.conference, "expert_id": expert.pk}
    plurality.decide_expert(**say, actor=steering, approved=True, reason="Oui.", acknowledged=True)
    yield
    plurality.correct_expert(**say, actor=steering, title="Juriste", affiliation="Barreau", viewpoint="Non.")


@scenario(Verb.INTERESTS_DECLARED)
def interests(hall: Hall) -> Iterator[None]:
    _steering, expert = _committee(hall)
    yield
    plurality.declare_interests(actor=hall.facilitator, conference=hall.conference, expert_id=expert.pk, none=True)


@scenario(Verb.SIDE_NAMED, Verb.EXPERT_PLACED)
def placed(hall: Hall) -> Iterator[None]:
    steering, expert = _committee(hall)
    yield
    side = plurality.name_side(actor=steering, conference=hall.conference, label="Partager")
    plurality.place_expert(actor=steering, conference=hall.conference, expert_id=expert.pk, side=side.pk)


@scenario(Verb.PROGRAMME_DECIDED, Verb.EXPERT_DECIDED, Verb.DOCUMENT_DECIDED)
def decided(hall: Hall) -> Iterator[None]:
    steering, expert = _committee(hall)
    added = add_document(
        actor=hall.facilitator,
        conference=hall.conference,
        title="Présentation",
        source="Université",
        file=ContentFile(pdf("Présentation"), name="x.pdf"),
    )
    say: dict[str, Any] = {"actor": steering, "conference": hall.conference, "reason": "Parce que."}
    yield
    plurality.decide_programme(**say, approved=True)
    plurality.decide_expert(**say, expert_id=expert.pk, approved=True, acknowledged=True)
    plurality.decide_document(**say, document_id=added.pk, approved=False)


@scenario(Verb.HEARING_SCHEDULED)
def scheduled(hall: Hall) -> Iterator[None]:
    steering, expert = _committee(hall)
    say: dict[str, Any] = {"conference": hall.conference, "expert_id": expert.pk}
    plurality.declare_interests(**say, actor=hall.facilitator, none=True)
    plurality.decide_expert(**say, actor=steering, approved=True, reason="Oui.", acknowledged=True)
    plurality.decide_programme(actor=steering, conference=hall.conference, approved=True, reason="Oui.")
    vacant = Hearing.objects.create(conference=hall.conference)
    yield
    plurality.schedule_hearing(**say, actor=hall.facilitator, hearing_id=vacant.pk)


@scenario(Verb.QUESTION_ASKED)
def question(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.HEARING)
    yield
    _ask(hall)


@scenario(Verb.QUESTION_TAKEN_BACK)
def taken_back(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.HEARING)
    asked = _ask(hall)
    yield
    questions.take_back_question(actor=hall.citizens[0], conference=hall.conference, question_id=asked.pk)


@scenario(Verb.QUESTION_ANSWERED)
def answered(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.HEARING)
    asked = _ask(hall)
    yield
    hearings.answer_question(actor=hall.facilitator, conference=hall.conference, question_id=asked.pk, answer="Oui")


def _heard(hall: Hall, *texts: str) -> list[Question]:
    """Somebody at the first table asks these, where people sit at tables."""
    hall.open()
    hall.hold(Stage.TABLES)
    hall.start(Stage.HEARING)
    return [
        hearings.ask_question(
            actor=hall.at_table(1)[0],
            conference=hall.conference,
            hearing_id=hall.round(Stage.HEARING).hearing_id,
            text=text,
        )
        for text in texts
    ]


def _move(hall: Hall, phase: str) -> None:
    questions.move_hearing(
        actor=hall.facilitator,
        conference=hall.conference,
        hearing_id=hall.round(Stage.HEARING).hearing_id,
        phase=phase,
    )


@scenario(Verb.HEARING_MOVED)
def hearing_moved(hall: Hall) -> Iterator[None]:
    _heard(hall, "Et l’hiver ?")
    yield
    _move(hall, "preparation")


@scenario(Verb.QUESTIONS_ORDERED)
def questions_ordered(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.HEARING)
    _ask(hall)
    yield
    hearing = hall.round(Stage.HEARING).hearing_id
    questions.choose_order(actor=hall.facilitator, conference=hall.conference, hearing_id=hearing, order="tables")


@scenario(Verb.QUESTION_SUPPORTED)
def question_supported(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.HEARING)
    asked = _ask(hall)
    yield
    questions.support_question(actor=hall.citizens[1], conference=hall.conference, question_id=asked.pk)


@scenario(Verb.SUPPORT_WITHDRAWN)
def question_support_withdrawn(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.HEARING)
    asked = _ask(hall)
    yield
    questions.withdraw_question_support(actor=hall.citizens[0], conference=hall.conference, question_id=asked.pk)


@scenario(Verb.ROUND_ENDED)
def a_hearing_ends_in_which_people_asked(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.HEARING)
    asked = _ask(hall)
    questions.support_question(actor=hall.citizens[1], conference=hall.conference, question_id=asked.pk)
    yield
    hall.end(Stage.HEARING)


def _chosen(hall: Hall, question: Question, *, wanted: bool = True) -> None:
    for citizen in hall.at_table(1):
        hearing_acts.choose_question(actor=citizen, conference=hall.conference, question_id=question.pk, wanted=wanted)


@scenario(Verb.TABLE_AGREED)
def table_agreed(hall: Hall) -> Iterator[None]:
    (asked,) = _heard(hall, "Et l’hiver ?")
    _move(hall, "preparation")
    yield
    _chosen(hall, asked)


@scenario(Verb.TABLE_DISAGREED)
def table_disagreed(hall: Hall) -> Iterator[None]:
    (asked,) = _heard(hall, "Et l’hiver ?")
    _move(hall, "preparation")
    _chosen(hall, asked)
    yield
    _chosen(hall, asked, wanted=False)


@scenario(Verb.NOTE_TAKER_CHANGED)
def note_taker_changed(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.HEARING)
    yield
    hearing = hall.round(Stage.HEARING).hearing_id
    questions.take_notes(actor=hall.citizens[0], conference=hall.conference, hearing_id=hearing)


@scenario(Verb.QUESTIONS_GROUPED)
def questions_grouped(hall: Hall) -> Iterator[None]:
    first, second = _heard(hall, "Et l’hiver ?", "Que dire de l’hiver ?")
    yield
    questions.group_questions(
        actor=hall.facilitator, conference=hall.conference, question_id=second.pk, with_id=first.pk
    )


@scenario(Verb.QUESTION_UNGROUPED)
def question_ungrouped(hall: Hall) -> Iterator[None]:
    first, second = _heard(hall, "Et l’hiver ?", "Que dire de l’hiver ?")
    guide, conference = hall.facilitator, hall.conference
    questions.group_questions(actor=guide, conference=conference, question_id=second.pk, with_id=first.pk)
    yield
    questions.ungroup_question(actor=guide, conference=conference, question_id=second.pk)


@scenario(Verb.QUESTION_DEFERRED)
def question_deferred(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.HEARING)
    asked = _ask(hall)
    yield
    _defer(hall, asked)


def _defer(hall: Hall, question: Question) -> None:
    questions.defer_question(
        actor=hall.facilitator,
        conference=hall.conference,
        question_id=question.pk,
        due=clock.now() + timedelta(days=2),
    )


def _expert(hall: Hall) -> Actor:
    """Who is heard in the hall's hearing."""
    member = enter(hall.conference, Role.EXPERT).member
    member.place = "water"
    member.save(update_fields=["place"])
    return actor_of(member)


@scenario(Verb.ANSWER_WRITTEN)
def answer_written(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.HEARING)
    asked, expert = _ask(hall), _expert(hall)
    _defer(hall, asked)
    yield
    questions.write_answer(actor=expert, conference=hall.conference, question_id=asked.pk, answer="Oui.")


@scenario(Verb.ANSWER_CONFIRMED)
def answer_confirmed(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.HEARING)
    asked, expert = _ask(hall), _expert(hall)
    hearings.answer_question(actor=hall.facilitator, conference=hall.conference, question_id=asked.pk, answer="Oui")
    yield
    questions.confirm_answer(actor=expert, conference=hall.conference, question_id=asked.pk, answer="Oui, l’hiver.")


def _answer(hall: Hall, citizen: Any, **answers: str) -> None:
    questionnaire = hall.round(Stage.QUESTIONNAIRE).questionnaire_id
    answer_items(actor=citizen, conference=hall.conference, questionnaire_id=questionnaire, code=citizen.ref, **answers)


@scenario(Verb.ITEMS_ANSWERED)
def items(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.QUESTIONNAIRE)
    yield
    _answer(hall, hall.citizens[0])


@scenario(Verb.ANSWERS_CHANGED)
def items_changed(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.QUESTIONNAIRE)
    _answer(hall, hall.citizens[0])
    yield
    _answer(hall, hall.citizens[0], **{f"item-{Item.objects.order_by('pk')[0].pk}": "1"})


@scenario(Verb.ANSWERS_WITHDRAWN)
def items_withdrawn(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.QUESTIONNAIRE)
    _answer(hall, hall.citizens[0])
    yield
    withdraw_answers(
        actor=hall.citizens[0],
        conference=hall.conference,
        questionnaire_id=hall.round(Stage.QUESTIONNAIRE).questionnaire_id,
        code=hall.citizens[0].ref,
    )


@scenario(Verb.ROUND_ENDED)
def answers_told(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.QUESTIONNAIRE)
    _answer(hall, hall.citizens[0])
    yield
    hall.end(Stage.QUESTIONNAIRE)


@scenario(Verb.NOTE_WRITTEN)
def note(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.TABLES)
    yield
    write_note(actor=hall.at_table(2)[0], conference=hall.conference, text="Nos désaccords", version=0)


@scenario(Verb.PROPOSAL_WRITTEN)
def proposal(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.DRAFTING)
    yield
    hall.propose(hall.at_table(1)[0], "Une proposition", submit=False)


@scenario(Verb.PROPOSAL_WRITTEN)
def proposal_amended_in_review(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.REVIEW)
    found = Proposal.objects.get(table=1)
    yield
    drafting.write_proposal(
        actor=hall.at_table(1)[0],
        conference=hall.conference,
        title="Amendée",
        text="Autrement",
        reason="",
        version=found.version,
        proposal_id=found.pk,
    )


@scenario(Verb.TEXT_RESTORED)
def an_earlier_state_is_back(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.TABLES)
    citizen, text = hall.at_table(2)[0], {"conference": hall.conference, "actor": hall.at_table(2)[0]}
    write_note(text="Nos désaccords", version=0, **text)
    write_note(text="", version=1, **text)
    yield
    key = note_key(running_round(hall.conference), 2)
    drafting.restore_text(actor=citizen, conference=hall.conference, key=key, number=1)


def _drafted(hall: Hall) -> Proposal:
    hall.reach(Stage.DRAFTING)
    return hall.propose(hall.at_table(1)[0], "Une proposition", submit=False)


def _asked(hall: Hall) -> Proposal:
    """A proposal that one of three wishes to submit."""
    found = _drafted(hall)
    tables.submit_proposal(actor=hall.at_table(1)[0], conference=hall.conference, proposal_id=found.pk)
    return found


@scenario(Verb.SUBMISSION_PROPOSED, Verb.PROPOSAL_AGREED)
def submission_proposed(hall: Hall) -> Iterator[None]:
    found = _drafted(hall)
    yield
    tables.submit_proposal(actor=hall.at_table(1)[0], conference=hall.conference, proposal_id=found.pk)


@scenario(Verb.PROPOSAL_LACKING)
def something_missing(hall: Hall) -> Iterator[None]:
    found = _asked(hall)
    yield
    hall.agree(hall.at_table(1)[1], found, missing="Le coût")


@scenario(Verb.AGREEMENT_WITHDRAWN)
def answer_taken_back(hall: Hall) -> Iterator[None]:
    found = _asked(hall)
    yield
    proposals.withdraw_agreement(actor=hall.at_table(1)[0], conference=hall.conference, proposal_id=found.pk)


@scenario(Verb.PROPOSAL_WRITTEN)
def changed_while_it_is_agreed_on(hall: Hall) -> Iterator[None]:
    found = _asked(hall)
    yield
    drafting.write_proposal(
        actor=hall.at_table(1)[2],
        conference=hall.conference,
        title="Autre titre",
        text="Autrement",
        reason="",
        version=found.version,
        proposal_id=found.pk,
    )


@scenario(Verb.ATTENDANCE_SIGNED)
def one_more_is_asked(hall: Hall) -> Iterator[None]:
    _asked(hall)
    late = enter(hall.conference, Role.CITIZEN, "late", table=1)
    yield
    sittings.sign_attendance(actor=late, conference=hall.conference)


@scenario(Verb.PROPOSAL_AGREED, Verb.PROPOSAL_SUBMITTED)
def submitted(hall: Hall) -> Iterator[None]:
    found = _asked(hall)
    yield
    hall.agree(hall.at_table(1)[1], found)


def _cited(hall: Hall) -> Proposal:
    hall.reach(Stage.HEARING)
    asked = _ask(hall)
    hearings.answer_question(actor=hall.facilitator, conference=hall.conference, question_id=asked.pk, answer="Oui")
    hall.end(Stage.HEARING)
    return _drafted(hall)


@scenario(Verb.EVIDENCE_CITED)
def cited(hall: Hall) -> Iterator[None]:
    found, heard = _cited(hall), Question.objects.get()
    yield
    tables.cite_evidence(
        actor=hall.at_table(1)[0], conference=hall.conference, proposal_id=found.pk, thing=f"answer-{heard.pk}"
    )


def _citing(hall: Hall, thing: str) -> None:
    """Tables draft; one of them cites this."""
    hall.end(Stage.HEARING)
    found = _drafted(hall)
    tables.cite_evidence(actor=hall.at_table(1)[0], conference=hall.conference, proposal_id=found.pk, thing=thing)


@scenario(Verb.ANSWER_CONFIRMED)
def answer_that_a_table_cites_confirmed(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.HEARING)
    asked, expert = _ask(hall), _expert(hall)
    hearings.answer_question(actor=hall.facilitator, conference=hall.conference, question_id=asked.pk, answer="Oui")
    _citing(hall, f"answer-{asked.pk}")
    yield
    questions.confirm_answer(actor=expert, conference=hall.conference, question_id=asked.pk, answer="Oui, l’hiver.")


@scenario(Verb.ANSWER_WRITTEN)
def answer_that_tables_may_cite_from_now_on(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.HEARING)
    asked, expert = _ask(hall), _expert(hall)
    _defer(hall, asked)
    hall.end(Stage.HEARING)
    _drafted(hall)
    yield
    questions.write_answer(actor=expert, conference=hall.conference, question_id=asked.pk, answer="Oui.")


@scenario(Verb.DOCUMENT_ADDED)
def document_that_tables_may_cite_from_now_on(hall: Hall) -> Iterator[None]:
    _drafted(hall)
    yield
    add_document(actor=hall.facilitator, conference=hall.conference, title="Chiffres", source="Mairie", text="Dix.")


@scenario(Verb.DOCUMENT_REPLACED)
def new_version_of_what_a_table_cites(hall: Hall) -> Iterator[None]:
    given = {"actor": hall.facilitator, "conference": hall.conference, "title": "Chiffres", "source": "Mairie"}
    former = add_document(**given, text="Dix.")
    hall.reach(Stage.HEARING)
    _citing(hall, f"document-{former.pk}")
    yield
    replace_document(**given, document_id=former.pk, text="Onze.")


@scenario(Verb.EVIDENCE_WITHDRAWN)
def evidence_taken_back(hall: Hall) -> Iterator[None]:
    found, heard = _cited(hall), Question.objects.get()
    writer, conference = hall.at_table(1)[0], hall.conference
    evidence = tables.cite_evidence(
        actor=writer, conference=conference, proposal_id=found.pk, thing=f"answer-{heard.pk}"
    )
    yield
    proposals.withdraw_evidence(actor=writer, conference=conference, proposal_id=found.pk, evidence_id=evidence.pk)


def _reviewed(hall: Hall) -> dict[str, Any]:
    """In the review, two tables have submitted a proposal each; what a facilitator's act begins with."""
    hall.reach(Stage.REVIEW)
    return {"actor": hall.facilitator, "conference": hall.conference}


def _merge(hall: Hall) -> Merge:
    guide = _reviewed(hall)
    return merges.ask_merge(**guide, proposals=[p.pk for p in Proposal.objects.all()], reason="Proches")


@scenario(Verb.THEME_SET, Verb.PROPOSAL_GROUPED)
def themes_set_and_renamed(hall: Hall) -> Iterator[None]:
    guide = _reviewed(hall)
    theme = merging.add_theme(**guide, title="Santé")
    merging.group_proposal(**guide, proposal_id=Proposal.objects.get(table=1).pk, theme_id=theme.pk)
    yield
    merging.rename_theme(**guide, theme_id=theme.pk, title="Soins")
    merging.group_proposal(**guide, proposal_id=Proposal.objects.get(table=2).pk, theme_id=theme.pk)


@scenario(Verb.PROPOSAL_GROUPED)
def grouped_before_a_restitution(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.PLENARY)
    hall.end(Stage.PLENARY)
    hall.hold(Stage.DRAFTING)
    hall.start(Stage.PLENARY)
    guide = {"actor": hall.facilitator, "conference": hall.conference}
    theme = merging.add_theme(**guide, title="Santé")
    yield
    merging.group_proposal(**guide, proposal_id=Proposal.objects.get(table=2).pk, theme_id=theme.pk)


@scenario(Verb.MERGE_ASKED)
def merge_asked(hall: Hall) -> Iterator[None]:
    guide = _reviewed(hall)
    yield
    merges.ask_merge(**guide, proposals=[p.pk for p in Proposal.objects.all()], reason="Proches")


@scenario(Verb.PROPOSAL_WRITTEN, Verb.SUBMISSION_PROPOSED)
def merge_written_and_proposed(hall: Hall) -> Iterator[None]:
    draft = _merge(hall).proposal
    yield
    writer = hall.at_table(2)[0]
    drafting.write_proposal(
        actor=writer,
        conference=hall.conference,
        title="Ensemble",
        text="Autrement",
        version=draft.version,
        proposal_id=draft.pk,
    )
    tables.submit_proposal(actor=writer, conference=hall.conference, proposal_id=draft.pk)


@scenario(Verb.MERGE_LAPSED)
def merge_withdrawn(hall: Hall) -> Iterator[None]:
    merge = _merge(hall)
    yield
    merges.withdraw_merge(actor=hall.facilitator, conference=hall.conference, merge_id=merge.pk, reason="Trop tôt")


@scenario(Verb.MERGE_LAPSED)
def merge_not_agreed_when_the_review_ends(hall: Hall) -> Iterator[None]:
    _merge(hall)
    yield
    hall.end(Stage.REVIEW)


@scenario(Verb.PROPOSALS_MERGED)
def proposals_merged(hall: Hall) -> Iterator[None]:
    draft = _merge(hall).proposal
    one, two = hall.at_table(1), hall.at_table(2)
    tables.submit_proposal(actor=one[0], conference=hall.conference, proposal_id=draft.pk)
    for citizen in (one[1], two[0]):
        hall.agree(citizen, draft)
    yield
    hall.agree(two[1], draft)


@scenario(Verb.CITIZENS_SEATED)
def tables_formed_anew_of_other_people(hall: Hall) -> Iterator[None]:
    """What was written at a table goes with those who sat there."""
    hall.open()
    hall.start(Stage.TABLES)
    write_note(actor=hall.at_table(2)[0], conference=hall.conference, text="Nos désaccords", version=0)
    hall.end(Stage.TABLES)
    Round.objects.filter(kind=Stage.DRAFTING.value).update(reseat=True, table_size=2)
    yield
    hall.start(Stage.DRAFTING)


@scenario(Verb.REMARK_MADE)
def remark(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.REVIEW)
    yield
    proposals.make_remark(
        actor=hall.at_table(2)[0],
        conference=hall.conference,
        proposal_id=Proposal.objects.get(table=1).pk,
        text="D’accord",
    )


@scenario(Verb.REMARK_MADE)
def remark_on_a_passage(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.REVIEW)
    found = Proposal.objects.get(table=1)
    yield
    proposals.make_remark(
        actor=hall.at_table(2)[0],
        conference=hall.conference,
        proposal_id=found.pk,
        text="D’accord",
        field="text",
        passage=found.text,
    )


def _takes(hall: Hall, citizen: Actor, degree: int) -> None:
    found = Proposal.objects.get(table=1)
    review.take_temperature(actor=citizen, conference=hall.conference, proposal_id=found.pk, degree=degree)


@scenario(Verb.TEMPERATURE_TAKEN)
def temperature(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.REVIEW)
    yield
    _takes(hall, hall.citizens[0], 1)


@scenario(Verb.TEMPERATURE_TAKEN)
def another_temperature(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.REVIEW)
    _takes(hall, hall.citizens[0], 1)
    yield
    _takes(hall, hall.citizens[0], 5)


@scenario(Verb.ROUND_ENDED)
def temperatures_told(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.REVIEW)
    for citizen in hall.citizens:
        _takes(hall, citizen, 4)
    yield
    hall.end(Stage.REVIEW)


@scenario(Verb.ROUND_STARTED)
def temperatures_told_in_plenary(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.REVIEW)
    for citizen in hall.citizens:
        _takes(hall, citizen, 4)
    hall.end(Stage.REVIEW)
    yield
    hall.start(Stage.PLENARY)


@scenario(Verb.PAPER_REPLACED)
def vote_replaced(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.BALLOT)
    hall.cast(hall.citizens[0], "for")
    yield
    hall.cast(hall.citizens[0], "against")


@scenario(Verb.AMENDMENTS_VOTED, Verb.BALLOT_CLOSED, Verb.BALLOT_OPENED)
def amendments_voted(hall: Hall) -> Iterator[None]:
    found = _amended(hall)
    amendments.support_amendment(actor=hall.at_table(2)[1], conference=hall.conference, amendment_id=found.pk)
    hall.end(Stage.REVIEW)
    hall.start(Stage.BALLOT)
    hall.cast(hall.citizens[0], "for")
    yield
    voting.open_proposal_votes(actor=hall.facilitator, conference=hall.conference)


# Amendments


def _amended(hall: Hall, author: int = 0) -> Amendment:
    """Somebody of table 2 would have the proposal of table 1 say something else."""
    if hall.conference.current_stage != Stage.REVIEW:
        hall.reach(Stage.REVIEW)
    found = Proposal.objects.get(table=1)
    return amendments.propose_amendment(
        actor=hall.at_table(2)[author],
        conference=hall.conference,
        proposal_id=found.pk,
        field="text",
        passage=found.text,
        replacement=f"D’autres mots, {author}",
        reason="Plus clair",
    )


def _answer_amendment(hall: Hall, found: Amendment, person: int = 0, kind: str = "accept", **words: str) -> None:
    amending.propose_verdict(
        actor=hall.at_table(1)[person], conference=hall.conference, amendment_id=found.pk, kind=kind, **words
    )


def _agree_to_answer(hall: Hall, person: int) -> None:
    amending.agree_to_verdict(
        actor=hall.at_table(1)[person], conference=hall.conference, verdict_id=Verdict.objects.get().pk
    )


@scenario(Verb.AMENDMENT_PROPOSED)
def amendment_proposed(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.REVIEW)
    yield
    _amended(hall)


@scenario(Verb.AMENDMENT_PROPOSED)
def another_amendment_on_the_same_passage(hall: Hall) -> Iterator[None]:
    _amended(hall)
    yield
    _amended(hall, author=1)


@scenario(Verb.AMENDMENT_SUPPORTED)
def amendment_supported(hall: Hall) -> Iterator[None]:
    found = _amended(hall)
    yield
    amendments.support_amendment(actor=hall.at_table(1)[2], conference=hall.conference, amendment_id=found.pk)


@scenario(Verb.AMENDMENT_SUPPORT_WITHDRAWN)
def support_withdrawn(hall: Hall) -> Iterator[None]:
    found, actor = _amended(hall), hall.at_table(1)[2]
    amendments.support_amendment(actor=actor, conference=hall.conference, amendment_id=found.pk)
    yield
    amendments.withdraw_support(actor=actor, conference=hall.conference, amendment_id=found.pk)


@scenario(Verb.AMENDMENT_WITHDRAWN)
def amendment_withdrawn(hall: Hall) -> Iterator[None]:
    found = _amended(hall)
    yield
    amendments.withdraw_amendment(
        actor=hall.at_table(2)[0], conference=hall.conference, amendment_id=found.pk, reason="Dit déjà"
    )


@scenario(Verb.VERDICT_PROPOSED, Verb.VERDICT_AGREED)
def answer_proposed(hall: Hall) -> Iterator[None]:
    found = _amended(hall)
    yield
    _answer_amendment(hall, found, kind="rewrite", text="Nos mots", reason="Plus court")


@scenario(Verb.VERDICT_AGREED)
def somebody_prefers_another_answer(hall: Hall) -> Iterator[None]:
    found = _amended(hall)
    _answer_amendment(hall, found)
    yield
    _answer_amendment(hall, found, kind="reject", reason="Trop cher")


@scenario(Verb.AMENDMENT_CLOSED)
def table_accepts(hall: Hall) -> Iterator[None]:
    found = _amended(hall)
    _amended(hall, author=1)
    _answer_amendment(hall, found)
    yield
    _agree_to_answer(hall, 1)


@scenario(Verb.AMENDMENT_CLOSED)
def table_rejects(hall: Hall) -> Iterator[None]:
    _answer_amendment(hall, _amended(hall), kind="reject", reason="Trop cher")
    yield
    _agree_to_answer(hall, 1)


@scenario(Verb.AMENDMENT_CLOSED, Verb.ROUND_ENDED)
def review_ends_without_an_answer(hall: Hall) -> Iterator[None]:
    _amended(hall)
    yield
    hall.end(Stage.REVIEW)


@scenario(Verb.AMENDMENT_REOPENED, Verb.ROUND_RESUMED)
def review_goes_on(hall: Hall) -> Iterator[None]:
    _amended(hall)
    hall.end(Stage.REVIEW)
    yield
    rounds.resume_round(actor=hall.facilitator, conference=hall.conference, round_id=hall.round(Stage.REVIEW).pk)


@scenario(Verb.PROPOSAL_WRITTEN)
def passage_that_goes(hall: Hall) -> Iterator[None]:
    _amended(hall)
    found = Proposal.objects.get(table=1)
    yield
    drafting.write_proposal(
        actor=hall.at_table(1)[0],
        conference=hall.conference,
        proposal_id=found.pk,
        version=found.version,
        title=found.title,
        text="Tout autre chose",
        reason=found.reason,
    )


@scenario(Verb.ROLL_SIGNED)
def vote(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.BALLOT)
    yield
    hall.cast(hall.citizens[0], "for")


@scenario(Verb.ROLL_SIGNED)
def vote_on_the_whole(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.ADOPTION)
    yield
    hall.cast(hall.citizens[0], "for")


# The paper box


def _paper(hall: Hall) -> Box:
    found = box_of(hall)
    found.give(hall.citizens[0])
    return found


@scenario(Verb.PAPER_GIVEN)
def paper_given(hall: Hall) -> Iterator[None]:
    found = box_of(hall)
    yield
    found.give(hall.citizens[0])


@scenario(Verb.PAPER_TAKEN_BACK)
def paper_taken_back(hall: Hall) -> Iterator[None]:
    found = _paper(hall)
    yield
    found.take_back(hall.citizens[0])


@scenario(Verb.COUNT_OPENED)
def count_opened(hall: Hall) -> Iterator[None]:
    found = _paper(hall)
    yield
    found.open()


@scenario(Verb.KEYING_DONE, Verb.KEYING_DISCARDED, Verb.DIFFERENCE_SETTLED)
def box_keyed_in(hall: Hall) -> Iterator[None]:
    found = _paper(hall)
    first, second = found.keyers
    found.open()
    yield
    found.key_all(first, [("for",)])
    found.discard(first, first)
    found.key_all(first, [("for",)])
    found.key_all(second, [("against",)])
    found.correct(second, 1, "for")


@scenario(Verb.COUNT_SETTLED)
def box_counted(hall: Hall) -> Iterator[None]:
    found = _paper(hall)
    found.open()
    for keyer in found.keyers:
        found.key_all(keyer, [("for",)])
    yield
    found.settle()


@scenario(Verb.OPINION_WRITTEN)
def part(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.WRITING)
    yield
    hall.write(hall.citizens[0], Section.Part.TITLE, "Avis")


def _writing_by_a_group(hall: Hall, places: int = 2, *, elected: bool = False) -> None:
    """Three citizens offer to write; the list is still open."""
    offer(with_group(hall, places, elected=elected), 0, 1, 2)


def _group(hall: Hall) -> Actor:
    """All three who offered write; returns the first."""
    _writing_by_a_group(hall, 3)
    choose(hall)
    return hall.citizens[0]


def _change_asked(hall: Hall) -> ChangeRequest:
    return opinion_writing.ask_change(
        actor=hall.citizens[4], conference=hall.conference, part="preamble", text="Dire combien nous sommes."
    )


@scenario(Verb.DRAFTER_OFFERED)
def somebody_offers_to_write(hall: Hall) -> Iterator[None]:
    _writing_by_a_group(hall)
    yield
    opinion_writing.offer_to_draft(actor=hall.citizens[4], conference=hall.conference)


@scenario(Verb.DRAFTER_WITHDREW)
def somebody_no_longer_offers_to_write(hall: Hall) -> Iterator[None]:
    _writing_by_a_group(hall)
    yield
    opinion_writing.take_back_offer(actor=hall.citizens[0], conference=hall.conference)


@scenario(Verb.DRAFTERS_CHOSEN)
def the_group_is_drawn(hall: Hall) -> Iterator[None]:
    _writing_by_a_group(hall)
    yield
    choose(hall)


@scenario(Verb.DRAFTERS_CHOSEN)
def nobody_offered(hall: Hall) -> Iterator[None]:
    with_group(hall, 2)
    yield
    choose(hall)


@scenario(Verb.BALLOT_OPENED)
def the_election_of_the_group_opens(hall: Hall) -> Iterator[None]:
    _writing_by_a_group(hall, elected=True)
    yield
    choose(hall)


@scenario(Verb.DRAFTERS_CHOSEN, Verb.BALLOT_CLOSED)
def the_group_is_elected(hall: Hall) -> Iterator[None]:
    _writing_by_a_group(hall, elected=True)
    choose(hall)
    hall.cast(hall.citizens[0], "approve", "approve", "")
    yield
    opinion_writing.close_election(actor=hall.facilitator, conference=hall.conference)


@scenario(Verb.PERSON_REMOVED)
def a_drafter_leaves(hall: Hall) -> Iterator[None]:
    drafter = _group(hall)
    yield
    conferences.remove_person(actor=hall.facilitator, conference=hall.conference, membership=drafter.member)


@scenario(Verb.OPINION_WRITTEN)
def part_by_the_group(hall: Hall) -> Iterator[None]:
    drafter = _group(hall)
    yield
    hall.write(drafter, Section.Part.PREAMBLE, "Nous, citoyens")


@scenario(Verb.READ_THROUGH_MOVED)
def a_part_is_read(hall: Hall) -> Iterator[None]:
    _group(hall)
    yield
    opinion_writing.read_on(actor=hall.facilitator, conference=hall.conference, place="preamble")


@scenario(Verb.READ_THROUGH_MOVED)
def a_recommendation_is_read(hall: Hall) -> Iterator[None]:
    _group(hall)
    opinion_writing.read_on(actor=hall.facilitator, conference=hall.conference, place="preamble")
    yield
    opinion_writing.read_on(actor=hall.facilitator, conference=hall.conference, place="recommendation-1")


@scenario(Verb.OPINION_WRITTEN)
def what_is_read_is_written(hall: Hall) -> Iterator[None]:
    drafter = _group(hall)
    opinion_writing.read_on(actor=hall.facilitator, conference=hall.conference, place="preamble")
    yield
    hall.write(drafter, Section.Part.PREAMBLE, "Nous, citoyens")


@scenario(Verb.CHANGE_ASKED)
def change_asked(hall: Hall) -> Iterator[None]:
    _group(hall)
    opinion_writing.read_on(actor=hall.facilitator, conference=hall.conference, place="preamble")
    yield
    _change_asked(hall)


@scenario(Verb.CHANGE_SUPPORTED)
def change_supported(hall: Hall) -> Iterator[None]:
    _group(hall)
    asked = _change_asked(hall)
    yield
    opinion_writing.support_change(actor=hall.citizens[3], conference=hall.conference, change_id=asked.pk)


@scenario(Verb.CHANGE_WITHDRAWN)
def change_withdrawn(hall: Hall) -> Iterator[None]:
    _group(hall)
    asked = _change_asked(hall)
    yield
    opinion_writing.withdraw_change(actor=hall.citizens[4], conference=hall.conference, change_id=asked.pk)


@scenario(Verb.CHANGE_ANSWERED)
def change_answered(hall: Hall) -> Iterator[None]:
    drafter = _group(hall)
    asked = _change_asked(hall)
    yield
    opinion_writing.answer_change(
        actor=drafter, conference=hall.conference, change_id=asked.pk, state="declined", answer="C’est dit plus bas."
    )


@scenario(Verb.OPINION_REJECTED)
def rejected(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.ADOPTION)
    yield
    hall.end(Stage.ADOPTION)


@scenario(Verb.OPINION_FROZEN, Verb.OPINION_SIGNED)
def signed(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.SIGNING)
    yield
    hall.sign(hall.citizens[0], reservation="Le prix")


@scenario(Verb.SIGNING_CODE_SENT)
def signing_code_sent(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.SIGNING)
    user = hall.citizens[0].member.user
    user.email = "citoyen@example.org"
    user.save()
    yield
    signing.send_signing_code(actor=hall.citizens[0], conference=hall.conference)


@scenario(Verb.KEY_CERTIFIED)
def key_certified(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.SIGNING)
    pen = Pen(hall, hall.citizens[0])
    yield
    pen.certify()


# Dissent: the author and those who joined have it on their own pages


def _against(hall: Hall) -> MinorityOpinion:
    """The first citizen wrote against the first adopted proposal."""
    if hall.conference.current_stage == Stage.PREPARATION:
        hall.reach(Stage.WRITING)
    proposal = Proposal.objects.filter(state=Proposal.State.ADOPTED)[0]
    return dissent.write_minority_opinion(
        actor=hall.citizens[0], conference=hall.conference, proposal_id=proposal.pk, text="Trop cher.", version=0
    )


def _join(hall: Hall, opinion: MinorityOpinion) -> None:
    dissent.join_minority_opinion(
        actor=hall.citizens[1], conference=hall.conference, minority_id=opinion.pk, version=opinion.version
    )


@scenario(Verb.MINORITY_WRITTEN)
def minority_written(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.WRITING)
    yield
    _against(hall)


@scenario(Verb.MINORITY_WRITTEN)
def minority_changed_after_somebody_joined(hall: Hall) -> Iterator[None]:
    opinion = _against(hall)
    _join(hall, opinion)
    yield
    dissent.write_minority_opinion(
        actor=hall.citizens[0],
        conference=hall.conference,
        proposal_id=opinion.proposal_id,
        text="Trop cher pour les petits.",
        version=1,
    )


@scenario(Verb.MINORITY_WITHDRAWN)
def minority_withdrawn_after_somebody_joined(hall: Hall) -> Iterator[None]:
    opinion = _against(hall)
    _join(hall, opinion)
    yield
    dissent.withdraw_minority_opinion(actor=hall.citizens[0], conference=hall.conference, minority_id=opinion.pk)


@scenario(Verb.MINORITY_JOINED)
def minority_joined(hall: Hall) -> Iterator[None]:
    opinion = _against(hall)
    yield
    _join(hall, opinion)


@scenario(Verb.MINORITY_LEFT)
def minority_left(hall: Hall) -> Iterator[None]:
    opinion = _against(hall)
    _join(hall, opinion)
    yield
    dissent.leave_minority_opinion(actor=hall.citizens[1], conference=hall.conference, minority_id=opinion.pk)


@scenario(Verb.OPINION_FROZEN)
def signed_while_some_dissent(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.SIGNING)
    _join(hall, _against(hall))
    yield
    hall.sign(hall.citizens[2])


@scenario(Verb.OPINION_DECLINED)
def declined(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.SIGNING)
    yield
    hall.sign(hall.citizens[0], "declined")


@scenario(Verb.QUESTION_PUT)
def question_put(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.HEARING)
    asked = _ask(hall)
    yield
    hearings.put_question(actor=hall.facilitator, conference=hall.conference, question_id=asked.pk)


@scenario(Verb.TABLE_SHOWN)
def table_shown(hall: Hall) -> Iterator[None]:
    hall.open()
    hall.start(Stage.TABLES)
    write_note(actor=hall.at_table(2)[0], conference=hall.conference, text="Nos désaccords", version=0)
    hall.end(Stage.TABLES)
    hall.start(Stage.PLENARY)
    yield
    plenary = hall.round(Stage.PLENARY).pk
    rounds.show_table(actor=hall.facilitator, conference=hall.conference, round_id=plenary, table=2)


# The floor, in the room and at a table; help; messages


@scenario(Verb.FLOOR_CHOSEN)
def floor_chosen(hall: Hall) -> Iterator[None]:
    hall.open()
    yield
    plenary = hall.round(Stage.PLENARY).pk
    floor.choose_floor(
        actor=hall.facilitator, conference=hall.conference, round_id=plenary, order="least-heard", turn=90
    )


def _floor_in(stage: Stage, verb: Verb) -> None:
    """Two hands are up when it begins, and one of them has the floor, in a round where turns are counted. Two more are
    up behind: every place in the queue is news to somebody."""

    def play(hall: Hall) -> Iterator[None]:
        Round.objects.filter(kind=stage).update(turn_seconds=60, floor_order="least-heard")
        hall.reach(stage)
        conference, guide = hall.conference, hall.facilitator
        everyone = hall.at_table(1) or hall.citizens
        if stage in AT_TABLES:
            for citizen in hall.at_table(2):
                panel.move_citizen(actor=guide, conference=conference, ref=citizen.member.ref, table=1)
            everyone = hall.at_table(1)
        speaker, waiter, behind, last, late, _ = everyone
        for citizen in (speaker, waiter, behind, last):
            floor.raise_hand(actor=citizen, conference=conference)
        speaks, waits, *_ = Hand.objects.order_by("pk")
        floor.give_floor(actor=guide, conference=conference, hand_id=speaks.pk)
        if verb == Verb.TURN_ENDED:
            floor.interject(actor=late, conference=conference)
            _pass_on(hall, speaks)
        yield
        acts: dict[Verb, Callable[[], None]] = {
            Verb.HAND_RAISED: lambda: floor.raise_hand(actor=late, conference=conference),
            Verb.HAND_LOWERED: lambda: floor.lower_hand(actor=waiter, conference=conference),
            Verb.WORD_ASKED: lambda: floor.interject(actor=behind, conference=conference),
            Verb.FLOOR_PASSED: lambda: _pass_on(hall, speaks),
            Verb.FLOOR_GIVEN: lambda: floor.give_floor(actor=guide, conference=conference, hand_id=waits.pk),
            Verb.TURN_ENDED: lambda: floor.end_turn(actor=guide, conference=conference, hand_id=speaks.pk),
            Verb.ROUND_ENDED: lambda: hall.end(stage),
        }
        acts[verb]()

    play.__name__ = f"{verb.value} in {stage.value}".replace(":", " ")
    verbs = {Verb.ROUND_ENDED: (Verb.ROUND_ENDED, Verb.HAND_LOWERED, Verb.TURN_ENDED)}
    scenario(*verbs.get(verb, (verb,)))(play)


for _stage in (Stage.PLENARY, Stage.HEARING, Stage.TABLES, Stage.DRAFTING):
    for _verb in (
        Verb.HAND_RAISED,
        Verb.HAND_LOWERED,
        Verb.WORD_ASKED,
        Verb.FLOOR_PASSED,
        Verb.FLOOR_GIVEN,
        Verb.TURN_ENDED,
        Verb.ROUND_ENDED,
    ):
        _floor_in(_stage, _verb)


def _pass_on(hall: Hall, after: Hand) -> None:
    floor.pass_floor(actor=hall.facilitator, conference=hall.conference, table=after.table, after=after.pk)


@scenario(Verb.ATTENDANCE_SIGNED)
def attendance_while_somebody_has_spoken(hall: Hall) -> Iterator[None]:
    """Of how many people one has spoken: it is on the screen of the room."""
    late = enter(hall.conference, Role.CITIZEN, "late")
    hall.reach(Stage.PLENARY)
    floor.raise_hand(actor=hall.citizens[0], conference=hall.conference)
    floor.give_floor(actor=hall.facilitator, conference=hall.conference, hand_id=Hand.objects.get().pk)
    floor.end_turn(actor=hall.facilitator, conference=hall.conference, hand_id=Hand.objects.get().pk)
    yield
    sittings.sign_attendance(actor=late, conference=hall.conference)


def _help_in(stage: Stage, verb: Verb) -> None:
    def play(hall: Hall) -> Iterator[None]:
        hall.reach(stage)
        caller, conference = (hall.at_table(2) or hall.citizens)[0], hall.conference
        if verb != Verb.HELP_CALLED:
            calls.call_for_help(actor=caller, conference=conference)
        yield
        if verb == Verb.HELP_CALLED:
            calls.call_for_help(actor=caller, conference=conference)
        elif verb == Verb.HELP_WITHDRAWN:
            calls.withdraw_call(actor=caller, conference=conference)
        else:
            found = HelpCall.objects.get()
            calls.answer_call(actor=hall.facilitator, conference=conference, call_id=found.pk)

    play.__name__ = f"{verb.value} in {stage.value}".replace(":", " ")
    scenario(verb)(play)


for _stage in (Stage.PLENARY, Stage.TABLES):
    for _verb in (Verb.HELP_CALLED, Verb.HELP_WITHDRAWN, Verb.HELP_ANSWERED):
        _help_in(_stage, _verb)


@scenario(Verb.SITTING_CLOSED, Verb.HELP_WITHDRAWN)
def sitting_closed_while_someone_waits(hall: Hall) -> Iterator[None]:
    hall.open()
    calls.call_for_help(actor=hall.citizens[0], conference=hall.conference)
    notices.send_notice(actor=hall.facilitator, conference=hall.conference, text="À demain")
    yield
    sittings.close_sitting(actor=hall.facilitator, conference=hall.conference, number=1)


# Parts of a round, and words that are not understood


def _in_parts(hall: Hall) -> list[Step]:
    round_ = hall.round(Stage.TABLES)
    Step.objects.bulk_create(Step(round=round_, number=n, text=f"Partie {n}", minutes=10) for n in (1, 2))
    hall.reach(Stage.TABLES)
    return list(Step.objects.order_by("number"))


@scenario(Verb.READY_SAID)
def ready_said(hall: Hall) -> Iterator[None]:
    first, _ = _in_parts(hall)
    guide.say_ready(actor=hall.at_table(1)[0], conference=hall.conference, step_id=first.pk)
    yield
    guide.say_ready(actor=hall.at_table(1)[1], conference=hall.conference, step_id=first.pk)


@scenario(Verb.READY_SAID)
def ready_said_by_a_tablet(hall: Hall) -> Iterator[None]:
    first, _ = _in_parts(hall)
    tablet = enter(hall.conference, Role.TABLE, "tablet-2", table=2)
    yield
    guide.say_ready(actor=tablet, conference=hall.conference, step_id=first.pk)


@scenario(Verb.READY_TAKEN_BACK)
def ready_taken_back(hall: Hall) -> Iterator[None]:
    list(ready_said(hall))
    yield
    guide.take_back_ready(actor=hall.at_table(1)[0], conference=hall.conference)


@scenario(Verb.MOVED_ON)
def moved_on(hall: Hall) -> Iterator[None]:
    list(ready_said(hall))
    yield
    second = Step.objects.get(number=2)
    guide.move_on(actor=hall.at_table(1)[2], conference=hall.conference, step_id=second.pk)


@scenario(Verb.MOVED_ON)
def all_moved_on(hall: Hall) -> Iterator[None]:
    list(ready_said(hall))
    yield
    second = Step.objects.get(number=2)
    guide.move_on(actor=hall.facilitator, conference=hall.conference, step_id=second.pk)


@scenario(Verb.CITIZEN_MOVED)
def moved_while_ready(hall: Hall) -> Iterator[None]:
    list(ready_said(hall))
    yield
    panel.move_citizen(actor=hall.facilitator, conference=hall.conference, ref=hall.at_table(1)[0].member.ref, table=2)


@scenario(Verb.ATTENDANCE_SIGNED)
def attendance_at_a_table_in_parts(hall: Hall) -> Iterator[None]:
    list(ready_said(hall))
    late = enter(hall.conference, Role.CITIZEN, "late", table=1)
    yield
    sittings.sign_attendance(actor=late, conference=hall.conference)


@scenario(Verb.READY_CLEARED, Verb.ROUND_ENDED)
def tables_end_while_some_are_ready(hall: Hall) -> Iterator[None]:
    list(ready_said(hall))
    yield
    hall.end(Stage.TABLES)


@scenario(Verb.READY_CLEARED, Verb.ROUND_PUT_BACK)
def tables_put_back_while_some_are_ready(hall: Hall) -> Iterator[None]:
    list(ready_said(hall))
    yield
    _guide(hall, "go_back", Stage.TABLES)


@scenario(Verb.ROUND_RESUMED)
def tables_in_parts_go_on(hall: Hall) -> Iterator[None]:
    list(all_moved_on(hall))
    hall.end(Stage.TABLES)
    yield
    _guide(hall, "resume_round", Stage.TABLES)


def _card(hall: Hall) -> Card:
    hall.reach(Stage.TABLES)
    write_note(actor=hall.at_table(1)[0], conference=hall.conference, text="La nappe baisse", version=0)
    cards.raise_card(actor=hall.citizens[0], conference=hall.conference, text="nappe")
    return Card.objects.get()


@scenario(Verb.CARD_RAISED)
def card_raised(hall: Hall) -> Iterator[None]:
    hall.reach(Stage.TABLES)
    yield
    cards.raise_card(actor=hall.citizens[0], conference=hall.conference, text="nappe")


@scenario(Verb.CARD_ANSWERED, Verb.TERM_EXPLAINED, Verb.NOTICE_SENT)
def card_answered(hall: Hall) -> Iterator[None]:
    found = _card(hall)
    yield
    cards.explain_card(
        actor=hall.facilitator, conference=hall.conference, card_id=found.pk, word="nappe", explanation="De l’eau."
    )


@scenario(Verb.CARD_PUT_ASIDE)
def card_put_aside(hall: Hall) -> Iterator[None]:
    found = _card(hall)
    yield
    cards.put_card_aside(actor=hall.facilitator, conference=hall.conference, card_id=found.pk)


def _notice_to(table: int | None) -> None:
    def sent(hall: Hall) -> Iterator[None]:
        hall.reach(Stage.TABLES)
        yield
        notices.send_notice(actor=hall.facilitator, conference=hall.conference, text="On reprend", table=table)

    def withdrawn(hall: Hall) -> Iterator[None]:
        list(sent(hall))
        yield
        found = Notice.objects.get()
        notices.withdraw_notice(actor=hall.facilitator, conference=hall.conference, notice_id=found.pk)

    for verb, play in ((Verb.NOTICE_SENT, sent), (Verb.NOTICE_WITHDRAWN, withdrawn)):
        play.__name__ = f"{play.__name__} to {f'table {table}' if table else 'everyone'}"
        scenario(verb)(play)


_notice_to(None)
_notice_to(1)


# Who is there


def told_by_another_process(hall: Hall, *people: Any) -> None:
    refs = {str(hall.conference.pk): {person.member.ref: 1 for person in people}}
    publish.get_channel_layer().messages.append({"type": "present", "process": "other", "people": refs})


@scenario("present")
def someone_opens_a_page_elsewhere(hall: Hall) -> Iterator[None]:
    late = enter(hall.conference, Role.CITIZEN, "late")
    yield
    told_by_another_process(hall, late)


@scenario("present")
def someone_closes_their_page_elsewhere(hall: Hall) -> Iterator[None]:
    late = enter(hall.conference, Role.CITIZEN, "late")
    told_by_another_process(hall, late)
    yield
    told_by_another_process(hall)


# Beside the opinion


@scenario(
    Verb.RECEIPT_ACKNOWLEDGED,
    Verb.CORRECTION_PROPOSED,
    Verb.CORRECTION_AGREED,
    Verb.CORRECTION_WITHDRAWN,
    Verb.CORRECTION_SEALED,
    Verb.DERIVATIVE_ADDED,
    Verb.DERIVATIVE_WITHDRAWN,
)
def others_stand_beside_the_opinion(hall: Hall) -> Iterator[None]:
    hall.hold_all()
    conference, author, sealed = hall.conference, hall.citizens[0], SealedOpinion.objects.get()
    sponsor = actor_of(Membership.objects.get(conference=conference, role=Role.SPONSOR))
    yield
    handover.acknowledge_receipt(actor=sponsor, conference=conference, sha256=sealed.pdf_sha256, means="computed")
    for text in ("Autrement", "Encore autrement"):
        words = {"passage": "Mots de la partie title", "text": text, "reason": "Une faute"}
        handover.propose_correction(actor=author, conference=conference, **words)
    for who in hall.citizens[1:4]:
        handover.agree_to_correction(actor=who, conference=conference, number=1)
    handover.withdraw_correction(actor=author, conference=conference, number=2)
    version = {"kind": "easy-read", "language": "fr", "title": "Facile", "made_by": "Nous", "text": "Un texte"}
    handover.add_derivative(actor=hall.facilitator, conference=conference, **version)
    added = Derivative.objects.get().pk
    handover.withdraw_derivative(actor=hall.facilitator, conference=conference, derivative_id=added, reason="Non")


# The check


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    found = Wire()
    monkeypatch.setattr(publish, "get_channel_layer", lambda: found)
    return found


def members(conference: Conference) -> list[Membership]:
    return list(Membership.objects.filter(conference=conference).select_related("user", "conference"))


def fresh(conference: Conference) -> dict[str, dict[str, str]]:
    """What each member's page shows when it is loaded now: rendered anew, whatever is kept."""
    conference = Conference.objects.get(pk=conference.pk)
    rendered: dict[Audience, str] = {}
    found: dict[str, dict[str, str]] = {}
    for member in members(conference):
        for audience in audiences_of(actor_of(member), conference):
            rendered[audience] = rendered.get(audience) or render(audience, "fr").html
            found.setdefault(member.ref, {})[audience.kind.value] = rendered[audience]
    found[PROJECTOR] = {"screen": render(Audience(conference.pk, Kind.SCREEN), "fr").html}
    return found


def shown_to(people: list[Membership], conference: Conference) -> dict[str, set[str]]:
    """The regions of each page."""
    conference = Conference.objects.get(pk=conference.pk)
    found = {each.ref: {a.kind.value for a in audiences_of(actor_of(each), conference)} for each in people}
    return found | {PROJECTOR: {"screen"}}


@pytest.fixture
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as found:
        yield found


def test_every_kind_of_news_has_a_scenario() -> None:
    """A verb, or a message between processes, that no scenario plays: this fails until there is one."""
    played = {verb for verbs, _, _ in SCENARIOS for verb in verbs}
    # What is heard of a text goes to those who write it, and to no page of these: live/consumers/test_drafting.py.
    assert played == set(Verb) | (set(HEARS) - {"touched", "drafted"})
    assert set(publish.TOUCHES) == set(Verb)
    assert {kind for kinds in publish.TOUCHES.values() for kind in kinds} == set(Kind)
    # Each has its turn: who had none would be waited for without end.
    assert sorted(ORDER) == sorted(Kind)


@pytest.mark.parametrize(("verbs", "play"), [pytest.param(v, p, id=name) for v, name, p in SCENARIOS])
def test_a_page_kept_by_its_news_shows_what_a_fresh_load_shows(
    verbs: frozenset[str],
    play: Scenario,
    hall: Hall,
    wire: Wire,
    loop: asyncio.Runner,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    for role in (Role.EXPERT, Role.STEERING, Role.GUARANTOR, Role.SPONSOR, Role.TABLE):
        enter(hall.conference, role)
    steps = play(hall)
    next(steps)
    process, before, length = Process(monkeypatch), members(hall.conference), Entry.objects.count()
    loop.run(process.hear(wire.messages, {}))
    screens = loop.run(process.open(before, projected_by=hall.facilitator.member))
    assert {ref: set(screen.texts) for ref, screen in screens.items()} == shown_to(before, hall.conference)
    wire.messages.clear()
    with django_capture_on_commit_callbacks(execute=True):
        list(steps)
    happened = set(Entry.objects.order_by("pk")[length:].values_list("verb", flat=True))
    happened |= {message["type"] for message in wire.messages}
    assert verbs - happened == set()
    loop.run(process.hear(wire.messages, screens))
    # Who comes in by this very act has no old page; whose sign-in it ended has to sign in again.
    kept = signed_in(screen.page.visit.session for screen in screens.values())
    opened = {ref for ref, screen in screens.items() if screen.page.visit.session in kept}
    now = {ref: regions for ref, regions in fresh(hall.conference).items() if ref in opened}
    assert {ref: screen.texts for ref, screen in screens.items() if screen.texts} == now
    assert {ref for ref, screen in screens.items() if screen.closed} == screens.keys() - now.keys()


def test_the_sponsor_is_in_no_audience_at_any_stage(conference: Conference) -> None:
    sponsor = enter(conference, Role.SPONSOR)
    found = []
    for stage in Stage:
        conference.stage = stage
        found += audiences_of(sponsor, conference)
    assert found == []


def test_a_note_is_news_for_its_own_table_and_for_its_author_alone(
    hall: Hall, wire: Wire, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    hall.reach(Stage.TABLES)
    author = hall.at_table(2)[0]
    with django_capture_on_commit_callbacks(execute=True):
        write_note(actor=author, conference=hall.conference, text="Nos désaccords", version=0)
    (message,) = wire.messages
    touch, conference = publish.touch_in(message), hall.conference.pk
    people = [Audience(conference, Kind.PERSON, c.member.ref) for c in hall.citizens]
    tables = [Audience(conference, Kind.TABLE, n) for n in ("1", "2")]
    mine = [tables[1], Audience(conference, Kind.PERSON, author.member.ref)]
    all_of_them = (*tables, *people, Audience(conference, Kind.CITIZENS), Audience(conference, Kind.WATCH))
    assert [audience for audience in all_of_them if touch.reaches(audience)] == mine


def test_news_carries_no_text(hall: Hall, wire: Wire, django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    """What goes between processes says where to look, never what was written, nor a vote."""
    hall.reach(Stage.BALLOT)
    with django_capture_on_commit_callbacks(execute=True):
        hall.cast(hall.citizens[0], "abstain")
    assert [sorted(message) for message in wire.messages] == [
        ["conference", "keys", "kinds", "moved", "moves", "numbers", "type"]
    ]
    assert "abstain" not in str(wire.messages)


def test_the_operator_needs_no_page() -> None:
    assert audiences_of(None, Conference(stage=Stage.PAUSE)) == ()
    assert audiences_of(OPERATOR, Conference(stage=Stage.PAUSE)) == ()
