"""What the components are shown with: French of real length, and each state a component can be in."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deliberation.ballots.tally import Tally, for_against
from deliberation.conference.methods import Choice, Grade, Method, Outcome
from deliberation.conference.models import Membership
from deliberation.review.queries import Taken
from sessions.fanout.acts import OfferedAct
from sessions.floor.evenness import Evenness
from sessions.floor.models import Hand
from sessions.floor.queries import Queue

LONG_TITLE = (
    "Ouvrir dans chaque arrondissement un lieu d’accueil inconditionnel, accessible sans rendez-vous, "
    "où l’on accompagne les démarches administratives"
)
LONG_TEXT = (
    "Les personnes que nous avons entendues disent toutes la même chose : l’information existe, mais elle est "
    "dispersée entre plusieurs guichets, et celles et ceux qui en ont le plus besoin sont aussi celles et ceux qui "
    "renoncent le plus vite. Nous demandons un lieu unique, où l’on est reçu, écouté, et d’où l’on repart avec une "
    "réponse."
)
NAMES = (
    "Citoyenne 3",
    "Citoyen 12",
    "Citoyenne 27 (préfère qu’on l’appelle par un nom nettement plus long)",
)
BARS = (("Pas du tout inquiète", 11), ("Plutôt inquiète", 43), (LONG_TITLE, 16))
COLOURS = (
    *("paper", "surface", "sunken", "ink", "ink-soft", "line", "line-strong", "accent", "accent-soft", "accent-line"),
    *("good", "good-soft", "warn", "warn-soft", "danger", "danger-soft", "for", "against", "abstain", "rest"),
    *(f"grade-{number}" for number in range(1, 8)),
    *(f"writer-{number}" for number in range(1, 9)),
)
ICONS = (
    *("plenary", "questionnaire", "hearing", "tables", "drafting", "review", "ballot", "writing", "adoption"),
    *("signing", "handover", "pause", "hand", "help", "bell", "book", "speaker", "screen", "tablet", "undo", "move"),
    *("check", "close", "search", "display", "leave", "info", "warn", "people", "download", "print"),
    *("redo", "bullets", "numbers", "link"),
)
TALLIES = (
    for_against(52, 9, 6, 70, Outcome.ADOPTED),
    for_against(21, 33, 14, 70, Outcome.REJECTED),
    for_against(4, 0, 1, 17, Outcome.NO_QUORUM),
    Tally(
        method=Method.MAJORITY_JUDGMENT,
        counts=dict(zip(Grade.values, (9, 14, 17, 11, 8, 4, 3), strict=True)),
        voted=68,
        base=66,
        on_roll=70,
        electors=70,
        outcome=Outcome.ADOPTED,
        place=1,
        grade=Grade.GOOD,
    ),
)


EVENNESS = (Evenness(people=7, spoke=4, half_by=1, percent=58), Evenness(people=7, spoke=7, half_by=3, percent=94))


def queue(now: datetime, *, interrupted: bool = False) -> Queue:
    """One speaks, for two minutes at most, and two wait; or the second says a short word meanwhile."""
    first, second, third = (
        Hand(pk=n, membership=Membership(name=name)) for n, name in enumerate(NAMES, start=4 if interrupted else 1)
    )
    first.given_at = now - timedelta(seconds=50)
    found = Queue(timedelta(minutes=2), first, waiting=[second, third])
    if interrupted:
        second.interjection, second.given_at = True, now
        found.word, found.waiting = second, [third]
    return found


class EveryField(forms.Form):
    title = forms.CharField(label=_("A line"), help_text=_("What is expected, said before one types."))
    text = forms.CharField(label=_("A text"), widget=forms.Textarea, required=False)
    share = forms.ChoiceField(
        label=_("One of several"),
        choices=[("a", "Une réponse courte"), ("b", LONG_TITLE)],
        widget=forms.RadioSelect,
    )
    scale = forms.ChoiceField(
        label=_("A scale"), choices=[(str(n), str(n)) for n in range(1, 8)], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label=_("A box to tick"), required=False)


class VoteForm(forms.Form):
    choice = forms.ChoiceField(label=_("Your vote"), choices=Choice.choices, widget=forms.RadioSelect)


def offered(name: str, form: forms.Form, until: str = "") -> OfferedAct:
    """An act that leads back here."""
    here = reverse("styleguide")
    return OfferedAct(name=name, url=here, next=here, form=form, until=until)


def samples() -> dict[str, Any]:
    every = EveryField(auto_id="sample-%s")
    wrong = EveryField({"title": "", "text": LONG_TEXT, "share": "b"}, auto_id="wrong-%s")
    vote = VoteForm({"choice": "for"}, auto_id="vote-%s")
    return {
        "long_title": LONG_TITLE,
        "long_text": LONG_TEXT,
        "names": NAMES,
        "bars": BARS,
        "colours": COLOURS,
        "icons": ICONS,
        "tallies": TALLIES,
        "taken": Taken((24, 17, 9, 6, 11)),
        "shares": EVENNESS,
        "every": offered("sample-fields", every),
        "wrong": offered("sample-errors", wrong),
        "vote": offered("sample-vote", vote),
    }
