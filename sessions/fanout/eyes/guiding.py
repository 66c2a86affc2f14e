"""What a facilitator does with the people in the room: calls, the floor, questions, messages, seats."""

from django import forms
from django.utils.translation import gettext as _

from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm
from deliberation.conference.stages import IN_A_SITTING, IN_THE_ROOM, Stage
from deliberation.dossier.models import Term
from deliberation.panel.forms import MoveForm
from deliberation.panel.queries import last_move
from sessions.cards.forms import ExplanationForm
from sessions.cards.queries import folded, waiting_cards
from sessions.fanout.acts import act
from sessions.fanout.eyes.floor import pass_on
from sessions.fanout.eyes.hearing import at_desk
from sessions.fanout.eyes.room import Eyes
from sessions.fanout.eyes.steps import steps_at_desk
from sessions.floor.queries import queue_of
from sessions.notices.forms import NoticeForm
from sessions.notices.queries import all_notices
from sessions.rounds.forms import ShownTableForm
from sessions.rounds.models import Round
from sessions.sittings.models import Sitting


def guiding(conference: Conference, eyes: Eyes) -> Eyes:
    """The acts of this moment, with what they act upon."""
    sitting, round_ = eyes["sitting"], eyes["round"]
    if not (sitting and sitting.is_open and eyes["stage"] in IN_A_SITTING):
        return {}
    for row in eyes["calls"]:
        row["answer"] = act("answer-call", "answer_call", conference, row["call"].pk, form=PlainForm())
    numbers = sorted(row["number"] for row in eyes["tables"])
    found: Eyes = {
        "cards": _cards(conference, eyes, sitting),
        "send_notice": act("send-notice", "send_notice", conference, form=_notice_form(numbers)),
        "notices": [
            {
                "notice": notice,
                "withdraw": act("withdraw-notice", "withdraw_notice", conference, notice.pk, form=PlainForm()),
            }
            for notice in all_notices(sitting)
        ],
    }
    if numbers:
        found |= _seats(conference, eyes, numbers[-1]) | steps_at_desk(conference, eyes["tables"])
    if round_ and round_.stage in IN_THE_ROOM:
        found |= _floor(conference, round_)
    if "hearing" in eyes:
        found |= at_desk(conference, eyes)
    if round_ and round_.stage == Stage.PLENARY and numbers:
        found["show_table"] = act("show-table", "show_table", conference, round_.pk, form=_shown_form(round_, numbers))
    return found


def _tables(numbers: list[int], none: str) -> list[tuple[str, str]]:
    return [("", none), *((str(n), _("Table %(number)s") % {"number": n}) for n in numbers)]


def _notice_form(numbers: list[int]) -> NoticeForm:
    form = NoticeForm(auto_id="notice-%s")
    field = form.fields["table"]
    field.label, field.help_text = _("For"), ""
    field.widget = forms.Select(choices=_tables(numbers, _("Everyone")))
    return form


def _shown_form(round_: Round, numbers: list[int]) -> ShownTableForm:
    form = ShownTableForm(initial={"table": round_.table_shown}, auto_id="shown-%s")
    field = form.fields["table"]
    field.label = _("Notes on the screen of the room")
    field.widget = forms.Select(choices=_tables(numbers, _("No table")))
    return form


def _cards(conference: Conference, eyes: Eyes, sitting: Sitting) -> list[Eyes]:
    """Words that people do not understand. One that is in the glossary can be explained better."""
    known = {folded(term.word): term for term in eyes["terms"]}
    most = Term._meta.get_field("word").max_length or 0
    rows = []
    for card in waiting_cards(sitting):
        term = known.get(card.folded)
        initial = {"word": term.word if term else card.text[:most], "explanation": term.explanation if term else ""}
        form = ExplanationForm(initial=initial, auto_id=f"card-{card.pk}-%s")
        rows.append(
            {
                "card": card,
                "known": term,
                "explain": act("explain-card", "explain_card", conference, card.pk, form=form),
                "put_aside": act("put-card-aside", "put_card_aside", conference, card.pk, form=PlainForm()),
            }
        )
    return rows


def _seats(conference: Conference, eyes: Eyes, last: int) -> Eyes:
    """Moving a person, and taking the last move back."""
    everyone = [*eyes["without_table"], *(person for row in eyes["tables"] for person in row["people"])]
    names = sorted(((person["ref"], person["name"]) for person in everyone), key=lambda pair: pair[1])
    found: Eyes = {
        "move": act(
            "move-citizen", "move_citizen", conference, form=MoveForm(people=names, last=last, auto_id="move-%s")
        )
    }
    if move := last_move(conference):
        found["last_move"] = move
        if not move.undoes:
            form = MoveForm(
                people=[(move.membership.ref, move.membership.name)],
                last=max(last, move.from_table),
                initial={"ref": move.membership.ref, "table": str(move.from_table)},
                auto_id="undo-move-%s",
            )
            for field in form.fields.values():
                field.widget = forms.HiddenInput()
            found["undo_move"] = act("undo-move", "move_citizen", conference, form=form)
    return found


def _floor(conference: Conference, round_: Round) -> Eyes:
    """The room's own queue."""
    queue = queue_of(round_)
    found: Eyes = {
        "floor": queue,
        "pass_floor": pass_on(conference, queue),
        "waiting": [
            {"hand": hand, "give": act("give-floor", "give_floor", conference, hand.pk, form=PlainForm())}
            for hand in (*queue.words, *queue.waiting)
        ],
    }
    if queue.holder:
        found["end_turn"] = act("end-turn", "end_turn", conference, queue.holder.pk, form=PlainForm())
    return found
