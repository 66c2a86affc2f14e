import unicodedata

from django.db.models import QuerySet

from deliberation.conference.models import Conference
from sessions.cards.models import Card
from sessions.sittings.models import Sitting


def folded(text: str) -> str:
    """By which a word is known: capitals, accents, spaces and the marks around it do not count."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(plain.split()).strip(" .,;:!?«»“”\"'()")


def waiting_cards(sitting: Sitting) -> QuerySet[Card]:
    """The most often said first, then by the alphabet: their order does not tell when they came."""
    return Card.objects.filter(sitting=sitting, state=Card.State.WAITING).order_by("-count", "text")


def card_of(conference: Conference, card_id: int) -> Card | None:
    return Card.objects.filter(pk=card_id, sitting__conference=conference).first()


def was_answered(*, conference: Conference, card_id: int, **_: object) -> bool:
    """Whether this card is answered, or put aside, already."""
    card = card_of(conference, card_id)
    return card is not None and card.state != Card.State.WAITING
