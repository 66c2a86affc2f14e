from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from sessions.rehearsal.console import play, report
from sessions.rehearsal.progress import Progress
from sessions.rehearsal.run import Plan
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
        try:
            report(self, play(plan, Progress(self.stdout)))
        except KeyboardInterrupt:
            raise CommandError(_("The rehearsal was interrupted."), returncode=130) from None
