"""Whatever is written, in whatever field of the document: it is typeset, as text, and no word that can be shown is
lost."""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from io import BytesIO
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Stage
from deliberation.opinion.document import OpinionDocument
from deliberation.opinion.models import SealedOpinion, Section
from deliberation.opinion.typeset import typeset
from deliberation.opinion.verify import check, known_digests
from deliberation.proposals.models import Proposal
from tests.cast import fresh_code
from tests.deliberation.opinion.samples import filled, opinion, printed
from tests.hall import Hall

# What is not anybody's words: codes that the program writes, and the language that the rest is read by.
CODES = frozenset({"language", "journal_head", "text_digest", "evidence_digest"})
# Each with the words in it that fonts have, which must be on the page.
PIECES: dict[str, tuple[str, ...]] = {
    '#panic("boom") #read("/etc/passwd") #import "x.typ": *': ("panic", "boom", "read", "passwd", "import"),
    "$sum_(x)$ `raw` <label> @reference ~ \\u{41} // comment /* inside */ #[": ("label", "comment", "inside"),
    "*strong _emphasis = heading\n== heading\n- item\n+ item\n/ term: meaning\n": ("item", "meaning"),
    "```\ncode\n```\n### title\n> quote\n1. first\n[link](evidence:9)": ("code", "title", "quote", "first", "link"),
    "{{ settings.SECRET_KEY }} {% load x %} <script>alert</script> &lt; \\": ("SECRET", "load", "script", "alert"),
    "bell\x07null\x00escape\x1bdelete\x7fnext\x85tab\tfeed\x0creturn\r": ("escape", "delete", "tab", "feed", "return"),
    "\u202eright \u2066isolate \u200fmark \u061cletter\u2069\u202c": ("right", "isolate", "mark", "letter"),
    "שלום עולם العربية": ("שלום", "עולם"),
    "😀 👩\u200d👧\u200d👦 🏳️\u200d🌈 1️⃣ \U0001f1eb\U0001f1f7 smile": ("smile",),
    "漢字かな 한국어 हिन्दी 𠜎 ideogram": ("ideogram",),
    "\ue000\uf8ff\U000f0000\U0010fffd\ufdd0\uffff\U0001ffff private": ("private",),
    "Z" + "\u0301\u0489\u20dd\u0334" * 60 + " tower \u0301alone": ("tower",),
    "lone \ud800 surrogate \udfff reversed \udc00\ud800": ("lone", "surrogate", "reversed"),
    "\u200b\u2060\ufeff\u00ad\u034f invisible \u2028 line \u2029 paragraph": ("invisible", "line", "paragraph"),
    "Ελλάδα Россия ſtraße œuvre naïve Łódź": ("Ελλάδα", "Россия", "œuvre", "Łódź"),
    "": (),
    " \n\n \t\n": (),
    "- ": (),
}
Hostile = tuple[str, tuple[str, ...]]


@st.composite
def hostile(draw: st.DrawFn) -> Hostile:
    """Pieces of the kinds above with anything at all between them, and the words that must be shown."""
    found = draw(st.lists(st.sampled_from(sorted(PIECES)), min_size=1, max_size=3))
    between = draw(st.text(st.characters(), max_size=8))
    return f" {between} ".join(found), tuple(word for piece in found for word in PIECES[piece])


