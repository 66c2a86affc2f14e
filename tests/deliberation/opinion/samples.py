"""Documents to typeset and seal, and the outside programs that read what comes out."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from deliberation.ballots.tally import Tally, for_against
from deliberation.conference.methods import Outcome
from deliberation.opinion.canonical import OpinionText, RecommendationText, canonical_text, digest
from deliberation.opinion.document import (
    Annexes,
    Counted,
    Criterion,
    Decided,
    Expert,
    Fate,
    Given,
    HearingAsked,
    HearingHeld,
    LostProposal,
    MinorityOpinion,
    NamedRule,
    OpinionDocument,
    QuestionPut,
    Recommendation,
    Reservation,
    RoundLine,
    SittingLine,
)

# How long an example takes says how busy the machine is, not whether the answer is right.
unhurried = settings(deadline=None)

SEALED_AT = datetime(2026, 11, 22, 15, 42, 5, tzinfo=UTC)


def opinion(**changes: Any) -> tuple[OpinionDocument, bytes]:
    """A complete document and the canonical text it prints the digest of."""
    document = replace(_whole(), **changes)
    text = canonical_text(
        OpinionText(
            document.question,
            document.opinion_title,
            document.preamble,
            tuple(
                RecommendationText(r.title, r.text, r.reason, r.observation, r.addressee, r.evidence)
                for r in document.recommendations
            ),
            document.closing,
            document.disagreements,
            document.requests,
        )
    )
    return replace(document, text_digest=digest(text)), text


def _whole() -> OpinionDocument:
    return OpinionDocument(
        language="en",
        conference_title="Conference on health data",
        question="How to speak of health data?",
        sponsor="A public body",
        commitment="To answer each recommendation within six months.",
        opinion_title="Understand in order to share",
        preamble="We are seventeen.\n\nNone of us is a specialist.",
        recommendations=(
            Recommendation(
                1,
                "Tell everyone",
                "Once a year:\n- by post;\n- online.",
                "Trust",
                "Table 1",
                FIGURES,
                observation="Nobody among us had been told.",
                addressee="The health insurance",
                evidence=("A leaflet, page 4: “kept for ever”", "Notes of table 1, What we know"),
                minority_opinions=(MinorityOpinion("It is too soon.", 3), MinorityOpinion("Not by post.", 1)),
                theme="Telling",
            ),
            Recommendation(2, "Speak plainly", "In short words.", "", "", FIGURES),
        ),
        closing="We stay at hand.",
        adoption_rule="More than half of the roll.",
        adoption=for_against(15, 1, 0, 17, Outcome.ADOPTED),
        reservations=(Reservation("The cost is missing.", "Citizen 12"), Reservation("Too timid.")),
        signatories=("Citizen 1", "Citizen 12"),
        signed=14,
        declined=2,
        unanswered=1,
        on_roll=17,
        refusals=("It is outside our mandate.",),
        lost_proposals=(LostProposal("Pay for data", "A yearly sum.", "Fair.", "Table 2", "Not adopted.", FIGURES),),
        sittings=(
            SittingLine(
                "Opening",
                "A hall",
                date(2026, 11, 1),
                (RoundLine("Welcome", datetime(2026, 11, 1, 8, 30, tzinfo=UTC)), RoundLine("A walk")),
            ),
            SittingLine("Online", ""),
        ),
        experts=(Expert("A sociologist", "A university", "What people fear", True, "A paid chair.", "Oct. 1, 2026"),),
        guarantor="The guarantor",
        journal_length=1874,
        journal_head="0" * 64,
        text_digest="",
        sealed_at=SEALED_AT,
        guarantor_statement="I saw everything.",
        check_url="https://platform.example/check",
        disagreements="Whether data may be *sold*.",
        requests="- An answer\n- A date",
        own_key=9,
        annexes=ANNEXES,
        evidence_digest="e" * 64,
    )


FIGURES = for_against(12, 3, 1, 17, Outcome.ADOPTED)
ANNEXES = Annexes(
    rules=(NamedRule("How a proposal was decided", "Two thirds of the votes expressed."),),
    panel=(
        Criterion("Age", (Counted("Under forty", 9), Counted("Over forty", None))),
        Criterion("Trade", (Counted("Baker", None), Counted("Nurse", None))),
    ),
    documents=(
        Given("A leaflet", "Its publisher", date(2026, 10, 3), replaced=True),
        Given("A leaflet", "Its publisher", date(2026, 10, 4), "A. Weaver", "The mill", "CC BY 4.0", version=2),
    ),
    hearings=(
        HearingHeld("A sociologist of fear", (QuestionPut("Who is afraid?", "Many."), QuestionPut("Why so?")), 2),
        HearingHeld("A lawyer"),
    ),
    decisions=(
        Decided("A sociologist", False, "Alone on this side.", date(2026, 10, 2)),
        Decided("A sociologist", True, "Contradicted now.", date(2026, 10, 4), acknowledged=True),
    ),
    asked=(
        HearingAsked("A person", "A baker", "She gets up first.", 7, "Accepted in time.", "Missing so far.", "Heard."),
        HearingAsked("A point of view", "Silence", "Nobody said it.", 1, "Nobody has answered."),
    ),
    fates=(
        Fate("Tell them all", "Table 1", "", 1, FIGURES),
        Fate("Pay them", "Table 2", "Not taken", None, FIGURES),
        Fate("Wait", "Table 3", "Never submitted"),
    ),
    amendments=(Counted("Taken by the table", 4),),
    drafting="Five citizens drawn by lot.",
    changes=(Counted("Made", 3), Counted("Not made", 2)),
)


def filled_with(text: str) -> tuple[OpinionDocument, bytes]:
    """Every text field of the document, at every depth, says ``text``."""
    return filled(lambda: text)


def filled(words: Callable[[], str]) -> tuple[OpinionDocument, bytes]:
    """Every text field of the document, at every depth, says what ``words`` gives for it."""
    document = _whole()
    kept = ("language", "journal_head", "text_digest", "evidence_digest", "sealed_at")
    changes = {f.name: _filled(getattr(document, f.name), words) for f in fields(document) if f.name not in kept}
    return opinion(**changes)


def _filled(value: Any, words: Callable[[], str]) -> Any:
    if isinstance(value, Tally):
        return value
    if isinstance(value, str):
        return words()
    if isinstance(value, tuple):
        return tuple(_filled(each, words) for each in value)
    if hasattr(value, "__dataclass_fields__"):
        return replace(value, **{f.name: _filled(getattr(value, f.name), words) for f in fields(value)})
    return value


def read_with(program: str, *arguments: str | Path) -> str:
    """What a program of poppler says of a file; a machine without it fails the test, saying what to install."""
    if shutil.which(program) is None:
        pytest.fail(f"{program} is missing: install poppler-utils (or run make setup)")
    run = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


def printed(pdf: bytes, folder: Path) -> str:
    """The text of every page, without the places where words may be cut."""
    file = folder / "opinion.pdf"
    file.write_bytes(pdf)
    return read_with("pdftotext", "-layout", file, "-").replace("\u200b", "")
