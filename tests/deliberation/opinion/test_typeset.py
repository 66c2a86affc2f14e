import json
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from deliberation.ballots.tally import for_against
from deliberation.conference.methods import Outcome
from deliberation.opinion.document import Annexes, Attachment, Recommendation
from deliberation.opinion.typeset import figures_json, typeset
from tests.deliberation.opinion.samples import FIGURES, filled_with, opinion, printed, read_with


def squeezed(text: str) -> str:
    """Without spaces and line ends: where a line is cut is the page's business."""
    return re.sub(r"\s", "", text)


def attachment(pdf: Path, name: str) -> bytes:
    saved = pdf.with_name(name)
    read_with("pdfdetach", "-savefile", name, "-o", saved, pdf)
    return saved.read_bytes()


def test_the_same_document_gives_the_same_bytes() -> None:
    assert typeset(*opinion()) == typeset(*opinion())


def test_a_text_that_is_not_the_printed_one_is_refused() -> None:
    document, text = opinion()
    with pytest.raises(ValueError, match="not the text"):
        typeset(document, text + b" ")


def test_everything_is_printed(tmp_path: Path) -> None:
    document, text = opinion()
    pages = squeezed(printed(typeset(document, text), tmp_path))
    expected = [
        document.question,
        document.opinion_title,
        document.sponsor,
        document.commitment,
        "In favour 12 Against 3 Abstention 1",
        "16 votes, 17 citizens on the roll",
        "Signed with their own key 9 Signed, attested by the platform 5 "
        "Declined to sign 2 Did not answer 1 On the roll 17",
        "2 of the citizens who signed agreed to be named",
        *(part for each in document.recommendations for part in (each.title, each.reason, each.table)),
        *(each.text for each in document.reservations),
        *document.refusals,
        *document.signatories,
        *(part for each in document.lost_proposals for part in (each.title, each.text, each.outcome)),
        *(part for each in document.experts for part in (each.title, each.affiliation, each.viewpoint)),
        *(each.title for each in document.sittings),
        document.guarantor,
        document.guarantor_statement,
        document.adoption_rule,
        document.check_url,
        document.text_digest,
        document.journal_head,
        document.evidence_digest,
        "What we could not agree on Whether data may be sold. What we ask the sponsor – An answer – A date Conclusion",
    ]
    assert [each for each in expected if squeezed(each) not in pages] == []


def test_a_minority_opinion_is_printed_after_what_it_contests_and_outside_the_signed_text(tmp_path: Path) -> None:
    document, text = opinion()
    pdf = tmp_path / "opinion.pdf"
    pdf.write_bytes(typeset(document, text))
    pages = squeezed(printed(pdf.read_bytes(), tmp_path))
    first, second = document.recommendations
    named = "Minority opinion Written against this recommendation. It is no part of the signed text."
    said = (
        f"{named} It is too soon. Supported by 3 citizens",
        f"{named} Not by post. Supported by 1 citizen",
    )
    order = [pages.rindex(squeezed(each)) for each in (first.addressee, *said, second.text)]
    assert order == sorted(order)
    assert pages.count(squeezed("Minority opinion")) == 2
    assert "too soon" not in attachment(pdf, "avis.txt").decode()


