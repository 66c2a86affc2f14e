from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.kernel.richtext import Heading, Span, text_of
from deliberation.merging import queries
from deliberation.merging.models import Merge, Origin, Theme
from deliberation.merging.rules import why_not_merge
from deliberation.proposals.models import Evidence, Participation, Proposal
from deliberation.proposals.queries import WORDS, key_of, people_of, submitted

# As in the form of a proposal.
LONGEST = {"title": 160, "observation": 3_000, "text": 5_000, "reason": 3_000, "addressee": 200}


# Themes


def add_theme(*, actor: Actor, conference: Conference, title: str) -> Theme:
    """A heading more, after the others."""
    with acting(Act.GROUP_PROPOSALS, actor, conference) as locked:
        _refuse_twin(locked, title)
        last = queries.themes_of(locked).last()
        theme = Theme.objects.create(conference=locked, title=title, position=last.position + 1 if last else 1)
        record(locked, Verb.THEME_SET, actor=actor.ref, theme=theme.pk)
    return theme


def rename_theme(*, actor: Actor, conference: Conference, theme_id: int, title: str) -> None:
    """The same title again changes nothing."""
    with acting(Act.GROUP_PROPOSALS, actor, conference) as locked:
        theme = _theme(locked, theme_id)
        if theme.title == title:
            return
        _refuse_twin(locked, title, but=theme)
        theme.title = title
        theme.save(update_fields=["title"])
        record(locked, Verb.THEME_SET, actor=actor.ref, theme=theme.pk)


def remove_theme(*, actor: Actor, conference: Conference, theme_id: int) -> None:
    """Take away a theme under which there is nothing. Doing it again changes nothing."""
    with acting(Act.GROUP_PROPOSALS, actor, conference) as locked:
        theme = queries.themes_of(locked).filter(pk=theme_id).first()
        if theme is None:
            return
        if theme.proposals.exists():
            raise Refused(_("There are proposals under this theme: put them elsewhere first."))
        theme.delete()
        record(locked, Verb.THEME_SET, actor=actor.ref, theme=theme_id)


def group_proposal(*, actor: Actor, conference: Conference, proposal_id: int, theme_id: int | None) -> None:
    """Read a submitted proposal under this theme; under none when None. The same again changes nothing."""
    with acting(Act.GROUP_PROPOSALS, actor, conference) as locked:
        proposal = submitted(locked).filter(pk=proposal_id).first()
        if proposal is None:
            raise Refused(_("There is no such proposal."))
        theme = _theme(locked, theme_id) if theme_id else None
        if proposal.theme == theme:
            return
        proposal.theme = theme
        proposal.save(update_fields=["theme"])
        record(locked, Verb.PROPOSAL_GROUPED, actor=actor.ref, proposal=proposal.pk, theme=theme.pk if theme else None)


def _theme(conference: Conference, theme_id: int) -> Theme:
    theme = queries.themes_of(conference).filter(pk=theme_id).first()
    if theme is None:
        raise Refused(_("There is no such theme any more."))
    return theme


def _refuse_twin(conference: Conference, title: str, *, but: Theme | None = None) -> None:
    """Two titles that differ by capitals alone are read as one."""
    if any(theme.title.casefold() == title.casefold() for theme in queries.themes_of(conference) if theme != but):
        raise Refused(_("There is a theme of this title already."))


# Merges


def ask_merge(*, actor: Actor, conference: Conference, proposal_ids: Collection[int], reason: str) -> Merge:
    """Ask the people of these proposals to make one of them: they are given a draft that holds the words of each.

    The draft is theirs, wherever they sit: not the table's, and not the facilitators'.
    """
    with acting(Act.ASK_MERGE, actor, conference) as locked:
        origins = list(submitted(locked).filter(pk__in=proposal_ids).order_by("table", "pk"))
        if len(origins) != len(set(proposal_ids)):
            raise Refused(_("One of these proposals is not before the panel, or was merged meanwhile."))
        if len(origins) < 2:
            raise Refused(_("Choose two proposals at least."))
        for proposal in origins:
            if sentence := why_not_merge(proposal):
                raise Refused(sentence)
        draft = _draft(locked, origins)
        merge = Merge.objects.create(proposal=draft, reason=reason, asked_at=clock.now())
        Origin.objects.bulk_create(Origin(merge=merge, proposal=proposal) for proposal in origins)
        record(locked, Verb.MERGE_ASKED, actor=actor.ref, merged=draft.pk, proposals=len(origins))
    return merge


