"""From content to the bytes of a PDF/A-3a, PDF/UA-1 file: the one way in which anything here is typeset."""

import json
import re
import tempfile
import warnings
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from deliberation.kernel import typography

STANDARDS: "list[typst.PDFStandard]" = ["a-3a", "ua-1"]
# What of a content is set by the rules of its language.
SET = ("words", "opinion", "dossier")
MISSING = re.compile(r'the text `"(.*?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")

Content = dict[str, Any]


def printed(
    template: str,
    content: Content,
    files: Mapping[str, bytes],
    *,
    language: str,
    at: datetime,
    standards: "list[typst.PDFStandard]" = STANDARDS,
) -> bytes:
    """The PDF: the same bytes for the same content, files, template and typst.

    ``words``, and ``opinion`` or ``dossier``, are set by the rules of ``language``; what else is in it is printed as it
    is, and nothing of it is ever read as markup. A character no font has stops typst, so the ones it names are replaced
    and it is asked again; ``replaced`` tells the template."""
    missing: frozenset[str] = frozenset()
    for _attempt in range(4):
        try:
            return _once(template, _dressed(content, language, missing), files, at, standards)
        except typst.TypstError as error:
            found = _missing(error)
            if found <= missing:
                raise
            missing |= found
    return _once(template, _dressed(content, language, _uncommon(content)), files, at, standards)


def _once(
    template: str, content: Content, files: Mapping[str, bytes], at: datetime, standards: "list[typst.PDFStandard]"
) -> bytes:
    main = (settings.BASE_DIR / "templates" / template).read_bytes()
    # Without a root of its own, typst would let the template read the current folder. What is attached lies there: of
    # files given by their content, typst takes text alone.
    with tempfile.TemporaryDirectory() as root, warnings.catch_warnings():
        for name, file in files.items():
            (Path(root) / name).write_bytes(file)
        warnings.simplefilter("ignore", typst.TypstWarning)
        # The stub of typst does not say that a project can be given as a dict of files.
        pdf = typst.compile(  # type: ignore[call-overload]
            {"main.typ": main, "data.json": json.dumps(content).encode()},
            format="pdf",
            pdf_standards=standards,
            font_paths=_fonts(),
            root=root,
            timestamp=at.astimezone(UTC),
        )
    return bytes(pdf)


def _dressed(content: Content, language: str, missing: frozenset[str]) -> Content:
    def dress(text: str) -> str:
        clean = typography.without(typography.printable(text), missing)
        return typography.breakable(typography.typographic(clean, language))

    dressed = {name: _each_string(content[name], dress) for name in SET if name in content}
    return content | dressed | {"replaced": bool(missing)}


def _each_string(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each_string(each, change) for each in value]
    if isinstance(value, dict):
        return {name: _each_string(each, change) for name, each in value.items()}
    return value


def _missing(error: typst.TypstError) -> frozenset[str]:
    clusters = MISSING.findall(f"{error.message}\n{error.diagnostic}")
    return frozenset("".join(ESCAPED.sub(lambda code: chr(int(code[1], 16)), each) for each in clusters))


def _uncommon(content: Content) -> frozenset[str]:
    """Every character beyond the Latin letters and marks that the fonts are known to have."""
    text = json.dumps([content[name] for name in SET if name in content], ensure_ascii=False)
    return frozenset(c for c in text if c > "\u017f" and c not in "–—‘’‚“”„…‹›€‰•œŒ\u202f\ufffd")


@cache
def _fonts() -> typst.Fonts:
    """Only the fonts inside typst: the same on every machine."""
    return typst.Fonts(include_system_fonts=False)
