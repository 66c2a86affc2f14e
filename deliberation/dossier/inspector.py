"""What a file holds, looked at in a process of its own with little memory and time: whoever made it may mean harm to
those who read it, or to the server that looks.

``python -m deliberation.dossier.inspector TYPE FILE`` writes what it found as JSON. Nothing of Django is loaded here.
"""

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

MEMORY, SECONDS = 1 << 30, 20
MOST_PAGES, MOST_PIXELS, MOST_TEXT = 2000, 60_000_000, 16 << 20


class Problem(StrEnum):
    """Why a file is not taken."""

    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    SCRIPT = "script"
    PROGRAM = "program"
    FILES = "files"
    FORM = "form"
    MEDIA = "media"
    LARGE = "large"


# What a key says by being there, and what an action (/S) or an annotation (/Subtype) of this name does.
KEYS = {
    "/JS": Problem.SCRIPT,
    "/JavaScript": Problem.SCRIPT,
    "/EmbeddedFiles": Problem.FILES,
    "/EF": Problem.FILES,
    "/XFA": Problem.FORM,
}
ACTIONS = {
    "/JavaScript": Problem.SCRIPT,
    "/Launch": Problem.PROGRAM,
    "/GoToE": Problem.FILES,
    "/GoToR": Problem.FILES,
    "/Thread": Problem.FILES,
    "/SubmitForm": Problem.FORM,
    "/ImportData": Problem.FORM,
    "/Rendition": Problem.MEDIA,
    "/Movie": Problem.MEDIA,
    "/Sound": Problem.MEDIA,
    "/RichMediaExecute": Problem.MEDIA,
    "/GoTo3DView": Problem.MEDIA,
}
ANNOTATIONS = {
    "/FileAttachment": Problem.FILES,
    "/RichMedia": Problem.MEDIA,
    "/Screen": Problem.MEDIA,
    "/Movie": Problem.MEDIA,
    "/Sound": Problem.MEDIA,
    "/3D": Problem.MEDIA,
}


def problem_of_pdf(file: Path) -> Problem | None:
    """The first thing found for which this PDF is not taken.

    Every object is looked at, whether a page leads to it or not. A file that must be guessed at is damaged: another
    reader may guess otherwise, and find what we did not.
    """
    try:
        with pikepdf.open(file, attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                return Problem.ENCRYPTED
            if not 0 < len(pdf.pages) <= MOST_PAGES:
                return Problem.LARGE if len(pdf.pages) else Problem.DAMAGED
            found = next((found for each in _dictionaries(pdf) if (found := _problem_in(each))), None)
            # What could not be read to its end may hold anything.
            return found or (Problem.DAMAGED if pdf.get_warnings() else None)
    except pikepdf.PasswordError:
        return Problem.ENCRYPTED
    except (pikepdf.PdfError, pikepdf.ForeignObjectError, RuntimeError, ValueError, TypeError, MemoryError):
        return Problem.DAMAGED


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """All of them, those inside others too; each object that has a number once."""
    for numbered in (pdf.trailer, *pdf.objects):
        waiting = [numbered]
        while waiting:
            thing = waiting.pop()
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                yield thing
                inside = [thing.get(key) for key in thing.keys()]  # noqa: SIM118 (a stream has no other way)
            elif isinstance(thing, pikepdf.Array):
                inside = list(thing)
            else:
                continue
            waiting += [each for each in inside if isinstance(each, pikepdf.Object) and not each.is_indirect]


# Where a link may lead: a page, or a letter. Without a scheme it is an address of the document's own site.
SCHEMES = {"", "http", "https", "mailto"}


def _problem_in(found: Any) -> Problem | None:
    if {_scheme_of(found.get("/URI")), _scheme_of(found.get("/Base"))} - SCHEMES:
        return Problem.PROGRAM
    # Words or drawings that are in another file.
    away = "/Ref" in found and str(found.get("/Subtype", "")) == "/Form"
    if away or (isinstance(found, pikepdf.Stream) and "/F" in found):
        return Problem.FILES
    for key in found.keys():  # noqa: SIM118
        if key in KEYS:
            return KEYS[key]
    return ACTIONS.get(str(found.get("/S", ""))) or ANNOTATIONS.get(str(found.get("/Subtype", "")))


def _scheme_of(address: Any) -> str:
    """Empty where there is none. Readers pass over spaces and what cannot be seen: so do we."""
    if not isinstance(address, pikepdf.String):
        return ""
    seen = "".join(each for each in str(address) if each.isprintable() and not each.isspace())
    before, colon, _rest = seen.partition(":")
    return before.lower() if colon and not set(before) & set("/?#") else ""


def problem_of_image(file: Path, media_type: str) -> Problem | None:
    """Decoded to its last pixel: what cannot be is no picture."""
    try:
        with Image.open(file, formats=[media_type.removeprefix("image/").upper()]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return Problem.LARGE
            picture.load()
    except Image.DecompressionBombError:
        return Problem.LARGE
    except (OSError, SyntaxError, ValueError, MemoryError):
        return Problem.DAMAGED
    return None


def words_of_pdf(file: Path) -> list[str]:
    """The words of each page, as poppler reads them; nothing where it is not installed."""
    program = shutil.which("pdftotext")
    if program is None:
        return []
    command = [program, "-q", "-enc", "UTF-8", str(file), "-"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reading:  # noqa: S603
        assert reading.stdout is not None  # noqa: S101
        found = reading.stdout.read(MOST_TEXT)
        reading.kill()
    return found.decode(errors="replace").split("\f")


def report(media_type: str, file: Path) -> dict[str, Any]:
    """What is wrong with the file, or how many pages it has and their words."""
    if media_type != "application/pdf":
        return {"problem": problem_of_image(file, media_type), "pages": []}
    if problem := problem_of_pdf(file):
        return {"problem": problem, "pages": []}
    with pikepdf.open(file) as pdf:
        number = len(pdf.pages)
    words = words_of_pdf(file)[:number]
    return {"problem": None, "pages": words + [""] * (number - len(words))}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    json.dump(report(sys.argv[1], Path(sys.argv[2])), sys.stdout)
