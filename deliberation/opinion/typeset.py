"""From an ``OpinionDocument`` to a PDF/A-3a, PDF/UA-1 file, with typst."""

import json
import re
import textwrap
from collections.abc import Mapping
from datetime import datetime
from string import ascii_uppercase
from typing import Any

from django.utils import timezone, translation

from deliberation.ballots import wording
from deliberation.ballots.tally import Tally
from deliberation.kernel import times, typography
from deliberation.kernel.richtext import parse, set_in, values_of
from deliberation.opinion import labels
from deliberation.opinion.canonical import digest
from deliberation.opinion.document import (
    Attachment,
    Counted,
    Criterion,
    Fate,
    LostProposal,
    OpinionDocument,
    Recommendation,
    SittingLine,
)
from deliberation.opinion.press import printed

TEMPLATE = "opinion/pdf/opinion.typ"
TEXT_NAME = "avis.txt"
FIGURES_NAME = "figures.json"
BULLET = re.compile(r"\s*[-–—•*]\s+(?=\S)")


def typeset(document: OpinionDocument, canonical: bytes, attached: Mapping[str, Attachment] | None = None) -> bytes:
    """The PDF: the same bytes for the same document, template and typst.

    ``canonical`` is attached as ``avis.txt``, and ``attached`` by their names; ValueError if its digest is not the one
    the document prints.
    Nothing of the document is ever read as markup."""
    if digest(canonical) != document.text_digest:
        raise ValueError("the text to attach is not the text whose digest is printed")
    with translation.override(document.language):
        content = _content(document)
    given = attached or {}
    with translation.override(document.language):
        content["opinion"]["files"] = labels.files(given)
    content["attached"] = [
        {"name": name, "mime": file.mime, "says": typography.printable(file.says)} for name, file in given.items()
    ]
    files = {TEXT_NAME: canonical, FIGURES_NAME: figures_json(document)}
    files |= {name: file.content for name, file in given.items()}
    return printed(TEMPLATE, content, files, language=document.language, at=document.sealed_at)


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
        "hearings_asked": [
            {"subject": each.subject, "support": each.support, "answer": each.answer, "held": each.held}
            for each in document.annexes.asked
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
        "commitment": blocks(document.commitment),
        **{
            name: _written_together(getattr(document, name), document.language)
            for name in ("preamble", "disagreements", "requests", "closing")
        },
        "recommendations": _recommendations(document),
        "adoption_rule": document.adoption_rule,
        "adoption": _tally(document.adoption),
        "reservations": [
            {"by": labels.attributed(each.name), "text": blocks(each.text)} for each in document.reservations
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
            "evidence_digest": document.evidence_digest,
            "check_url": document.check_url if document.check_url.startswith(("https://", "http://")) else "",
        },
        "replaced": False,
    }


def _people(document: OpinionDocument) -> dict[str, Any]:
    return {
        "signatories": list(document.signatories),
        "count": {
            "named": len(document.signatories),
            "own_key": document.own_key,
            "attested": document.attested,
            "declined": document.declined,
            "unanswered": document.unanswered,
            "on_roll": document.on_roll,
        },
        "refusals": [blocks(reason) for reason in document.refusals],
    }


def _recommendations(document: OpinionDocument) -> list[dict[str, Any]]:
    """A theme is named where it begins."""
    before = ("", *(each.theme for each in document.recommendations))
    return [
        _proposal(each, document.language)
        | {
            "number": each.number,
            "theme": each.theme if each.theme != previous else "",
            "minority": _minority(each, document.language),
        }
        for each, previous in zip(document.recommendations, before, strict=False)
    ]


