"""From the record to the annexes: the rules, the panel, what it was given, whom it heard, what became of proposals."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.amendments.models import Amendment
from deliberation.ballots import queries as ballots
from deliberation.ballots.models import BallotOption
from deliberation.ballots.tally import Tally
from deliberation.conference.methods import Outcome
from deliberation.conference.models import Conference
from deliberation.conference.wording import hearing_request_sentence, rule_sentence, share_said
from deliberation.dossier.models import Document
from deliberation.dossier.sheets.queries import shown_sheets
from deliberation.hearings.models import Hearing
from deliberation.hearings.plurality.queries import decisions_of, has_committee
from deliberation.hearings.plurality.wording import about_said
from deliberation.hearings.questions.queries import asked_in, was_put
from deliberation.hearings.questions.wording import how_answered
from deliberation.hearings.requests.models import HearingRequest
from deliberation.hearings.requests.queries import requests_of
from deliberation.hearings.requests.wording import heard_said, outcome_said
from deliberation.opinion import document as doc
from deliberation.opinion.models import Opinion
from deliberation.opinion.writing.models import ChangeRequest
from deliberation.panel.queries import composition
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import linked, merged_into, not_adopted, origins_of, tables_said

REPLACED = Exists(Document.objects.filter(replaces=OuterRef("pk")))


def annexes_of(opinion: Opinion, *, hearings: tuple[int, ...]) -> doc.Annexes:
    """In the language in force. ``hearings`` are the numbers of those that were held, in order."""
    conference = opinion.conference
    return doc.Annexes(
        rules=tuple(_rules(conference)),
        panel=tuple(
            doc.Criterion(name, tuple(doc.Counted(value, count) for value, count in sorted(values.items())))
            for name, values in sorted(composition(conference).items())
        ),
        documents=tuple(_given(conference)),
        hearings=tuple(_hearing(each) for each in _held(conference, hearings)),
        decisions=tuple(
            doc.Decided(
                about_said(each),
                each.approved,
                each.reason,
                timezone.localdate(each.decided_at),
                each.acknowledged,
            )
            for each in decisions_of(conference)
        ),
        asked=tuple(_asked(each, hearings) for each in requests_of(conference)),
        fates=tuple(_fates(opinion)),
        amendments=_by_state(Amendment.objects.filter(proposal__conference=conference), _names(Amendment.State)),
        drafting=_drafting(opinion),
        changes=_by_state(
            ChangeRequest.objects.filter(section__opinion=opinion),
            _names(ChangeRequest.State) | {ChangeRequest.State.OPEN.value: _("Left unanswered")},
        ),
    )


def _rules(conference: Conference) -> list[doc.NamedRule]:
    mandate = conference.mandate
    support = _("An amendment that its table did not take is voted on by all when %(share)s of the panel support it.")
    found = [
        doc.NamedRule(_("How a proposal was adopted"), rule_sentence(mandate.proposals)),
        doc.NamedRule(
            _("How an amendment was adopted"),
            f"{support % {'share': share_said(mandate.amendment_support)}} {rule_sentence(mandate.amendments)}",
        ),
        doc.NamedRule(_("How the opinion was adopted"), rule_sentence(mandate.adoption)),
    ]
    if conference.hearing_requests.exists():
        answered = hearing_request_sentence(mandate, committee=has_committee(conference))
        found.append(doc.NamedRule(_("How a request for a hearing was answered"), answered))
    if mandate.consensus:
        said = _("It may be said of a result only when at least %(share)s of the votes for or against are in favour.")
        found.append(doc.NamedRule(_("The word “consensus”"), said % {"share": share_said(mandate.consensus)}))
    if mandate.drafters and mandate.drafting:
        found.append(doc.NamedRule(_("How the drafting group was elected"), rule_sentence(mandate.drafting)))
    return found


def _given(conference: Conference) -> Iterator[doc.Given]:
    """What citizens were given to read: documents, every version of them, then the sheets as they were at the end."""
    for each in Document.objects.filter(conference=conference).annotate(replaced=REPLACED):
        yield doc.Given(
            each.title,
            each.source,
            timezone.localdate(each.added_at),
            each.author,
            each.affiliation,
            each.licence,
            each.version,
            replaced=each.replaced,
        )
    for sheet in shown_sheets(conference):
        title = _("Sheet: %(question)s") % {"question": sheet.question}
        yield doc.Given(title, sheet.source, timezone.localdate(sheet.written_at))


def _hearing(hearing: Hearing) -> doc.HearingHeld:
    asked = sorted(asked_in(hearing), key=lambda each: (each.question.asked_at, each.question.pk))
    put = [each for each in asked if was_put(each.question)]
    return doc.HearingHeld(
        hearing.heard.title,
        tuple(
            doc.QuestionPut(
                each.question.text,
                each.question.answer,
                how_answered(each.question),
                tuple(other.text for other in each.others),
            )
            for each in put
        ),
        len(asked) - len(put),
        hearing.heard.works_for_organiser,
    )


def _held(conference: Conference, hearings: tuple[int, ...]) -> list[Hearing]:
    found = Hearing.objects.filter(conference=conference).select_related("expert").in_bulk(hearings)
    return [found[number] for number in hearings]


def _asked(request: HearingRequest, held: tuple[int, ...]) -> doc.HearingAsked:
    return doc.HearingAsked(
        str(request.get_kind_display()),
        request.subject,
        request.reason,
        request.support,  # type: ignore[attr-defined]
        outcome_said(request),
        request.answer,
        heard_said(request, held),
        request.hearing_id in held,
    )


def _fates(opinion: Opinion) -> list[doc.Fate]:
    """The recommendations in their order, then the others by table."""
    adopted = opinion.recommendations.select_related("proposal").order_by("number")
    numbers = {each.proposal_id: each.number for each in adopted}
    kept = linked(Proposal.objects.filter(pk__in=numbers))
    proposals = [*sorted(kept, key=lambda each: numbers[each.pk]), *not_adopted(opinion.conference)]
    votes = ballots.decisions(proposal=proposals)
    return [
        doc.Fate(
            proposal.title,
            tables_said(proposal),
            outcome_of(proposal, votes.get(proposal.pk)),
            numbers.get(proposal.pk),
            figures_of(votes[proposal.pk]) if proposal.pk in votes else None,
        )
        for proposal in proposals
    ]


def _names(states: type[TextChoices]) -> dict[str, str]:
    return {state.value: str(state.label) for state in states}


def _by_state(found: QuerySet[Any], names: dict[str, str]) -> tuple[doc.Counted, ...]:
    """How many came to each end; what nothing came to is left out."""
    counts = Counter(found.values_list("state", flat=True))
    return tuple(doc.Counted(name, counts[state]) for state, name in names.items() if counts[state])


def _drafting(opinion: Opinion) -> str:
    """Who wrote the parts that come from no proposal."""
    row = opinion.drafters.aggregate(offered=Count("pk"), chosen=Count("pk", filter=Q(chosen=True)))
    if not row["chosen"]:
        return _("Every citizen of the panel could write these parts.")
    numbers = {"count": row["chosen"], "offered": row["offered"]}
    if opinion.conference.mandate.drafting is None:
        return (
            ngettext(
                "%(count)d citizen wrote these parts for all, drawn by lot from the %(offered)d who offered to.",
                "%(count)d citizens wrote these parts for all, drawn by lot from the %(offered)d who offered to.",
                row["chosen"],
            )
            % numbers
        )
    return (
        ngettext(
            "%(count)d citizen wrote these parts for all, elected by the panel from the %(offered)d who offered to.",
            "%(count)d citizens wrote these parts for all, elected by the panel from the %(offered)d who offered to.",
            row["chosen"],
        )
        % numbers
    )


def figures_of(option: BallotOption) -> Tally:
    """Of a vote that is over."""
    tally = ballots.figures(option)
    if tally is None:
        raise ValueError("A ballot has no figures before it is closed.")
    return tally


def outcome_of(proposal: Proposal, vote: BallotOption | None) -> str:
    """What became of a proposal that is not in the opinion, in the language in force; ``vote`` is the last on it."""
    if vote is not None:
        return str(Outcome(vote.outcome).label)
    if whole := merged_into(proposal):
        return _("Merged into “%s”") % whole.title
    if proposal.state == Proposal.State.DRAFT and origins_of(proposal):
        return _("A merge that was not made: its origins went on as they were")
    if proposal.state == Proposal.State.DRAFT:
        return _("Not submitted by its table")
    return _("Not put to the vote")
