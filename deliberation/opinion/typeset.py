"""From an ``OpinionDocument`` to a PDF/A-3a, PDF/UA-1 file, with typst."""

import json
import re
import tempfile
import textwrap
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import typst
from django.conf import settings
from django.utils import timezone, translation

from deliberation.ballots import wording
from deliberation.ballots.tally import Tally
from deliberation.kernel import times, typography
from deliberation.kernel.richtext import parse, set_in, values_of
from deliberation.opinion import labels
from deliberation.opinion.canonical import digest
from deliberation.opinion.document import LostProposal, OpinionDocument, Recommendation

STANDARDS: "list[typst.PDFStandard]" = ["a-3a", "ua-1"]
TEMPLATE = "opinion/pdf/opinion.typ"
TEXT_NAME = "avis.txt"
FIGURES_NAME = "figures.json"
MISSING = re.compile(r'the text `"(.*?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
BULLET = re.compile(r"\s*[-–—•*]\s+(?=\S)")


def typeset(document: OpinionDocument, canonical: bytes) -> bytes:
    """The PDF: the same bytes for the same document, template and typst.

    ``canonical`` is attached as ``avis.txt``; ValueError if its digest is not the one the document prints.
    Nothing of the document is ever read as markup."""
    if digest(canonical) != document.text_digest:
        raise ValueError("the text to attach is not the text whose digest is printed")
    with translation.override(document.language):
        content = _content(document)
    attached = {TEXT_NAME: canonical, FIGURES_NAME: figures_json(document)}
    return _compile(content, attached, document)


def figures_json(document: OpinionDocument) -> bytes:
    """The figures of the document for machines: sorted keys, UTF-8."""
    figures = {
        "format": "avis-citoyen-figures/2",
        "text_sha256": document.text_digest,
        "journal": {"length": document.journal_length, "head": document.journal_head},
        "sealed_at": document.sealed_at.isoformat(),
        "adoption": _counts(document.adoption),
        "signatures": {
            "signed": document.signed,
            "declined": document.declined,
            "unanswered": document.unanswered,
            "on_roll": document.on_roll,
        },
        "recommendations": [
            {
                "number": each.number,
                "title": each.title,
                **_counts(each.figures),
                "minority_opinions": [dissent.supporters for dissent in each.minority_opinions],
            }
            for each in document.recommendations
        ],
        "not_in_the_opinion": [
            {"title": each.title, **(_counts(each.figures) if each.figures else {})} for each in document.lost_proposals
        ],
    }
    return json.dumps(figures, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8", "replace") + b"\n"


def _counts(tally: Tally) -> dict[str, Any]:
    return {
        "method": tally.method.value,
        "counts": dict(tally.counts),
        "voted": tally.voted,
        "on_roll": tally.on_roll,
        "outcome": tally.outcome.value,
        **{name: value for name in ("score", "place", "grade") if (value := getattr(tally, name))},
    }


# What the template is given


def _content(document: OpinionDocument) -> dict[str, Any]:
    """``words`` and ``opinion`` are set by French rules; ``verbatim`` is printed as it is."""
    opinion = {
        "conference": document.conference_title,
        "title": document.opinion_title,
        "question": document.question,
        "sponsor": document.sponsor,
        "commitment": _blocks(document.commitment),
        "preamble": _blocks(document.preamble),
        "recommendations": [
            _proposal(each, document.language) | {"number": each.number, "minority": _minority(each, document.language)}
            for each in document.recommendations
        ],
        "closing": _blocks(document.closing),
        "decision_rule": document.decision_rule,
        "adoption_rule": document.adoption_rule,
        "adoption": _tally(document.adoption),
        "reservations": [
            {"by": labels.attributed(each.name), "text": _blocks(each.text)} for each in document.reservations
        ],
        "lost": [_proposal(each, document.language) | {"outcome": each.outcome} for each in document.lost_proposals],
        "guarantor": document.guarantor,
        "sealed": _moment(document.sealed_at),
        "sealed_day": times.day(timezone.localtime(document.sealed_at)),
    }
    opinion |= _people(document) | _annexes(document)
    words = labels.words() | labels.counted(document) | {"running": _short(document.opinion_title)}
    return {
        "language": document.language.split("-")[0],
        "words": words,
        "opinion": opinion,
        "verbatim": {
            "text_digest": document.text_digest,
            "journal_head": document.journal_head,
            "check_url": document.check_url if document.check_url.startswith(("https://", "http://")) else "",
        },
        "replaced": False,
    }


def _people(document: OpinionDocument) -> dict[str, Any]:
    return {
        "signatories": list(document.signatories),
        "count": {
            "named": len(document.signatories),
            "signed_unnamed": document.unnamed,
            "declined": document.declined,
            "unanswered": document.unanswered,
            "on_roll": document.on_roll,
        },
        "refusals": [_blocks(reason) for reason in document.refusals],
    }


def _annexes(document: OpinionDocument) -> dict[str, Any]:
    shown = {
        "mandate": True,
        "programme": bool(document.sittings),
        "experts": bool(document.experts),
        "statement": bool(document.guarantor_statement or document.guarantor),
        "integrity": True,
    }
    words = labels.words()
    names = [name for name, there in shown.items() if there]
    return {
        "annexes": {name: labels.annex(letter, words[name]) for letter, name in zip("ABCDE", names, strict=False)},
        "sittings": [
            {"title": each.title, "place": each.place, "day": times.day(each.day)} for each in document.sittings
        ],
        "experts": [
            {"title": each.title, "affiliation": each.affiliation, "viewpoint": each.viewpoint}
            for each in document.experts
        ],
        "statement": _blocks(document.guarantor_statement),
        "stated": bool(document.guarantor_statement.strip()),
    }


def _proposal(proposal: Recommendation | LostProposal, language: str) -> dict[str, Any]:
    return {
        "title": proposal.title,
        "observation": _written_together(proposal.observation, language),
        "text": _written_together(proposal.text, language),
        "reason": _written_together(proposal.reason, language),
        "addressee": proposal.addressee,
        "evidence": list(proposal.evidence),
        "table": proposal.table,
        "tally": _tally(proposal.figures) if proposal.figures else None,
    }


def _minority(recommendation: Recommendation, language: str) -> list[dict[str, Any]]:
    return [
        {"text": _written_together(each.text, language), "by": labels.supported_by(each.supporters)}
        for each in recommendation.minority_opinions
    ]


def _tally(tally: Tally) -> dict[str, Any]:
    whole = max(tally.on_roll, tally.voted, 1)
    return {
        "parts": [
            {"name": part.name, "count": part.papers, "share": round(100 * part.papers / whole, 3)}
            for part in wording.parts(tally)
        ],
        "verdict": wording.verdict(tally),
        "turnout": labels.turnout(tally),
        "alt": wording.sentence(tally),
    }


def _written_together(text: str, language: str) -> list[dict[str, Any]]:
    """The parts of a text that is kept in markup. What it links to is printed below it, as what it rests on."""
    return values_of(set_in(parse(typography.printable(text)), language))


def _blocks(text: str) -> list[dict[str, Any]]:
    """Paragraphs (separated by an empty line) and lists (lines that begin with a dash or a bullet)."""
    blocks: list[dict[str, Any]] = []
    for paragraph in re.split(r"\n[ \t]*\n", typography.printable(text).strip()):
        for line in filter(str.strip, paragraph.split("\n")):
            bullet = BULLET.match(line)
            kind, line = ("list", line[bullet.end() :]) if bullet else ("paragraph", line)
            if blocks and blocks[-1]["kind"] == kind and not blocks[-1]["closed"]:
                blocks[-1]["lines"].append(line)
            else:
                blocks.append({"kind": kind, "lines": [line], "closed": False})
        if blocks:
            blocks[-1]["closed"] = True
    return blocks


def _short(title: str) -> str:
    """A title that fits the running head on one line."""
    return textwrap.shorten(title, 62, placeholder="…")


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{times.moment(local)} ({local:%Z})"


# From content to bytes


def _compile(content: dict[str, Any], attached: dict[str, bytes], document: OpinionDocument) -> bytes:
    """Compile; a character no font has stops typst, so the ones it names are replaced and it is asked
    again."""
    missing: frozenset[str] = frozenset()
    for _attempt in range(4):
        try:
            return _once(_dressed(content, document.language, missing), attached, document.sealed_at)
        except typst.TypstError as error:
            found = _missing(error)
            if found <= missing:
                raise
            missing |= found
    return _once(_dressed(content, document.language, _uncommon(content)), attached, document.sealed_at)


def _once(content: dict[str, Any], attached: dict[str, bytes], at: datetime) -> bytes:
    files = {"main.typ": _template(), "data.json": json.dumps(content).encode(), **attached}
    # Without a root of its own, typst would let the template read the current folder.
    with tempfile.TemporaryDirectory() as empty, warnings.catch_warnings():
        warnings.simplefilter("ignore", typst.TypstWarning)
        # The stub of typst does not say that a project can be given as a dict of files.
        pdf = typst.compile(  # type: ignore[call-overload]
            files,
            format="pdf",
            pdf_standards=STANDARDS,
            font_paths=_fonts(),
            root=empty,
            timestamp=at.astimezone(UTC),
        )
    return bytes(pdf)


def _dressed(content: dict[str, Any], language: str, missing: frozenset[str]) -> dict[str, Any]:
    def dress(text: str) -> str:
        clean = typography.without(typography.printable(text), missing)
        return typography.breakable(typography.typographic(clean, language))

    dressed = {name: _each_string(content[name], dress) for name in ("words", "opinion")}
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


def _uncommon(content: dict[str, Any]) -> frozenset[str]:
    """Every character beyond the Latin letters and marks that the fonts are known to have."""
    text = json.dumps(content["opinion"], ensure_ascii=False)
    return frozenset(c for c in text if c > "\u017f" and c not in "–—‘’‚“”„…‹›€‰•œŒ\u202f\ufffd")


@cache
def _fonts() -> typst.Fonts:
    """Only the fonts inside typst: the same on every machine."""
    return typst.Fonts(include_system_fonts=False)


def _template() -> bytes:
    folder = settings.BASE_DIR / "templates"
    return (folder / TEMPLATE).read_bytes()
