"""The opinion while it is written: its text, who writes it, what is asked to change, and which part is being read."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from deliberation.conference.models import Conference, Membership
from deliberation.conference.posting import PlainForm
from deliberation.conference.stages import Act, Role, allows
from deliberation.opinion.forms import SectionForm
from deliberation.opinion.models import Opinion, Section
from deliberation.opinion.queries import opinion_of, sections_of
from deliberation.opinion.writing import queries
from deliberation.opinion.writing.forms import AnswerForm, ChangeForm
from deliberation.opinion.writing.models import ChangeRequest
from deliberation.proposals.queries import cited
from sessions.drafting.queries import section_key
from sessions.fanout.acts import OfferedAct, act

Eyes = dict[str, Any]
Part = Section.Part


def text(conference: Conference) -> Eyes:
    """The whole text, to read."""
    opinion = opinion_of(conference)
    if opinion is None:
        return {}
    sections = sections_of(opinion)
    recommendations = opinion.recommendations.select_related("proposal__theme").prefetch_related(cited("proposal__"))
    return {
        "opinion": opinion,
        "recommendations": recommendations.order_by("number"),
        "sections": [{"section": sections[part]} for part in Part],
    }


def writing(conference: Conference) -> Eyes:
    """The text in the making. The acts are every citizen's; where a group writes, the texts to write are on the pages
    of its members alone (:func:`drafting`)."""
    eyes = text(conference)
    if not eyes:
        return {}
    opinion: Opinion = eyes["opinion"]
    everyone, asked = queries.everyone_writes(opinion), queries.requests_of(opinion)
    for row in eyes["sections"]:
        section = row["section"]
        row["changes"] = [_change(conference, each) for each in asked.get(section.pk, ())]
        row["ask"] = _ask(conference, section, "section")
        if everyone:
            row |= _written(conference, section) | {"answers": _answers(conference, asked.get(section.pk, ()))}
    return eyes | {"group": _group(conference, opinion, everyone=everyone), "reading": _reading(conference, eyes)}


def _written(conference: Conference, section: Section) -> Eyes:
    """The text of a part in the hands of those who write it."""
    form = SectionForm(
        initial={"text": section.text, "version": section.version},
        part=section.part,
        auto_id=f"written-{section.part}-%s",
    )
    return {
        "document": section_key(section),
        "write": act("write-opinion", "write_opinion", conference, section.part, form=form),
    }


def _ask(conference: Conference, section: Section, place: str) -> OfferedAct:
    form = ChangeForm(auto_id=f"{place}-{section.part}-%s")
    return act("ask-change", "ask_change", conference, section.part, form=form)


def _change(conference: Conference, asked: queries.Asked) -> Eyes:
    row: Eyes = {"asked": asked, "request": asked.request}
    if asked.waits:
        pk, since = asked.request.pk, queries.wants(asked.request.pk)
        row |= {
            "since": queries.supports(pk),
            "support": act("support-change", "support_change", conference, pk, form=PlainForm(), until=since),
            "take_back": act("take-back-support", "take_back_support", conference, pk, form=PlainForm()),
        }
    return row


def _answers(conference: Conference, asked: Sequence[queries.Asked]) -> list[Eyes]:
    """What waits for the writers, with the form that answers each."""
    waiting = [each for each in asked if each.waits]
    return [{"asked": each, "request": each.request, "answer": _answer(conference, each)} for each in waiting]


def _answer(conference: Conference, asked: queries.Asked) -> OfferedAct:
    form = AnswerForm(auto_id=f"answer-{asked.request.pk}-%s")
    return act("answer-change", "answer_change", conference, asked.request.pk, form=form)


# Who writes


def _group(conference: Conference, opinion: Opinion, *, everyone: bool) -> Eyes:
    """``state``: ``everyone`` writes by the mandate, ``nobody`` offered and so everyone does, the list is ``open``, the
    group is being ``elected``, or it is ``chosen``."""
    mandate, offers = conference.mandate, list(queries.offers_of(opinion))
    if mandate.drafters == 0:
        return {"state": "everyone"}
    eyes: Eyes = {"places": mandate.drafters, "elects": mandate.drafting is not None, "offered": len(offers)}
    if opinion.drafters_chosen_at is not None:
        names = [offer.membership.display_name for offer in offers if offer.chosen]
        return eyes | {"state": "nobody" if everyone else "chosen", "names": sorted(names)}
    eyes["names"] = sorted(offer.membership.display_name for offer in offers)
    if queries.election_of(opinion) is not None:
        return eyes | {"state": "elected"}
    return eyes | {
        "state": "open",
        "offer": act("offer-to-draft", "offer_to_draft", conference, form=PlainForm(), until="drafter"),
        "take_back": act("take-back-offer", "take_back_offer", conference, form=PlainForm()),
    }


# The read-through


def _reading(conference: Conference, eyes: Eyes) -> Eyes | None:
    """The part that is being read, with its words; None when none is."""
    opinion: Opinion = eyes["opinion"]
    place = next((each for each in queries.places_of(opinion) if each.key == opinion.read_aloud), None)
    if place is None:
        return None
    if place.number:
        found = next(each for each in eyes["recommendations"] if each.number == place.number)
        return {"place": place, "label": _label(place), "recommendation": found}
    row = next(each for each in eyes["sections"] if each["section"].part == place.part)
    section: Section = row["section"]
    waiting = sum(each["asked"].waits for each in row.get("changes", ()))
    ask = _ask(conference, section, "reading")
    return {"place": place, "label": _label(place), "section": section, "waiting": waiting, "ask": ask}


def reading(conference: Conference) -> Eyes | None:
    """For the screen of the room."""
    eyes = text(conference)
    return _reading(conference, eyes) if eyes else None


def leading(conference: Conference) -> Eyes:
    """What the facilitator leads: who writes, and the read-through with what waits for each part."""
    opinion = opinion_of(conference)
    if opinion is None:
        return {}
    places, waiting = queries.places_of(opinion), queries.waiting_of(opinion)
    keys = [each.key for each in places]
    at = keys.index(opinion.read_aloud) if opinion.read_aloud in keys else None
    eyes: Eyes = {
        "places": [
            {"place": each, "label": _label(each), "waiting": waiting.get(each.part, 0), "now": n == at}
            for n, each in enumerate(places)
        ],
        "waiting": sum(waiting.values()),
        "begin": None if at is not None else _read(conference, keys[0]),
    }
    if at is not None:
        eyes["back"] = _read(conference, keys[at - 1]) if at else None
        eyes["next"] = _read(conference, keys[at + 1]) if at + 1 < len(keys) else None
        eyes["end"] = _read(conference, "end")
    return {"lead": eyes} | _choosing(conference, opinion)


def _label(place: queries.Place) -> str:
    return _("Recommendation %d") % place.number if place.number else str(Part(place.part).label)


def _read(conference: Conference, place: str) -> OfferedAct:
    return act("read-on", "read_on", conference, place, form=PlainForm())


def _choosing(conference: Conference, opinion: Opinion) -> Eyes:
    if conference.mandate.drafters == 0 or opinion.drafters_chosen_at is not None:
        return {}
    if queries.election_of(opinion) is not None:
        return {"close_election": act("close-election", "close_election", conference, form=PlainForm())}
    return {"choose": act("choose-drafters", "choose_drafters", conference, form=PlainForm())}


# People's own pages


class Mine(NamedTuple):
    """For people's own pages: what the drafting group writes and answers, and what each asked for."""

    group: frozenset[int]
    rows: list[Eyes]
    reading: Eyes | None
    asked: dict[int, list[ChangeRequest]]

    def eyes(self, conference: Conference, person: int) -> Eyes:
        requests = [
            {
                "request": each,
                "withdraw": act("withdraw-change", "withdraw_change", conference, each.pk, form=PlainForm()),
            }
            for each in self.asked.get(person, ())
        ]
        drafts = person in self.group
        return {
            "my_changes": requests,
            "drafting": self.rows if drafts else (),
            "drafting_reads": self.reading if drafts else None,
        }


def drafting(conference: Conference, memberships: Sequence[Membership]) -> Mine:
    """Nothing outside the writing round: what was written then is everyone's to read."""
    opinion = opinion_of(conference)
    if opinion is None or not allows(Act.WRITE_OPINION, Role.CITIZEN, conference.current_stage):
        return Mine(frozenset(), [], None, {})
    group = frozenset(membership.pk for membership in queries.group_of(opinion))
    rows: list[Eyes] = []
    if group & {membership.pk for membership in memberships}:
        asked = queries.requests_of(opinion)
        sections = sections_of(opinion)
        for section in (sections[part] for part in Part):
            answers = _answers(conference, asked.get(section.pk, ()))
            rows.append({"section": section, "answers": answers} | _written(conference, section))
    return Mine(group, rows, reading(conference) if rows else None, queries.asked_by(memberships))
