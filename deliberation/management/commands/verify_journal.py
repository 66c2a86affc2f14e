from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from deliberation.conference.models import Conference
from deliberation.journal.verify import verify


class Command(BaseCommand):
    help = "Recompute the journal's hash chain and name the first broken link. Exits with 1 when there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("conference", nargs="?", help="a conference's slug; all of them when left out")

    def handle(self, *args: Any, conference: str | None = None, **options: Any) -> None:
        found = Conference.objects.filter(slug=conference) if conference else Conference.objects.all()
        if conference and not found:
            raise CommandError(_("There is no conference “%s”.") % conference)
        broken = 0
        for each in found.order_by("slug"):
            state = verify(each)
            broken += not state.whole
            self.stdout.write(f"{each.slug}: {state.sentence} ({state.length}, {state.head})")
        if broken:
            raise CommandError(_("The journal was altered."))
