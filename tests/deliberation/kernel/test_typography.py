import time

import pytest
from django.utils.safestring import SafeString, mark_safe
from hypothesis import given
from hypothesis import strategies as st

from deliberation.kernel.typography import PROTECTED, breakable, printable, typographic, without
from tests.deliberation.opinion.samples import unhurried

PIECES = [
    *" \u00a0\u202f;:!?«»\"'’ab1.%€/@…()\n",
    "https://x.fr/?",
    "https://x.fr/a?b=1!c;d:e",
    "10:30",
    "a@b.fr",
    "n° ",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Quoi?", "Quoi~?"),
        ("Quoi ?!", "Quoi~?!"),
        ("Non\u00a0!", "Non~!"),
        ("l'eau ; l'air", "l’eau~; l’air"),
        ("Ceci: cela", "Ceci_: cela"),
        ("Ceci : cela", "Ceci_: cela"),
        ('dire "oui", dire "non"', "dire «~oui~», dire «~non~»"),
        ("« oui » et «non»", "«~oui~» et «~non~»"),
        ("à 10:30, ratio 3:2", "à 10:30, ratio 3:2"),
        ("voir https://x.fr/a?b=c;d:e!f ; fin", "voir https://x.fr/a?b=c;d:e!f~; fin"),
        ("écrire à a.b+c@d.fr !", "écrire à a.b+c@d.fr~!"),
        ("67% ou 67 %, 5 €", "67~% ou 67~%, 5~€"),
        ("n° 5...", "n°_5…"),
        ("(?) [!] 5' 5\"", "(?) [!] 5' 5\""),
        ("a;b et ?q=1", "a;b et ?q=1"),
    ],
)
def test_french(written: str, expected: str) -> None:
    assert typographic(written, "fr") == expected.replace("~", "\u202f").replace("_", "\u00a0")


def test_other_languages_are_left_alone() -> None:
    assert typographic('What? "Yes": it\'s 5%', "en") == 'What? "Yes": it\'s 5%'


def test_a_text_marked_as_safe_html_lends_its_mark_to_no_other() -> None:
    for language in ("fr", "en"):
        typographic(mark_safe("<b>oui</b>"), language)
        assert not isinstance(typographic("<b>oui</b>", language), SafeString)


@unhurried
@given(TEXTS)
def test_it_is_idempotent(text: str) -> None:
    assert typographic(typographic(text, "fr"), "fr") == typographic(text, "fr")


@unhurried
@given(TEXTS)
def test_addresses_and_times_are_never_touched(text: str) -> None:
    before = [found[0] for found in PROTECTED.finditer(text)]
    assert [found[0] for found in PROTECTED.finditer(typographic(text, "fr"))] == before


@unhurried
@given(st.text())
def test_letters_are_kept(text: str) -> None:
    def letters(of: str) -> str:
        return "".join(c for c in of if c.isalpha())

    assert letters(typographic(text, "fr")) == letters(text)


@pytest.mark.parametrize("piece", ["a", "1", "?", '"', ":", "«", "@", "a@", "é!", "1:", "https://"])
def test_long_text_takes_no_longer_than_a_breath(piece: str) -> None:
    started = time.perf_counter()
    breakable(typographic(piece * (20_000 // len(piece)), "fr"))
    assert time.perf_counter() - started < 20


def test_printable() -> None:
    assert printable("\ufeffa\x00b\ue000c\u202ed\u2066e\tf\r\ng\ud800") == "abcde f\ng"


@unhurried
@given(st.text())
def test_printable_is_idempotent(text: str) -> None:
    assert printable(printable(text)) == printable(text)


@unhurried
@given(st.text(max_size=200))
def test_cutting_places_are_all_that_is_added(text: str) -> None:
    assert breakable(text).replace("\u200b", "") == text.replace("\u200b", "")


def test_a_long_address_is_cut_after_its_punctuation() -> None:
    assert breakable("https://abc.example/recherches?langue=fr") == (
        "https://\u200babc.\u200bexample/\u200brecherches?\u200blangue=\u200bfr"
    )
    assert breakable("anticonstitutionnellement") == "anticonstitutionnellement"


def test_missing_glyphs() -> None:
    assert without("a漢b", frozenset("漢")) == "a\ufffdb"
