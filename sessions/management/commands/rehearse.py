from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from sessions.rehearsal.players.waiting import Stuck
from sessions.rehearsal.progress import Progress
from sessions.rehearsal.run import Plan, Verdict, rehearse
from sessions.scenarios.load import ScenarioError, load


class Command(BaseCommand):
    help = _("Play a whole conference with simulated people over HTTP and WebSockets, and check what they saw.")
    # The players know nothing of this process: its database is not theirs.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scenario", required=True, help=_("paris-2023, drees-2016, or the path of a YAML file"))
        parser.add_argument("--citizens", type=int, help=_("the scenario's number when left out"))
        parser.add_argument("--seed", type=int, default=1, help=_("the same seed gives the same adopted text"))
        parser.add_argument("--out", type=Path, required=True, help=_("where the files are left"))
        parser.add_argument(
            "--url", default="", help=_("a running server that shares this environment's database; else one is started")
        )
        parser.add_argument("--slug", default="", help=_("the conference's address; chosen when left out"))
        parser.add_argument("--pace", type=float, default=0.0, help=_("seconds that each round lasts at least"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            scenario = load(options["scenario"])
        except ScenarioError as error:
            raise CommandError(str(error)) from error
        citizens = options["citizens"] or scenario.people.citizens.count
        if citizens < 2:
            raise CommandError(_("A panel has two citizens at least."))
        plan = Plan(
            options["scenario"],
            citizens,
            options["seed"],
            options["out"],
            options["url"],
            options["slug"],
            options["pace"],
        )
        report(self, play(plan, Progress(self.stdout)))  # type: ignore[arg-type]


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