def test_the_annexes_tell_how_the_opinion_came_about(tmp_path: Path) -> None:
    pages = squeezed(printed(typeset(*opinion()), tmp_path))
    expected = [
        "How a proposal was decided Two thirds of the votes expressed.",
        "Opening Nov. 1, 2026, A hall 9:30 a.m. Welcome left out A walk Online",
        "A sociologist Works for an organiser or the sponsor A paid chair. Oct. 1, 2026",
        "A sociologist Refused Oct. 2, 2026 Alone on this side. A sociologist Approved Oct. 4, 2026 Contradicted now. "
        "The committee knew that this person works for an organiser or the sponsor.",
        "A sociologist of fear Who is afraid? Many. Why so? 2 more were asked and not put.",
        "A lawyer No question was put.",
        "A baker A person · Asked for by 7 citizens Why She gets up first. Accepted in time. The reason given "
        "Missing so far. Heard.",
        "Silence A point of view · Asked for by 1 citizen Why Nobody said it. Nobody has answered.",
        "A leaflet Its publisher Oct. 3, 2026 version 1 · replaced later by another version",
        "A leaflet Its publisher Oct. 4, 2026 A. Weaver (The mill) · licence: CC BY 4.0 · version 2",
        "Votes are given in this order: In favour, Against, Abstention.",
        "Taken by the table 4",
        "Five citizens drawn by lot.",
        "Made 3 Not made 2",
    ]
    assert [each for each in expected if squeezed(each) not in pages] == []
    # Of the panel, what two columns side by side say.
    assert [each for each in ("Underforty9", "Overfortyhidden", "Baker,Nurse.") if each not in pages] == []


def test_what_became_of_each_proposal_stands_with_its_figures(tmp_path: Path) -> None:
    pages = printed(typeset(*opinion()), tmp_path)
    lines = [" ".join(line.split()) for line in pages.splitlines()]
    rows = ["Tell them all Recommendation 1 12 / 3 / 1", "Pay them Not taken 12 / 3 / 1", "Wait Never submitted"]
    assert [line for line in lines if line in rows] == rows


def test_a_theme_is_named_once_where_it_begins_and_is_no_part_of_the_signed_text(tmp_path: Path) -> None:
    first, second = opinion()[0].recommendations
    themed = (first, replace(second, theme="Telling"), replace(second, number=3, theme="Saying"))
    document, text = opinion(recommendations=themed)
    pages = printed(typeset(document, text), tmp_path).upper()
    assert (pages.count("TELLING"), pages.count("SAYING")) == (1, 1)
    assert pages.count("THE NAMES OF THE THEMES") == 1
    assert "Telling" not in text.decode()


def test_every_file_that_is_given_is_inside_byte_for_byte(tmp_path: Path) -> None:
    files = {
        f"{name}": Attachment(content, "application/octet-stream", "What it is")
        for name, content in {"a.json": b"{}", "b.p7s": bytes(range(256)), "c-001.txt": b"", "d.py": b"x" * 99}.items()
    }
    document, text = opinion()
    with pikepdf.open(BytesIO(typeset(document, text, files))) as pdf:
        inside = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
        kinds = {name: str(pdf.attachments[name].obj.AFRelationship) for name in pdf.attachments}
        assert pdf.check_pdf_syntax() == []
    given = {name: file.content for name, file in files.items()}
    assert inside == {"avis.txt": text, "figures.json": figures_json(document), **given}
    assert kinds == {"avis.txt": "/Source", "figures.json": "/Data", **dict.fromkeys(given, "/Supplement")}


