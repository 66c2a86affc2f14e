"""``manage.py verify_opinion FILE``: is this PDF the sealed opinion? Exits 0 if it is, 1 if not. Of a paper that was
sealed beside one it says what it is, and exits 1: it is no opinion."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from deliberation.opinion.verify import check, known_digests


class Command(BaseCommand):
    help = _("Say whether a PDF is an opinion sealed here, unchanged.")
    # A check must work where the project does not run, with --offline.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--offline",
            action="store_true",
            help=_("do not look into the register of sealed opinions (no database)"),
        )

    def handle(self, *args: Any, file: Path, offline: bool, **options: Any) -> None:
        try:
            pdf = file.read_bytes()
        except OSError as error:
            reason = {"file": file, "reason": error.strerror}
            raise CommandError(_("%(file)s cannot be read: %(reason)s.") % reason) from error
        verdict = check(pdf, known_digests=None if offline else self._known())
        for sentence in verdict.sentences:
            self.stdout.write(sentence)
        self.stdout.write(f"SHA-256 {verdict.pdf_sha256}")
        if not verdict.genuine:
            sys.exit(1)

    def _known(self) -> frozenset[str]:
        try:
            return known_digests()
        except DatabaseError as error:
            sentence = _("The register of sealed opinions cannot be read: run migrate first, or use --offline.")
            raise CommandError(sentence) from error
