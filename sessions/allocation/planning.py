"""Preparing tables in the background: a process of its own computes, so that the server goes on answering; a thread of
the server listens to it and writes down how far it is.

Whatever ends before its time shows: the thread says every two seconds that it lives, and the plan of one that stays
silent is shown as interrupted.
"""

import logging
import multiprocessing
import threading
import time
from multiprocessing.connection import Connection

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor, actor_of
from deliberation.kernel.errors import Refused
from sessions.allocation import actions
from sessions.allocation.models import Plan
from sessions.allocation.queries import expected, problems_of, rounds_to_plan
from sessions.allocation.seating import impossible
from sessions.allocation.solver import Contradiction, Step
from sessions.allocation.worker import work

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_BEATS = 2.0
# Progress that is told to the desk is an entry of the journal: few.
SECONDS_BETWEEN_WORDS = 5.0


def prepare_tables(*, actor: Actor, conference: Conference) -> None:
    """Ask for a plan and begin to compute it. While one is being computed already, nothing changes."""
    if plan := actions.ask_plan(actor=actor, conference=conference):
        language = get_language() or conference.language
        thread = threading.Thread(target=_in_background, args=(plan.pk, language), name="tables", daemon=True)
        transaction.on_commit(thread.start)


def _in_background(plan_id: int, language: str) -> None:
    try:
        with translation.override(language):
            compute(Plan.objects.select_related("conference", "asked_by").get(pk=plan_id))
    except Refused as refused:
        # The conference went on to where nobody prepares tables any more: the plan is nobody's.
        logger.info("A plan of tables was left: %s", refused)
    finally:
        connection.close()


def compute(plan: Plan) -> None:
    """Find the tables of this plan and write them down, or why there are none."""
    actor = actor_of(plan.asked_by)
    rounds = rounds_to_plan(plan.conference)
    problems = problems_of(rounds, expected(plan.conference))
    ours, theirs = multiprocessing.Pipe(duplex=False)
    worker = multiprocessing.get_context("spawn").Process(
        target=work, args=(problems, plan.seed, theirs), name="tables", daemon=True
    )
    worker.start()
    theirs.close()
    try:
        last = _follow(plan, actor, ours)
        if last is None:
            return
        seatings = {round_.pk: seating for round_, seating in zip(rounds, last.seatings, strict=True)}
        actions.finish_plan(actor=actor, plan=plan, seatings=seatings)
    except Contradiction as contradiction:
        actions.fail_plan(actor=actor, plan=plan, sentence=impossible(contradiction))
    except EOFError:
        logger.error("The process that prepared tables ended before its time.")
        actions.fail_plan(actor=actor, plan=plan, sentence=_("The computation ended before its time: start again."))
    finally:
        ours.close()
        worker.kill()
        worker.join()


def _follow(plan: Plan, actor: Actor, said: Connection) -> Step | None:
    """The last step of the work, or None when nobody waits for it any more. Raises EOFError when the process is gone,
    and Contradiction."""
    progress, told_at = 0, time.monotonic()
    step: Step | None = None
    while True:
        if said.poll(SECONDS_BETWEEN_BEATS):
            message = said.recv()
            if isinstance(message, Contradiction):
                raise message
            if message is None:
                return step
            step = message
            progress = 100 * step.done // step.of
        tell = time.monotonic() - told_at > SECONDS_BETWEEN_WORDS
        if tell:
            told_at = time.monotonic()
        if not actions.advance_plan(actor=actor, plan=plan, progress=min(progress, 99), said=tell):
            return None