def test_it_says_that_it_is_pdf_a_and_pdf_ua() -> None:
    with pikepdf.open(BytesIO(typeset(*opinion()))) as pdf:
        metadata = pdf.open_metadata()
        claims = {name: metadata.get(name) for name in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")}
        language = str(pdf.Root.Lang)
    assert claims == {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
    assert language == "en"


def test_digests_can_be_copied_whole(tmp_path: Path) -> None:
    document, text = opinion()
    pages = printed(typeset(document, text), tmp_path)
    assert re.findall(r"\b[0-9a-f]{64}\b", pages) == [
        *[document.text_digest] * 2,
        document.journal_head,
        document.evidence_digest,
    ]


def test_a_tally_is_never_called_a_consensus(tmp_path: Path) -> None:
    assert "consensus" not in printed(typeset(*opinion()), tmp_path).lower()


def test_attachments_are_the_signed_text_and_the_figures(tmp_path: Path) -> None:
    document, text = opinion()
    pdf = tmp_path / "opinion.pdf"
    pdf.write_bytes(typeset(document, text))
    assert attachment(pdf, "avis.txt") == text
    assert attachment(pdf, "figures.json") == figures_json(document)
    figures = json.loads(figures_json(document))
    assert figures["text_sha256"] == document.text_digest
    assert figures["recommendations"][0] == {
        "number": 1,
        "title": "Tell everyone",
        "method": "for-against",
        "counts": {"for": 12, "against": 3, "abstain": 1},
        "voted": 16,
        "on_roll": 17,
        "outcome": "adopted",
        "minority_opinions": [3, 1],
    }


def test_it_is_tagged_titled_and_uses_only_embedded_fonts(tmp_path: Path) -> None:
    pdf = tmp_path / "opinion.pdf"
    pdf.write_bytes(typeset(*opinion()))
    facts = dict(line.split(":", 1) for line in read_with("pdfinfo", pdf).splitlines())
    assert facts["Title"].strip() == "Understand in order to share"
    assert (facts["Tagged"].strip(), facts["JavaScript"].strip()) == ("yes", "no")
    structure = read_with("pdfinfo", "-struct-text", pdf)
    assert "H1" in structure and "Table" in structure and "Figure" in structure
    fonts = read_with("pdffonts", pdf).splitlines()[2:]
    assert {line.split()[0].split("+")[1].split("-")[0] for line in fonts} <= {
        "LibertinusSerif",
        "DejaVuSansMono",
        "NewCM10",
    }
    # emb, sub and uni of each font: embedded, subset, readable as Unicode.
    assert {tuple(line.split()[-5:-2]) for line in fonts} == {("yes", "yes", "yes")}


def test_french_rules_apply_to_the_citizens_words_on_the_page_only(tmp_path: Path) -> None:
    document, text = opinion(language="fr", closing='L\'eau? "Oui": à 10:30!')
    pdf = typeset(document, text)
    (tmp_path / "o.pdf").write_bytes(pdf)
    # pdftotext gives every kind of space as an ordinary one.
    assert "L’eau ? « Oui » : à 10:30 !" in re.sub(r"\s", " ", printed(pdf, tmp_path))
    assert 'L\'eau? "Oui": à 10:30!' in attachment(tmp_path / "o.pdf", "avis.txt").decode()


def test_texts_written_together_are_printed_without_their_marks(tmp_path: Path) -> None:
    text = "### First\n\n## Second\n\n### Third\n\n- **one** `$x$`\n- *two*\n\n1. [three](evidence:4)\n2. #four\nnext"
    marked = Recommendation(1, "Marked", text, text, "", FIGURES, observation=text)
    document, canonical = opinion(recommendations=(marked,))
    pdf = tmp_path / "opinion.pdf"
    pdf.write_bytes(typeset(document, canonical))
    lines = [" ".join(line.split()) for line in printed(pdf.read_bytes(), tmp_path).splitlines()]
    shown = ["First", "Second", "Third", "– one `$x$`", "– two", "1. three", "2. #four", "next"]
    starts = [at for at, line in enumerate(lines) if line == "First"]
    assert [[line for line in lines[at:] if line][: len(shown)] for at in starts] == [shown] * 3
    assert attachment(pdf, "avis.txt") == canonical
    structure = read_with("pdfinfo", "-struct", pdf)
    assert re.findall(r"^ +(H[34]) ", structure, re.MULTILINE) == ["H3", "H3", "H4"] * 3


def test_headings_in_a_part_of_the_opinion_stand_right_under_its_title(tmp_path: Path) -> None:
    text = "## First\n\n### Second"
    plain = Recommendation(1, "Plain", "Text", "", "", FIGURES)
    parts = dict.fromkeys(("preamble", "disagreements", "requests", "closing"), text)
    document, canonical = opinion(recommendations=(plain,), **parts)
    (tmp_path / "opinion.pdf").write_bytes(typeset(document, canonical))
    structure = read_with("pdfinfo", "-struct-text", tmp_path / "opinion.pdf")
    found = re.findall(r"^ +(H\d) [^\n]*\n +\"(First|Second)\"", structure, re.MULTILINE)
    assert found == [("H2", "First"), ("H3", "Second")] * 4


def test_an_empty_ballot_and_empty_parts_compile(tmp_path: Path) -> None:
    document, text = opinion(
        preamble="",
        closing="",
        recommendations=(Recommendation(1, "One", "Text", "", "", for_against(0, 0, 0, 0, Outcome.NO_QUORUM)),),
        reservations=(),
        signatories=(),
        refusals=(),
        lost_proposals=(),
        sittings=(),
        experts=(),
        guarantor="",
        guarantor_statement="",
        check_url="javascript:alert(1)",
        annexes=Annexes(),
    )
    pages = printed(typeset(document, text), tmp_path)
    assert "Annex B. Integrity of this document" in pages
    assert "javascript" not in pages


def test_a_guarantor_who_stated_nothing_is_said_to_have_stated_nothing(tmp_path: Path) -> None:
    document, text = opinion()
    pages = printed(typeset(replace(document, guarantor_statement=" "), text), tmp_path)
    assert "Annex K. Statement of the guarantor" in pages
    assert "The guarantor made no statement." in pages
    assert "Printed as the guarantor wrote it" not in pages


HOSTILE: dict[str, tuple[str, Callable[[str], str]]] = {
    "markup": ('#panic("x") $x$ *b* _i_ `r` <l> @r #read("/etc/passwd") = h \\ // c /* d */', str),
    "template": ("{{ settings.SECRET_KEY }} {% load x %} <script>alert(1)</script>", str),
    "controls": ("a\x00b\x07c\x1bd\x7fe\x9ff", lambda _: "abcdef"),
    "reordering": ("a\u202eb\u2066c\u200fd", lambda _: "abcd"),
    "private use": ("a\ue000b\U000f0000c", lambda _: "abc"),
    "surrogate": ("a\ud800b", lambda _: "ab"),
    "emoji": ("a😀b👩\u200d👧c", lambda _: "a\ufffdb\ufffd\ufffd\ufffdc"),
    "Chinese": ("漢字 and text", lambda _: "\ufffd\ufffd and text"),
    "many unknown": ("".join(map(chr, range(0x4E00, 0x4F00))), lambda _: "\ufffd" * 256),
    "Greek and Cyrillic": ("Ελλάδα Россия", str),
    "combining": ("Z" + "\u0301" * 3, lambda _: "Z"),
    "long word": ("x" * 2_000, str),
    "line ends": ("a\u2028b\x85\r\n\n\n\nc", lambda _: "c"),
    "only a bullet": ("- ", lambda _: "-"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_in_every_field_comes_out_as_text(kind: str, tmp_path: Path) -> None:
    text, shown = HOSTILE[kind]
    document, canonical = filled_with(text)
    pages = squeezed(printed(typeset(document, canonical), tmp_path))
    assert squeezed(shown(text)) in pages
    assert "root:x:0" not in pages


@pytest.mark.parametrize("name", ["preamble", "disagreements", "requests", "closing", "guarantor_statement"])
def test_twenty_thousand_characters_without_a_space(name: str, tmp_path: Path) -> None:
    document, text = opinion(**{name: "þ" * 20_000})
    assert printed(typeset(document, text), tmp_path).count("þ") == 20_000


def test_every_name_of_a_large_panel_is_printed(tmp_path: Path) -> None:
    names = tuple(f"Citizen {number}" for number in range(1, 71))
    document, text = opinion(signatories=names, signed=70, on_roll=70)
    pages = printed(typeset(replace(document, adoption=FIGURES), text), tmp_path)
    assert set(names) <= set(re.findall(r"Citizen \d+", pages))
