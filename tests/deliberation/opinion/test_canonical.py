from hypothesis import given
from hypothesis import strategies as st

from deliberation.opinion.canonical import (
    OpinionText,
    RecommendationText,
    canonical_text,
    digest,
    normalised,
)
from tests.deliberation.opinion.samples import unhurried

# Rich in what could be mistaken for the format itself.
WORDS = st.lists(
    st.sampled_from(["# Question", "# Titre", "## Texte", "\\", "#", "\n", "\r\n", "", " ", "é", "e\u0301", "a"])
    | st.text(max_size=5),
    max_size=6,
).map("".join)
OPINIONS = st.builds(
    OpinionText,
    WORDS,
    WORDS,
    WORDS,
    st.lists(st.builds(RecommendationText, WORDS, WORDS, WORDS), max_size=3).map(tuple),
    WORDS,
    WORDS,
    WORDS,
)


def read_back(content: bytes) -> list[tuple[str, str]]:
    """The headings and texts of the canonical form: it can be undone, so no two contents share their bytes."""
    head, body = content.decode().split("\n\n", 1)
    assert head == "avis-citoyen/3"
    sections: list[tuple[str, list[str]]] = []
    for line in body.split("\n")[:-1]:
        if line.startswith("#"):
            sections.append((line, []))
        else:
            sections[-1][1].append(line.removeprefix("\\"))
    assert all(lines[-1] == "" for _, lines in sections)
    return [(heading, "\n".join(lines[:-1])) for heading, lines in sections]


def parts(opinion: OpinionText) -> list[tuple[str, str]]:
    expected = [("# Question", opinion.question), ("# Titre", opinion.opinion_title)]
    expected.append(("# Préambule", opinion.preamble))
    for number, each in enumerate(opinion.recommendations, start=1):
        expected += [
            (f"# Recommandation {number}", each.title),
            ("## Constat", each.observation),
            ("## Texte", each.text),
            ("## Motif", each.reason),
            ("## Destinataire", each.addressee),
            ("## Appuis", "\n".join(" ".join(line.split()) for line in each.evidence)),
        ]
    expected += [("# Désaccords", opinion.disagreements), ("# Demandes", opinion.requests)]
    return [*((h, normalised(t)) for h, t in expected), ("# Conclusion", normalised(opinion.closing))]


@unhurried
@given(OPINIONS)
def test_the_text_can_be_read_back(opinion: OpinionText) -> None:
    assert read_back(canonical_text(opinion)) == parts(opinion)


@unhurried
@given(OPINIONS, OPINIONS)
def test_different_opinions_have_different_bytes(one: OpinionText, other: OpinionText) -> None:
    assert (canonical_text(one) == canonical_text(other)) == (parts(one) == parts(other))


@unhurried
@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


def test_what_is_signed_is_exactly_this() -> None:
    said = RecommendationText(
        "Dire", "# pas un titre", "\\o", "On voit", "Mairie", ("evidence:1, Note", "evidence:2, Page")
    )
    opinion = OpinionText("Où ?", "Titre", "Un\r\ndeux", (said,), "Fin", "Le prix", "Répondre")
    assert canonical_text(opinion).decode() == (
        "avis-citoyen/3\n\n"
        "# Question\nOù ?\n\n# Titre\nTitre\n\n# Préambule\nUn\ndeux\n\n"
        "# Recommandation 1\nDire\n\n## Constat\nOn voit\n\n## Texte\n\\# pas un titre\n\n## Motif\n\\\\o\n\n"
        "## Destinataire\nMairie\n\n## Appuis\nevidence:1, Note\nevidence:2, Page\n\n"
        "# Désaccords\nLe prix\n\n# Demandes\nRépondre\n\n# Conclusion\nFin\n\n"
    )


def test_equal_looking_characters_are_one() -> None:
    assert normalised("e\u0301") == normalised("é")
    assert normalised("a\tb\u2028c\x85d\x00\u202e\ud800") == "a b\nc\nd"
    assert normalised('l\'eau : "oui" \u202f!') == 'l\'eau : "oui" \u202f!'


def test_the_digest_is_sha256() -> None:
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