def _draft(conference: Conference, origins: list[Proposal]) -> Proposal:
    themes = {proposal.theme_id for proposal in origins}
    draft = Proposal.objects.create(
        conference=conference,
        table=origins[0].table,
        table_left=True,
        theme_id=themes.pop() if len(themes) == 1 else None,
        **{name: _placed_together(name, origins) for name in WORDS},
    )
    everyone = sorted(set().union(*people_of(origins).values()))
    Participation.objects.bulk_create(Participation(proposal=draft, membership_id=person) for person in everyone)
    for proposal in origins:
        _carry_over(proposal.evidence.all(), draft)
    return draft


def _placed_together(name: str, origins: list[Proposal]) -> str:
    """The citizens' own words, one text after the other, each under its title; as many whole ones as the field holds:
    a facilitator, or a program, cuts nothing and adds nothing."""
    found = ""
    said: list[str] = []
    for proposal in origins:
        words = getattr(proposal, name)
        if not words or words in said:
            continue
        if name in {"title", "addressee"}:
            longer = f"{found} / {words}" if found else words
        else:
            heading = text_of([Heading(2, (Span(proposal.title),))])
            longer = f"{found}\n\n{heading}\n\n{words}".strip()
        if len(longer) <= LONGEST[name]:
            found = longer
            said.append(words)
    return found or getattr(origins[0], name)


def _carry_over(evidence: Iterable[Evidence], draft: Proposal) -> None:
    """Under the same key, so that a link in the words leads to the same thing; the same thing only once."""
    for each in evidence:
        thing = {name: getattr(each, name) for name in ("answer", "document", "note", "page", "quote")}
        if not draft.evidence.filter(**thing).exists():
            copy = Evidence(proposal=draft, key=each.key, **thing)
            if draft.evidence.filter(key=each.key).exists():
                copy.key = key_of(copy)
            copy.save()


def conclude_merge(*, actor: Actor, conference: Conference, proposal_id: int) -> None:
    """Once the people of a merge have submitted it, it takes the place of its origins: to be called in the transaction
    of that act. Nothing for any other proposal, or again."""
    with acting(Act.SUBMIT_PROPOSAL, actor, conference) as locked:
        merge = queries.merges_of(locked).filter(proposal=proposal_id, lapsed_at=None).first()
        if merge is None or merge.proposal.state != Proposal.State.SUBMITTED:
            return
        origins = [origin.proposal for origin in merge.origins.all()]
        for proposal in origins:
            if proposal.state == Proposal.State.SUBMITTED:
                proposal.state, proposal.frozen = Proposal.State.MERGED, True
                proposal.save(update_fields=["state", "frozen"])
                record(locked, Verb.PROPOSALS_MERGED, actor=actor.ref, proposal=proposal.pk, merged=proposal_id)


def withdraw_merge(*, actor: Actor, conference: Conference, merge_id: int, reason: str) -> None:
    """Give a request up, and say why: its origins go on as they were, its draft is kept. Again changes nothing."""
    with acting(Act.ASK_MERGE, actor, conference) as locked:
        merge = queries.merges_of(locked).filter(pk=merge_id).first()
        if merge is None:
            raise Refused(_("There is no such request."))
        if merge.lapsed_at:
            return
        if merge.proposal.state != Proposal.State.DRAFT:
            raise Refused(_("The citizens have agreed to this merge: it is made."))
        _lapse(actor, merge, reason)


def lapse_merges(*, actor: Actor, conference: Conference, act: Act) -> None:
    """What is not agreed by now is not merged; ``act`` is the act that ends the time for it."""
    with acting(act, actor, conference) as locked:
        for merge in queries.living_merges(locked):
            _lapse(actor, merge, "")


def _lapse(actor: Actor, merge: Merge, reason: str) -> None:
    merge.lapsed_at, merge.lapse_reason = clock.now(), reason
    merge.save(update_fields=["lapsed_at", "lapse_reason"])
    merge.proposal.frozen = True
    merge.proposal.save(update_fields=["frozen"])
    record(merge.proposal.conference, Verb.MERGE_LAPSED, actor=actor.ref, merged=merge.proposal_id)
