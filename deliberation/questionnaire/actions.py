from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel.errors import Refused
from deliberation.questionnaire import sheets
from deliberation.questionnaire.codes import respondent_of
from deliberation.questionnaire.models import Answer, Item, ItemKind, Questionnaire
from deliberation.questionnaire.queries import is_known, items_of, values_of
from deliberation.questionnaire.sheets import LONGEST_WORDS, Sheet


def answer_items(
    *,
    actor: Actor,
    conference: Conference,
    questionnaire_id: int,
    code: str,
    typed: bool = False,
    agreed: bool = False,
    **answers: str | Sequence[str],
) -> None:
    """Sign the roll and put one sheet in the urn, together or not at all. ``answers`` are ``item-<id>`` to value.

    ``code`` is the citizen's own; ``typed`` says that they copied it by hand, and it must be known then. Sent again
    under the same code, the answers take the place of the first. ``agreed``: the words of open answers may be shown.

    The journal says that somebody answered, not who: an answer about one's fears or health is not an act.
    """
    with acting(Act.ANSWER_ITEMS, actor, conference):
        questionnaire = _under_way(conference, questionnaire_id)
        inside = sheets.opened(questionnaire)
        respondent = respondent_of(conference, code)
        on_roll = questionnaire.roll.filter(membership=actor.member).exists()
        _require_own(on_roll, inside, respondent)
        if typed and not is_known(conference, code):
            raise Refused(
                _(
                    "No answers are kept under this code. Check it, or leave the field empty: your answers count all"
                    " the same."
                ),
                field="code",
            )
        sheet = _filled(respondent, items_of(questionnaire), answers, agreed)
        if inside.get(respondent) == sheet:
            return
        _write_down(questionnaire, {**inside, respondent: sheet}.values())
        if not on_roll:
            questionnaire.roll.create(membership=actor.member)
        verb = Verb.ANSWERS_CHANGED if on_roll else Verb.ITEMS_ANSWERED
        _record(verb, actor, questionnaire)


def withdraw_answers(*, actor: Actor, conference: Conference, questionnaire_id: int, code: str) -> None:
    """Take one's answers back, until the questionnaire is closed: nothing of them is kept. The roll stays."""
    with acting(Act.WITHDRAW_ANSWERS, actor, conference):
        questionnaire = _under_way(conference, questionnaire_id)
        inside = sheets.opened(questionnaire)
        respondent = respondent_of(conference, code)
        if respondent not in inside or not questionnaire.roll.filter(membership=actor.member).exists():
            raise Refused(_("This browser holds no answers of yours. Type the code under which you answered first."))
        if inside[respondent].withdrawn:
            return
        _write_down(questionnaire, {**inside, respondent: Sheet(respondent, withdrawn=True)}.values())
        _record(Verb.ANSWERS_WITHDRAWN, actor, questionnaire)


def open_questionnaire(*, actor: Actor, conference: Conference, questionnaire: Questionnaire) -> None:
    with acting(Act.START_ROUND, actor, conference):
        Questionnaire.objects.filter(pk=questionnaire.pk).update(under_way=True)


def close_questionnaire(*, actor: Actor, conference: Conference) -> None:
    """Lay out the answers, all at once in the order of their digests: no row, and no order of rows, is a trace of who
    came when."""
    with acting(Act.END_ROUND, actor, conference):
        for questionnaire in Questionnaire.objects.filter(conference=conference, under_way=True):
            _lay_out(questionnaire, sheets.opened(questionnaire))
            questionnaire.under_way, questionnaire.urn = False, b""
            questionnaire.save(update_fields=["under_way", "urn"])


def _under_way(conference: Conference, questionnaire_id: int) -> Questionnaire:
    found = Questionnaire.objects.filter(conference=conference, pk=questionnaire_id, under_way=True)
    questionnaire = found.select_related("conference").first()
    if questionnaire is None:
        raise Refused(_("This questionnaire is not open."))
    return questionnaire


def _require_own(on_roll: bool, inside: dict[str, Sheet], respondent: str) -> None:
    """One sheet for each name on the roll, whoever has which code."""
    if on_roll and respondent not in inside:
        raise Refused(
            _(
                "You have answered already, with another code: on another device, or on the table’s tablet. Your"
                " answers count as they are. To see or change them, type that code on the page “My answers”."
            )
        )
    if not on_roll and respondent in inside:
        raise Refused(
            _("Somebody has answered under this code already. Check it, or leave the field empty."), field="code"
        )


def _filled(respondent: str, items: Iterable[Item], answers: dict[str, str | Sequence[str]], agreed: bool) -> Sheet:
    values: dict[int, tuple[str, ...]] = {}
    words = False
    for item in items:
        given = answers.get(f"item-{item.pk}") or ()
        found = (given,) if isinstance(given, str) else tuple(given)
        if item.kind == ItemKind.OPEN:
            found = tuple(filter(None, map(_legible, found)))
            words = words or bool(found)
        elif item.kind == ItemKind.MULTIPLE:
            # A form takes the same box twice; whoever ticks it does so once.
            found = tuple(value for value in values_of(item) if value in found)
        if found:
            values[item.pk] = found
    return Sheet(respondent, values, agreed and words)


def _legible(text: str) -> str:
    """Without what no person types, which would take more room than a character."""
    kept = (c for c in text.replace("\r\n", "\n") if c.isprintable() or c == "\n")
    return "".join(kept)[:LONGEST_WORDS].strip()


def _write_down(questionnaire: Questionnaire, inside: Iterable[Sheet]) -> None:
    questionnaire.urn = sheets.sealed(questionnaire, list(inside))
    questionnaire.save(update_fields=["urn"])


def _lay_out(questionnaire: Questionnaire, inside: dict[str, Sheet]) -> None:
    items = items_of(questionnaire)
    Answer.objects.bulk_create(
        Answer(
            questionnaire=questionnaire,
            item=item,
            respondent=respondent,
            value=value,
            agreed=sheet.agreed and item.kind == ItemKind.OPEN and bool(value),
        )
        for respondent, sheet in sorted(inside.items())
        if not sheet.withdrawn
        for item in items
        # The end of a round must not hang on one sheet.
        for value in dict.fromkeys(sheet.of(item)) or ("",)
    )


def _record(verb: Verb, actor: Actor, questionnaire: Questionnaire) -> None:
    record(
        questionnaire.conference,
        verb,
        actor="citizen",
        whose={actor.member.ref},
        questionnaire=questionnaire.pk,
    )
