from deliberation.conference.models import Conference
from deliberation.dossier.glossary import Glossary
from deliberation.dossier.models import Term


def glossary_of(conference: Conference) -> Glossary:
    return Glossary(Term.objects.filter(conference=conference).values_list("pk", "word"))