def _annexes(document: OpinionDocument) -> dict[str, Any]:
    record = document.annexes
    shown = {
        "mandate": True,
        "panel": bool(record.panel),
        "programme": bool(document.sittings),
        "experts": bool(document.experts),
        "decisions": bool(document.experts or record.decisions),
        "hearings": bool(record.hearings),
        "asked": bool(record.asked),
        "documents": bool(record.documents),
        "fates": bool(record.fates),
        "writing": bool(record.drafting),
        "statement": bool(document.guarantor_statement or document.guarantor),
        "integrity": True,
    }
    words = labels.words()
    names = [name for name, there in shown.items() if there]
    return {
        "annexes": {
            name: labels.annex(letter, words[name]) for letter, name in zip(ascii_uppercase, names, strict=False)
        },
        "rules": [{"decides": each.decides, "sentence": each.sentence} for each in record.rules],
        "panel": [_criterion(each) for each in record.panel],
        "hidden": any(value.count is None for each in record.panel for value in each.values),
        "sittings": [_sitting(each) for each in document.sittings],
        "experts": [
            {
                "title": each.title,
                "affiliation": each.affiliation,
                "viewpoint": each.viewpoint,
                "organiser": each.works_for_organiser,
                "interests": blocks(each.interests),
                "declared": each.declared,
                "heard": each.heard,
            }
            for each in document.experts
        ],
        "organisers_own": any(each.works_for_organiser for each in document.experts),
        "decisions": [
            {
                "about": each.about,
                "outcome": words["approved"] if each.approved else words["refused"],
                "reason": blocks(each.reason),
                "day": times.day(each.day),
                "acknowledged": words["acknowledged"] if each.acknowledged else "",
            }
            for each in record.decisions
        ],
        "hearings": [
            {
                "expert": each.expert,
                "organiser": each.works_for_organiser,
                "questions": [
                    {
                        "text": one.text,
                        "answer": blocks(one.answer),
                        "how": one.how,
                        "others": labels.also_asked(one.others),
                    }
                    for one in each.questions
                ],
                "not_put": labels.not_put(each.not_put),
            }
            for each in record.hearings
        ],
        "asked": [
            {
                "kind": each.kind,
                "subject": each.subject,
                "reason": blocks(each.reason),
                "support": labels.asked_by(each.support),
                "outcome": each.outcome,
                "answer": blocks(each.answer),
                "heard": each.heard,
            }
            for each in record.asked
        ],
        "documents": [
            {
                "title": each.title,
                "about": labels.about_given(each),
                "source": each.source,
                "day": times.day(each.day),
            }
            for each in record.documents
        ],
        "fates": [_fate(each) for each in record.fates],
        "votes_order": _votes_order(record.fates),
        "amendments": _counts_of(record.amendments),
        "drafting": record.drafting,
        "changes": _counts_of(record.changes),
        "statement": blocks(document.guarantor_statement),
        "stated": bool(document.guarantor_statement.strip()),
    }


def _criterion(criterion: Criterion) -> dict[str, Any]:
    """Where every figure is hidden, a sentence says so once."""
    if any(value.count is not None for value in criterion.values):
        return {"name": criterion.name, "values": _counts_of(criterion.values), "sentence": ""}
    names = ", ".join(value.name for value in criterion.values)
    sentence = labels.words()["panel_all_hidden"].replace("%(names)s", names)
    return {"name": criterion.name, "values": [], "sentence": sentence}


def _counts_of(counted: tuple[Counted, ...]) -> list[dict[str, str]]:
    return [
        {"name": each.name, "count": labels.hidden() if each.count is None else str(each.count)} for each in counted
    ]


def _sitting(sitting: SittingLine) -> dict[str, Any]:
    return {
        "title": sitting.title,
        "place": sitting.place,
        "day": times.day(sitting.day),
        "rounds": [
            {
                "title": each.title,
                "hour": times.hour(timezone.localtime(each.started_at)) if each.started_at else labels.left_out(),
            }
            for each in sitting.rounds
        ],
    }


def _votes_order(fates: tuple[Fate, ...]) -> str:
    """What the figures beside the proposals count; empty where there are none."""
    figures = next((each.figures for each in fates if each.figures), None)
    if figures is None:
        return ""
    order = ", ".join(part.name for part in wording.parts(figures))
    return labels.words()["votes_scope"].replace("%(order)s", order)


def _fate(fate: Fate) -> dict[str, Any]:
    return {
        "title": fate.title,
        "table": fate.table,
        "outcome": labels.recommended(fate.number) if fate.number else fate.outcome,
        "number": str(fate.number or ""),
        "figures": [str(part.papers) for part in wording.parts(fate.figures)] if fate.figures else [],
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


def blocks(text: str) -> list[dict[str, Any]]:
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
