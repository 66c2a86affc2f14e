"""A rehearsal's verdict at the console: sentences, and an exit code."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from sessions.rehearsal.players.waiting import Stuck
from sessions.rehearsal.progress import Progress
from sessions.rehearsal.run import Plan, Verdict, rehearse


def play(plan: Plan, progress: Progress) -> Verdict:
    """The verdict, or CommandError when the play could not go on."""
    try:
        return rehearse(plan, progress)
    except* Stuck as stuck:
        sentences = {str(each) for each in leaves(stuck)}
        raise CommandError("\n".join(sorted(sentences))) from None


def leaves(group: BaseExceptionGroup[Any]) -> list[BaseException]:
    found: list[BaseException] = []
    for each in group.exceptions:
        found += leaves(each) if isinstance(each, BaseExceptionGroup) else [each]
    return found


def report(command: BaseCommand, verdict: Verdict) -> None:
    """The summary; CommandError with the list of what is not as it should be."""
    for sentence in verdict.summary:
        command.stdout.write(sentence)
    if verdict.problems:
        count = len(verdict.problems)
        raise CommandError("\n".join([_("%d things are not as they should be:") % count, *verdict.problems]))
    command.stdout.write(_("Everything that should be true is."))
