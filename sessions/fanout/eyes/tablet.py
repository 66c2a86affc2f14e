"""What the shared tablet of a table sees."""

from django.urls import reverse

from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm
from deliberation.conference.stages import Act, Role, allows
from deliberation.hearings.models import Hearing
from deliberation.opinion.queries import sealed_of
from deliberation.panel.queries import people_at
from sessions.cards.forms import CardForm
from sessions.fanout.acts import act
from sessions.fanout.eyes.room import Eyes, closed, room, together
from sessions.sittings.queries import present_citizens

# What a person does alone, in the order in which it is named on the tablet.
ALONE = (
    Act.CAST_PAPER,
    Act.SIGN_OPINION,
    Act.ANSWER_ITEMS,
    Act.WRITE_OPINION,
    Act.OFFER_TO_DRAFT,
    Act.ASK_CHANGE,
    Act.ASK_QUESTION,
    Act.SUPPORT_QUESTION,
    Act.CHOOSE_QUESTION,
    Act.AGREE_TO_PROPOSAL,
    Act.TAKE_TEMPERATURE,
    Act.MAKE_REMARK,
    Act.PROPOSE_AMENDMENT,
    Act.ANSWER_AMENDMENT,
    Act.RAISE_HAND,
    Act.SIGN_ATTENDANCE,
)


def tablet(conference: Conference, key: str) -> Eyes:
    """What citizens see alike, without anything to do in it; and who sits here, for what each of them does alone.

    Of what they have done, only the attendance sheet: who has voted, answered or signed is nobody's business at a table
    where the others wait for the tablet.
    """
    eyes = room(conference) | together(conference)
    eyes |= {
        "acting": False,
        "closed_ballots": closed(conference),
        "sealed": sealed_of(conference),
        "table_number": int(key),
        "lend": reverse("lend_tablet", args=[conference.slug]),
    }
    sitting = eyes["sitting"]
    if not (sitting and sitting.is_open and allows(Act.LEND_TABLET, Role.TABLE, conference.current_stage)):
        return eyes
    eyes["at_tables"] = True
    eyes["call_for_help"] = act("call-for-help", "call_for_help", conference, form=PlainForm(), until="call")
    eyes["raise_card"] = act("raise-card", "raise_card", conference, form=CardForm(auto_id="card-%s"))
    signed = set(present_citizens(sitting).values_list("pk", flat=True))
    people = people_at(conference, int(key))
    asked = [each for each in ALONE if allows(each, Role.CITIZEN, conference.current_stage)]
    if "ballots" in eyes and not eyes["ballots"]:
        asked.remove(Act.CAST_PAPER)
    if eyes.get("group", {}).get("state") != "open" and Act.OFFER_TO_DRAFT in asked:
        asked.remove(Act.OFFER_TO_DRAFT)
    if "hearing" in eyes and eyes["hearing"].phase != Hearing.Phase.PREPARATION:
        asked.remove(Act.CHOOSE_QUESTION)
    if people and all(person.pk in signed for person in people):
        asked.remove(Act.SIGN_ATTENDANCE)
    eyes["asked"] = [each.value for each in asked]
    eyes["people"] = [
        {
            "membership": person,
            "signed": person.pk in signed,
            "lend": reverse("lend_tablet_to", args=[conference.slug, person.ref]),
        }
        for person in people
    ]
    return eyes
