import shutil
import signal
import threading
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from sessions.rehearsal.console import play, report
from sessions.rehearsal.environment import demo_environment, is_taken
from sessions.rehearsal.operator import manage
from sessions.rehearsal.progress import Progress
from sessions.rehearsal.run import Plan
from sessions.rehearsal.server import serving
from sessions.scenarios.load import load

SCENARIO = "paris-2023"


class Command(BaseCommand):
    help = _("Play a whole conference before your eyes, on a fresh database, and leave the server up.")
    # The demonstration has a database of its own, made here.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--citizens", type=int, help=_("the scenario's number when left out"))
        parser.add_argument("--pace", type=float, default=6.0, help=_("seconds that each round lasts at least"))
        parser.add_argument("--seed", type=int, default=1, help=_("the same seed gives the same adopted text"))

    def handle(self, *args: Any, port: int, citizens: int | None, pace: float, seed: int, **options: Any) -> None:
        if is_taken(port):
            raise CommandError(_("Port %d is taken: stop what listens there, or choose another with --port.") % port)
        folder: Path = settings.VAR_DIR / "demo"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        environment = demo_environment(folder, port)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _leave)
        try:
            manage(environment, "migrate", "--verbosity", "0")
            with serving(environment, port, folder / "server.log") as address:
                door = f"{environment['BASE_URL']}/demo/"
                plan = Plan(
                    SCENARIO,
                    citizens or load(SCENARIO).people.citizens.count,
                    seed,
                    folder,
                    address,
                    SCENARIO,
                    pace,
                    environment,
                    lambda: self.stdout.write(_("Watch it here: %s") % door),
                )
                self._show(plan, door)
        except KeyboardInterrupt:
            self.stdout.write("\n" + _("The demonstration is stopped."))

    def _show(self, plan: Plan, door: str) -> None:
        """Play, then keep the server up until Ctrl-C."""
        try:
            report(self, play(plan, Progress(self.stdout)))
        except CommandError as error:
            # Whoever watches may want to see where it went wrong.
            self.stderr.write(self.style.ERROR(str(error)))
        base = door.removesuffix("demo/")
        self.stdout.write(
            _("The sealed opinion, for whoever may read it: %s") % f"{base}conferences/{plan.slug}/opinion.pdf"
        )
        self.stdout.write(_("Look around: %s — Ctrl-C stops the server.") % door)
        threading.Event().wait()


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
