from deliberation.conference.models import Conference
from deliberation.dossier.models import Term
from deliberation.dossier.queries import terms_of


def test_the_glossary_is_in_the_order_of_a_dictionary(conference: Conference) -> None:
    for word in ("nappe", "Étiage", "eau", "Captage", "élu"):
        Term.objects.create(conference=conference, word=word, explanation="…")
    assert [term.word for term in terms_of(conference)] == ["Captage", "eau", "élu", "Étiage", "nappe"]
