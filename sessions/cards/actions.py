from django.utils import translation
from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Role
from deliberation.dossier.actions import explain_word
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel.errors import Refused
from sessions.cards.models import Card
from sessions.cards.pace import pace
from sessions.cards.queries import card_of, folded, waiting_cards
from sessions.notices.actions import send_notice
from sessions.notices.models import Notice
from sessions.sittings.models import Sitting
from sessions.sittings.queries import open_sitting_of

# More lines than anybody could answer in a sitting.
MOST_WAITING = 100


def raise_card(*, actor: Actor, conference: Conference, text: str = "") -> None:
    """Say that a word is not understood. The same word is one card, and counts; from one person, it counts once.

    Nothing that is kept says who it was, nor where they sit: a shared tablet's card is a citizen's like any other, and
    the journal's entry holds no word. Raises Refused when one person, or the whole panel, raises too many.
    """
    with acting(Act.RAISE_CARD, actor, conference):
        sitting = open_sitting_of(conference)
        if sitting is None:
            raise Refused(_("No sitting is open."))
        who, what = actor.member.pk, folded(text)
        if pace.said(who, what):
            return
        if pace.is_too_fast(who):
            raise Refused(_("You have sent several words in a few minutes: please wait a little before the next one."))
        card = waiting_cards(sitting).filter(folded=what).first()
        if card is None:
            if waiting_cards(sitting).count() >= MOST_WAITING:
                raise Refused(_("Many words are waiting to be explained: please ask a facilitator."))
            Card.objects.create(sitting=sitting, text=text if what else "", folded=what)
        else:
            card.count += 1
            card.save(update_fields=["count"])
        record(conference, Verb.CARD_RAISED, actor=Role.CITIZEN.value)
        pace.note(who, what)


def explain_card(*, actor: Actor, conference: Conference, card_id: int, word: str, explanation: str) -> None:
    """Explain the word to everyone: in the glossary, and by a message. A card that is answered already changes nothing.

    Cards that wait for the same word, as it is spelled now, are answered with it.
    """
    with acting(Act.ANSWER_CARD, actor, conference) as locked:
        card = _card(conference, card_id)
        if card.state != Card.State.WAITING:
            return
        term = explain_word(actor=actor, conference=conference, word=word, explanation=explanation)
        send_notice(actor=actor, conference=conference, text=_notice(locked, term.word, explanation))
        same = waiting_cards(card.sitting).filter(folded=folded(word)).exclude(pk=card.pk)
        for each in (card, *same):
            _close(each, Card.State.EXPLAINED)
            record(conference, Verb.CARD_ANSWERED, actor=actor.ref, term=term.pk, count=each.count)


def put_card_aside(*, actor: Actor, conference: Conference, card_id: int) -> None:
    """Nothing is explained, and the word is forgotten. A card that is answered already changes nothing."""
    with acting(Act.ANSWER_CARD, actor, conference):
        card = _card(conference, card_id)
        if card.state == Card.State.WAITING:
            _put_aside(actor, conference, card)


def end_cards(*, actor: Actor, conference: Conference, sitting: Sitting) -> None:
    """A sitting that closes keeps no word of anybody."""
    with acting(Act.CLOSE_SITTING, actor, conference):
        for card in waiting_cards(sitting):
            _put_aside(actor, conference, card)


def _card(conference: Conference, card_id: int) -> Card:
    card = card_of(conference, card_id)
    if card is None:
        raise Refused(_("There is no such word."))
    return card


def _put_aside(actor: Actor, conference: Conference, card: Card) -> None:
    _close(card, Card.State.PUT_ASIDE)
    record(conference, Verb.CARD_PUT_ASIDE, actor=actor.ref, count=card.count)


def _close(card: Card, state: Card.State) -> None:
    card.state, card.text, card.folded = state, "", ""
    card.save(update_fields=["state", "text", "folded"])


def _notice(conference: Conference, word: str, explanation: str) -> str:
    """In the conference's language, as long as a message may be."""
    most = Notice._meta.get_field("text").max_length or 0
    with translation.override(conference.language):
        whole = _("“%(word)s”: %(explanation)s") % {"word": word, "explanation": explanation}
        short = _("“%(word)s” is explained now: look under “Words”.") % {"word": word}
    return whole if len(whole) <= most else short