def texts(value: Any) -> list[str]:
    """Every text in it, at every depth, but for the codes."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for each in value for text in texts(each)]
    if is_dataclass(value) and not isinstance(value, type) and value.__module__ == OpinionDocument.__module__:
        return [t for f in fields(value) if f.name not in CODES for t in texts(getattr(value, f.name))]
    return []


@given(pool=st.lists(hostile(), min_size=3, max_size=6))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))
def test_no_text_in_any_field_stops_the_page_or_is_lost_from_it(pool: list[Hostile]) -> None:
    """Each field ends in a word of its own."""
    numbers, used = count(), set()

    def words() -> str:
        number = next(numbers)
        text, shown = pool[number % len(pool)]
        used.update(shown)
        return f"{text} field{number:03}"

    document, canonical = filled(words)
    assert next(numbers) == len(texts(document)) == len(texts(opinion()[0]))
    pdf = typeset(document, canonical)
    assert claims(pdf) == {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
    with TemporaryDirectory() as folder:
        pages = printed(pdf, Path(folder))
    # An address that is none is not printed; a recommendation has its number for its end.
    hidden = (document.check_url, document.annexes.fates[0].outcome)
    shown = [re.findall(r"field\d{3}", text)[-1] for text in texts(document) if text not in hidden]
    assert sorted(each for each in shown if each not in pages) == []
    assert sorted(word for word in used if word not in pages) == []
    assert "root:x:0" not in pages


def claims(pdf: bytes) -> dict[str, str | None]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        metadata = opened.open_metadata()
        return {name: metadata.get(name) for name in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")}


# Through the forms of the product

LINE = '#panic("x") $x$ *a* _b_ `c` ### <l> \u202eעולם\u2066 😀 漢 \ufeff\ue000 Z\u0301\u0489\u0301 {{ x }} ' * 4
WRITTEN = "\n".join(piece for piece in sorted(PIECES) if piece).encode("utf-8", "replace").decode().replace("\x00", "")
SHOWN = {word for words in PIECES.values() for word in words}


def test_a_conference_full_of_hostile_words_is_sealed_and_found_genuine(
    hall: Hall, guarantor: Actor, client_of: Callable[[Actor], Client], tmp_path: Path
) -> None:
    def send(who: Actor, path: str, **typed: object) -> None:
        browser = client_of(who)
        response = browser.post(f"/conferences/eau/{path}", typed, headers={"accept": "application/json"})
        assert response.status_code == 200, (path, response.content.decode())

    name = LINE[:60]
    send(guarantor, "oversight/state/", text=WRITTEN, version=0)
    hall.reach(Stage.DRAFTING)
    words = {"observation": WRITTEN, "text": WRITTEN, "reason": WRITTEN, "addressee": LINE[:190]}
    for table in (1, 2):
        writer = hall.at_table(table)[0]
        send(writer, "proposals/new/", title=LINE[:150], version=0, **words)
        hall.submit(writer, Proposal.objects.get(table=table))
    hall.end(Stage.DRAFTING)
    hall.held.add(Stage.DRAFTING)
    hall.hold(Stage.BALLOT)
    hall.start(Stage.WRITING)
    first = Proposal.objects.filter(state=Proposal.State.ADOPTED)[0]
    send(hall.citizens[0], f"proposals/{first.pk}/dissent/", text=WRITTEN, version=0)
    for part in Section.Part:
        text = LINE[:190] if part == Section.Part.TITLE else f"### heading\n{WRITTEN}"
        send(hall.citizens[0], f"opinion/write/{part.value}/", text=text, version=1)
    hall.end(Stage.WRITING)
    hall.hold(Stage.ADOPTION)
    hall.start(Stage.SIGNING)
    signs = {"decision": "signed", "text_digest": hall.text_digest(), "proof": "code"}
    one, two, three = hall.citizens[:3]
    named = {"appear": "other", "other_name": name, "reservation": WRITTEN}
    send(one, "opinion/sign/", **signs, **named, code=fresh_code(one))
    send(two, "opinion/sign/", **signs, appear="unnamed", reservation=WRITTEN, code=fresh_code(two))
    send(three, "opinion/sign/", decision="declined", text_digest=hall.text_digest(), reason=WRITTEN)
    hall.end(Stage.SIGNING)
    pdf = bytes(SealedOpinion.objects.get().pdf)
    assert check(pdf, known_digests=known_digests()).genuine
    pages = printed(pdf, tmp_path)
    assert sorted(word for word in SHOWN if word not in pages) == []
