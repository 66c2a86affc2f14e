"""What everyone inside sees: the sitting, the round now, and what the round is about."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from deliberation.ballots.forms import PaperForm
from deliberation.ballots.models import Ballot
from deliberation.ballots.queries import closed_ballots, figures, open_ballots
from deliberation.ballots.wording import called, title_of_ballot
from deliberation.conference.methods import SEVERAL, Method
from deliberation.conference.models import Conference
from deliberation.conference.stages import IN_THE_ROOM, Stage
from deliberation.conference.wording import drafting_sentence, rule_sentence
from deliberation.dossier.queries import glossary_of, refused_before, shown_documents, terms_of
from deliberation.dossier.sheets.queries import shown_sheets
from deliberation.hearings.plurality.queries import refused_documents
from deliberation.opinion.canonical import digest
from deliberation.opinion.queries import (
    opinion_of,
    sealed_of,
    text_of,
)
from deliberation.proposals.queries import submitted
from deliberation.questionnaire.forms import QuestionnaireForm
from deliberation.questionnaire.queries import closed_questionnaires, items_of, repeats
from deliberation.review.queries import temperatures
from sessions.fanout.acts import act
from sessions.fanout.eyes.gallery import gallery, taken
from sessions.fanout.eyes.hearing import heard
from sessions.fanout.eyes.writing import text, writing
from sessions.floor.queries import queue_of
from sessions.notices.queries import notices_of
from sessions.rounds.models import Round
from sessions.rounds.queries import next_round
from sessions.sittings.queries import (
    current_sitting,
    open_sitting_of,
    running_round,
)
from sessions.tables.queries import latest_notes

Eyes = dict[str, Any]


def room(conference: Conference) -> Eyes:
    """What everyone inside sees: the sitting, the round now, and what the round is about."""
    round_, sitting = running_round(conference), current_sitting(conference)
    eyes: Eyes = {
        "sitting": sitting,
        "steps": list(sitting.rounds.filter(skipped_at=None).order_by("number")) if sitting else [],
        "round": round_,
        # Between two rounds, and when everyone is together, there is time to look at what has been decided.
        "resting": round_ is None or round_.stage == Stage.PLENARY,
        "words": glossary_of(conference),
        "terms": terms_of(conference),
        "stage": conference.current_stage,
        "documents": shown_documents(conference).order_by("-added_at"),
        "sheets": shown_sheets(conference),
        "refused_documents": refused_documents(conference),
        "refused_before": refused_before(conference),
        "next_round": next_round(conference) if round_ is None else None,
        "taken": taken(conference) if round_ is None else (),
        "answers_told": bool(closed_questionnaires(conference)),
    }
    return eyes | (ABOUT.get(round_.stage, _nothing)(conference, round_) if round_ else {})


def together(conference: Conference) -> Eyes:
    """What everyone in the room is told, and who asks for the floor there."""
    sitting, round_ = open_sitting_of(conference), running_round(conference)
    return {
        "notices": notices_of(sitting) if sitting else (),
        "queue": queue_of(round_) if round_ and round_.stage in IN_THE_ROOM else None,
    }


def _nothing(conference: Conference, round_: Round) -> Eyes:
    return {}


def _plenary(conference: Conference, round_: Round) -> Eyes:
    """Restitution: what tables wrote comes back to everyone, with what has been decided."""
    return {
        "notes": latest_notes(conference),
        "proposals": submitted(conference),
        "temperatures": temperatures(conference),
        "closed_ballots": closed(conference),
    }


def _questionnaire(conference: Conference, round_: Round) -> Eyes:
    questionnaire = round_.questionnaire
    if questionnaire is None:
        return {}
    return {
        "questionnaire": questionnaire,
        "answer": act(
            "answer-items",
            "answer_items",
            conference,
            questionnaire.pk,
            form=QuestionnaireForm(
                items=items_of(questionnaire), language=conference.language, with_code=repeats(questionnaire)
            ),
            until=f"questionnaire-{questionnaire.pk}",
        ),
    }


def _review(conference: Conference, round_: Round) -> Eyes:
    return {"gallery": gallery(conference)}


def _ballot(conference: Conference, round_: Round) -> Eyes:
    return {"ballots": [_open_ballot(conference, ballot) for ballot in open_ballots(conference).order_by("pk")]}


def _open_ballot(conference: Conference, ballot: Ballot) -> Eyes:
    options, mark = list(ballot.options.all()), f"ballot-{ballot.pk}"
    several = Method(ballot.rule.method) in SEVERAL
    form = PaperForm(ballot=ballot, auto_id=f"{mark}-%s")

    return {
        "ballot": ballot,
        "options": options,
        "several": several,
        "text": None if several else options[0],
        "title": title_of_ballot(ballot),
        "rule": _rule_of(conference, ballot),
        "drafters": [called(option) for option in options if option.drafter_id],
        "cast": act("cast-paper", "cast_paper", conference, ballot.pk, form=form, until=mark, over=ballot.pk),
    }


def _rule_of(conference: Conference, ballot: Ballot) -> str:
    if ballot.rule_id == conference.mandate.drafting_id:
        return drafting_sentence(conference.mandate)
    return rule_sentence(ballot.rule) if ballot.rule.method != Method.FOR_AGAINST else ""


def closed(conference: Conference) -> list[Eyes]:
    return results(closed_ballots(conference))


def results(ballots: QuerySet[Ballot]) -> list[Eyes]:
    """A row a text that was voted on; where a ballot compared several, in the order that it gave them."""
    rows = []
    for ballot in ballots.order_by("pk"):
        for option in sorted(ballot.options.all(), key=lambda each: (each.place or 0, each.position)):
            option.ballot = ballot
            rows.append({"ballot": ballot, "option": option, "title": called(option), "tally": figures(option)})
    return rows


def _writing(conference: Conference, round_: Round) -> Eyes:
    return writing(conference) | _ballot(conference, round_)


def _adoption(conference: Conference, round_: Round) -> Eyes:
    return text(conference) | _ballot(conference, round_) | _fingerprint(conference)


def _signing(conference: Conference, round_: Round) -> Eyes:
    opinion = opinion_of(conference)
    if opinion is None:
        return {}
    return text(conference) | _fingerprint(conference) | {"sign": reverse("signing", args=[conference.slug])}


def _fingerprint(conference: Conference) -> Eyes:
    """Everyone may compare it with what they have before them; it says nothing of the text."""
    opinion = opinion_of(conference)
    return {"text_digest": digest(text_of(opinion))} if opinion else {}


def _handover(conference: Conference, round_: Round) -> Eyes:
    return {"sealed": sealed_of(conference)}


ABOUT = {
    Stage.PLENARY: _plenary,
    Stage.QUESTIONNAIRE: _questionnaire,
    Stage.HEARING: heard,
    Stage.REVIEW: _review,
    Stage.BALLOT: _ballot,
    Stage.WRITING: _writing,
    Stage.ADOPTION: _adoption,
    Stage.SIGNING: _signing,
    Stage.HANDOVER: _handover,
}
