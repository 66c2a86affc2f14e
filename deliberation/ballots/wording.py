"""Results in words, for pages and documents alike, in the language in force."""

from dataclasses import dataclass, replace
from itertools import accumulate

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from deliberation.ballots.models import Ballot, BallotOption
from deliberation.ballots.tally import Tally
from deliberation.conference.methods import APPROVED, Choice, Consent, Grade, Method
from deliberation.conference.models import Rule


def title_of(option: BallotOption) -> str:
    """What is voted on, as anyone reads it: who stood for election is named inside alone (see :func:`called`)."""
    if option.proposal is not None:
        return option.proposal.title
    if option.amendment is not None:
        return _("Amendment to “%s”") % option.amendment.proposal.title
    if option.drafter_id is not None:
        return _("Candidate %d") % option.position
    return _("The whole text of the opinion")


def called(option: BallotOption) -> str:
    """What is voted on, as it is said inside the conference."""
    return option.drafter.membership.display_name if option.drafter is not None else title_of(option)


def title_of_ballot(ballot: Ballot) -> str:
    options = list(ballot.options.all())
    if options[0].drafter_id is not None:
        return _("Who writes the opinion")
    if len(options) == 1:
        return title_of(options[0])
    return ngettext("%d proposal", "%d proposals", len(options)) % len(options)


@dataclass(frozen=True)
class Part:
    """A part of the bar of a tally; ``kind`` says how it is drawn, ``start`` how many papers stand before it."""

    kind: str
    name: str
    papers: int
    start: int = 0


def parts(tally: Tally) -> list[Part]:
    """What the papers say of one option, in the order in which it is drawn; together they are all papers."""
    found = _parts(tally)
    starts = accumulate((part.papers for part in found), initial=0)
    return [replace(part, start=start) for part, start in zip(found, starts, strict=False)]


def _parts(tally: Tally) -> list[Part]:
    counts = tally.counts
    match tally.method:
        case Method.FOR_AGAINST:
            return [
                Part("for", pgettext("votes", "In favour"), counts.get(Choice.FOR, 0)),
                Part("against", pgettext("votes", "Against"), counts.get(Choice.AGAINST, 0)),
                _abstained(tally, counts.get(Choice.ABSTAIN, 0)),
            ]
        case Method.CONSENT:
            objections = counts.get(Consent.OBJECT, 0)
            return [
                Part("for", pgettext("votes", "Consent"), counts.get(Consent.CONSENT, 0)),
                Part("against", ngettext("Objection", "Objections", objections), objections),
                _abstained(tally, counts.get(Consent.ABSTAIN, 0)),
            ]
        case Method.APPROVAL:
            approved = counts.get(APPROVED, 0)
            return [
                Part("for", pgettext("votes", "Approve it"), approved),
                Part("against", pgettext("votes", "Do not approve it"), tally.voted - approved),
            ]
        case Method.MAJORITY_JUDGMENT:
            grades = [Part(f"grade-{grade.value}", str(grade.label), counts.get(grade, 0)) for grade in Grade]
            return _with_blank(tally, grades)
        case _:
            ranks = [Part(f"rank-{rank}", rank_said(int(rank)), papers) for rank, papers in sorted(counts.items())]
            return _with_blank(tally, ranks, pgettext("votes", "Not ranked"))


def _abstained(tally: Tally, given: int) -> Part:
    return Part("abstain", ngettext("Abstention", "Abstentions", given), given)


def _with_blank(tally: Tally, found: list[Part], name: str = "") -> list[Part]:
    rest = tally.voted - sum(part.papers for part in found)
    blank = Part("abstain", name or ngettext("Blank paper", "Blank papers", rest), rest)
    return [*found, blank] if rest else found


def sentence(tally: Tally) -> str:
    """What the bar shows, for whoever does not see it."""
    said = ", ".join(
        _("%(name)s: %(count)d") % {"name": part.name, "count": part.papers} for part in parts(tally) if part.papers
    )
    absent = ngettext("%d did not vote.", "%d did not vote.", tally.did_not_vote) % tally.did_not_vote
    return f"{said}. {absent}" if said else absent


def verdict(tally: Tally) -> str:
    """What the method finds besides the counts; empty for methods on one text."""
    if tally.method == Method.MAJORITY_JUDGMENT and tally.grade:
        return _("Majority grade: %s") % Grade(tally.grade).label
    if tally.method == Method.POINTS and tally.score is not None:
        return ngettext("%d point", "%d points", tally.score) % tally.score
    return ""


def value_said(rule: Rule, value: str) -> str:
    """A mark of a paper in words."""
    match rule.method:
        case Method.FOR_AGAINST:
            return str(Choice(value).label)
        case Method.CONSENT:
            return str(Consent(value).label)
        case Method.MAJORITY_JUDGMENT:
            return str(Grade(value).label)
        case Method.APPROVAL:
            return _("approved")
        case _:
            return rank_said(int(value))


def rank_said(rank: int) -> str:
    return {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), 5: _("fifth")}.get(rank, str(rank))
