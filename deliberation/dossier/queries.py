import unicodedata

from deliberation.conference.models import Conference
from deliberation.dossier.glossary import Glossary
from deliberation.dossier.models import Term


def terms_of(conference: Conference) -> list[Term]:
    """The glossary as a dictionary orders it: neither capitals nor accents count."""

    def letters(term: Term) -> str:
        return "".join(c for c in unicodedata.normalize("NFD", term.word.casefold()) if not unicodedata.combining(c))

    return sorted(conference.terms.all(), key=letters)


def glossary_of(conference: Conference) -> Glossary:
    return Glossary(Term.objects.filter(conference=conference).values_list("pk", "word"))
