"""A file that somebody brings, before anyone else opens it."""

import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext_lazy as _

from deliberation.dossier.inspector import Problem
from deliberation.kernel.errors import Refused
from deliberation.kernel.typography import printable

SENTENCES = {
    Problem.DAMAGED: _("This file cannot be read to its end. Export it again from where it was made, and add that."),
    Problem.ENCRYPTED: _("This PDF is protected or encrypted. Save it without protection, and add that."),
    Problem.SCRIPT: _("This PDF holds a program (JavaScript). Print it to a new PDF, and add that."),
    Problem.PROGRAM: _("This PDF wants to start a program. Print it to a new PDF, and add that."),
    Problem.FILES: _("This PDF holds other files, or opens them. Add each file by itself."),
    Problem.FORM: _("This PDF is a form that is filled in or sent. Print it to a new PDF, and add that."),
    Problem.MEDIA: _("This PDF holds sound, video or a moving picture. Print it to a new PDF, and add that."),
    Problem.LARGE: _("This file has too many pages, or a picture too large to show. Add a part of it."),
}
# Each may take a gigabyte: a few at a time, the others wait.
_at_once = threading.BoundedSemaphore(2)
PATIENCE = 60


def inspect(file: "File[bytes]", media_type: str) -> tuple[str, ...]:
    """The words of each of its pages, of which a picture has none.

    Raises Refused, with a sentence that says what to do, for a file that nobody should be given to open.
    """
    with tempfile.NamedTemporaryFile(prefix="dossier-") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        file.seek(0)
        found = _inspected(media_type, copy.name)
    if found.get("problem"):
        raise Refused(SENTENCES[Problem(found["problem"])], field="file")
    return tuple(printable(words).strip() for words in found["pages"])


def _inspected(media_type: str, path: str) -> dict[str, Any]:
    """In another process, which knows none of our secrets. One that gives up leaves a file that cannot be read."""
    command = [sys.executable, "-m", f"{__package__}.inspector", media_type, path]
    try:
        with _at_once:
            done = subprocess.run(  # noqa: S603
                command,
                cwd=Path(settings.BASE_DIR),
                env={},
                capture_output=True,
                timeout=PATIENCE,
                check=True,
            )
        found: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return {"problem": Problem.DAMAGED}
    return found
