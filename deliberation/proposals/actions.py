from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Role, Stage
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel.queries import people_at, table_of
from deliberation.proposals import queries
from deliberation.proposals.models import Agreement, Evidence, Participation, Proposal, Remark
from deliberation.proposals.rules import PASSAGE_GONE, why_not_write

# More than a page can show, or a reader follow.
MOST_EVIDENCE = 12


def begin_proposal(
    *,
    actor: Actor,
    conference: Conference,
    title: str,
    text: str,
    reason: str = "",
    observation: str = "",
    addressee: str = "",
) -> Proposal:
    """A new proposal of the actor's table, which it goes on writing together. Refused when the table has all the
    mandate allows."""
    words = {"title": title, "observation": observation, "text": text, "reason": reason, "addressee": addressee}
    with acting(Act.WRITE_PROPOSAL, actor, conference) as locked:
        proposal = _new_proposal(actor, locked)
        for name, value in words.items():
            setattr(proposal, name, value)
        proposal.save()
        note_contribution(proposal=proposal, membership=actor.member)
        record(
            conference,
            Verb.PROPOSAL_WRITTEN,
            actor=actor.ref,
            proposal=proposal.pk,
            table=proposal.table,
            version=proposal.version,
        )
    return proposal


def note_contribution(*, proposal: Proposal, membership: Membership, at: datetime | None = None) -> None:
    """Keep that this person wrote in the proposal, now or ``at``, and who sat at the table meanwhile.

    To be called inside the transaction of the action that writes. A shared tablet stands for all who sit there.
    """
    at = at or clock.now()
    there = [] if proposal.table_left else people_at(proposal.conference, proposal.table)
    writers = there if membership.role == Role.TABLE else [membership]
    people = {person.pk for person in (*there, *writers)}
    Participation.objects.bulk_create(
        (Participation(proposal=proposal, membership_id=person) for person in sorted(people)), ignore_conflicts=True
    )
    mine = Participation.objects.filter(proposal=proposal, membership__in=writers)
    mine.update(first_at=Coalesce(F("first_at"), at), last_at=at)


def leave_tables(*, actor: Actor, conference: Conference, tables: Collection[int]) -> None:
    """These tables are formed anew, of other people: their proposals go with those who took part in them."""
    with acting(Act.START_ROUND, actor, conference):
        Proposal.objects.filter(conference=conference, table__in=tables).update(table_left=True)


def _new_proposal(actor: Actor, conference: Conference) -> Proposal:
    table = table_of(actor.member)
    if conference.current_stage != Stage.DRAFTING:
        raise Refused(_("New proposals are written in the drafting rounds."))
    if table is None:
        raise Refused(_("You do not sit at a table yet: ask the facilitator."))
    allowed = conference.mandate.proposals_per_table
    if queries.counted(conference, table) >= allowed:
        raise Refused(_("Your table has the %d proposals the mandate allows.") % allowed)
    return Proposal(conference=conference, table=table)


def _of_my_table(actor: Actor, conference: Conference, proposal_id: int) -> Proposal:
    proposal = Proposal.objects.filter(conference=conference, pk=proposal_id).first()
    if proposal is None:
        raise Refused(_("There is no such proposal."))
    if sentence := why_not_write(actor, proposal):
        raise Refused(sentence)
    return proposal


# What it rests on


def cite_evidence(
    *,
    actor: Actor,
    conference: Conference,
    proposal_id: int,
    answer_id: int | None = None,
    document_id: int | None = None,
    note_id: int | None = None,
    page: int | None = None,
    quote: str = "",
) -> Evidence:
    """Say that the proposal rests on an answer heard, a document or a note: one of them. The same again changes
    nothing.

    Whoever calls with a note has made sure that this table may read it: who sits in which round is not known here.
    """
    with acting(Act.CITE_EVIDENCE, actor, conference) as locked:
        proposal = _of_my_table(actor, locked, proposal_id)
        if answer_id and not queries.answers_heard(locked).filter(pk=answer_id).exists():
            raise Refused(_("There is no such answer."))
        if document_id or page:
            _refuse_no_page(locked, document_id, page)
        thing = {"answer_id": answer_id, "document_id": document_id, "note_id": note_id, "page": page, "quote": quote}
        if found := proposal.evidence.filter(**thing).first():
            return found
        if proposal.evidence.count() >= MOST_EVIDENCE:
            raise Refused(_("A proposal rests on %d things at most: keep the strongest.") % MOST_EVIDENCE)
        evidence = Evidence(proposal=proposal, **thing)
        evidence.key = queries.key_of(evidence)
        evidence.save()
        note_contribution(proposal=proposal, membership=actor.member)
        record(
            conference,
            Verb.EVIDENCE_CITED,
            actor=actor.ref,
            proposal=proposal.pk,
            table=proposal.table,
            evidence=evidence.pk,
        )
    return evidence


def _refuse_no_page(conference: Conference, document_id: int | None, page: int | None) -> None:
    """Of a PDF, a page it has: of one whose pages are not known, any."""
    if not document_id:
        raise Refused(_("Only a document has pages."), field="page")
    document = conference.documents.filter(pk=document_id).first()
    if document is None:
        raise Refused(_("There is no such document."))
    if page and not document.is_pdf:
        raise Refused(_("This document has no pages: leave the page empty."), field="page")
    last = document.pages.count()
    if page and last and page > last:
        said = ngettext("This document has %(count)d page only.", "This document has %(count)d pages only.", last)
        raise Refused(said % {"count": last}, field="page")


def withdraw_evidence(*, actor: Actor, conference: Conference, proposal_id: int, evidence_id: int) -> None:
    """Take a piece of evidence back, unless the text points to it. Doing it again changes nothing."""
    with acting(Act.WITHDRAW_EVIDENCE, actor, conference) as locked:
        proposal = _of_my_table(actor, locked, proposal_id)
        evidence = proposal.evidence.filter(pk=evidence_id).first()
        if evidence is None:
            return
        if any(f"({evidence.reference})" in getattr(proposal, name) for name in queries.WORDS):
            raise Refused(_("The text of the proposal points to it: take that link out of the text first."))
        evidence.delete()
        record(
            conference,
            Verb.EVIDENCE_WITHDRAWN,
            actor=actor.ref,
            proposal=proposal.pk,
            table=proposal.table,
            evidence=evidence_id,
        )


# The table's agreement


def submit_proposal(*, actor: Actor, conference: Conference, proposal_id: int, present: Collection[int]) -> None:
    """Propose that the table put this text before the whole panel; a citizen who proposes it agrees to it.

    ``present`` are the memberships of those who are there. Where they agree already, the proposal goes at once. Doing
    it again changes nothing.
    """
    with acting(Act.SUBMIT_PROPOSAL, actor, conference) as locked:
        proposal = _of_my_table(actor, locked, proposal_id)
        if proposal.state != Proposal.State.DRAFT:
            return
        digest = queries.digest_of(proposal)
        if proposal.submission_digest != digest:
            proposal.submission_digest = digest
            proposal.save(update_fields=["submission_digest"])
            _tell(Verb.SUBMISSION_PROPOSED, actor, proposal, text=digest)
            if actor.role == Role.CITIZEN:
                _answer(actor, proposal, digest, "")
        _submit_if_agreed(actor, proposal, present)


def agree_to_proposal(
    *,
    actor: Actor,
    conference: Conference,
    proposal_id: int,
    text_digest: str,
    present: Collection[int],
    missing: str = "",
) -> None:
    """Answer whether the table submits the text whose digest was read: yes, or what is still ``missing``.

    Another answer takes the place of the first; the same again changes nothing, nor does a yes that comes just after
    the proposal went. The answer that makes it the table's agreement submits the proposal.
    """
    with acting(Act.AGREE_TO_PROPOSAL, actor, conference) as locked:
        proposal = _of_my_table(actor, locked, proposal_id)
        known = Agreement.objects.filter(proposal=proposal, membership=actor.member, text_digest=text_digest)
        if known.filter(missing=missing).exists():
            return
        if proposal.state != Proposal.State.DRAFT:
            if not missing and text_digest == proposal.submission_digest:
                return
            raise Refused(_("This proposal is submitted already."))
        if text_digest != queries.digest_of(proposal):
            raise Refused(_("The text has changed meanwhile: read it again, then answer."))
        if proposal.submission_digest != text_digest:
            raise Refused(_("Nobody has proposed to submit this text yet."))
        _answer(actor, proposal, text_digest, missing)
        _submit_if_agreed(actor, proposal, present)


def withdraw_agreement(*, actor: Actor, conference: Conference, proposal_id: int) -> None:
    """Take one's answer back, until the proposal is submitted. Doing it again changes nothing."""
    with acting(Act.AGREE_TO_PROPOSAL, actor, conference) as locked:
        proposal = _of_my_table(actor, locked, proposal_id)
        if proposal.state != Proposal.State.DRAFT:
            raise Refused(_("This proposal is submitted already."))
        if Agreement.objects.filter(proposal=proposal, membership=actor.member).delete()[0]:
            _tell(Verb.AGREEMENT_WITHDRAWN, actor, proposal)


def _answer(actor: Actor, proposal: Proposal, digest: str, missing: str) -> None:
    Agreement.objects.update_or_create(
        proposal=proposal, membership=actor.member, defaults={"text_digest": digest, "missing": missing}
    )
    _tell(Verb.PROPOSAL_LACKING if missing else Verb.PROPOSAL_AGREED, actor, proposal, text=digest)


def _submit_if_agreed(actor: Actor, proposal: Proposal, present: Collection[int]) -> None:
    standing = queries.standings([proposal], present)[proposal.pk]
    if standing.is_agreed:
        proposal.state = Proposal.State.SUBMITTED
        proposal.save(update_fields=["state"])
        record(
            proposal.conference,
            Verb.PROPOSAL_SUBMITTED,
            actor=actor.ref,
            proposal=proposal.pk,
            text=standing.digest,
            agreed=standing.agreed,
            asked=standing.asked,
        )


def _tell(verb: Verb, actor: Actor, proposal: Proposal, **text: Any) -> None:
    record(proposal.conference, verb, actor=actor.ref, proposal=proposal.pk, table=proposal.table, **text)


# Before the whole panel


def make_remark(
    *, actor: Actor, conference: Conference, proposal_id: int, text: str, field: str = "", passage: str = ""
) -> Remark:
    """Say something of a submitted proposal, or of one ``passage`` of its ``field``, which must stand there: see
    ``queries.passages_of``. The very same again changes nothing."""
    with acting(Act.MAKE_REMARK, actor, conference) as locked:
        proposal = queries.submitted(locked).filter(pk=proposal_id).first()
        if proposal is None:
            raise Refused(_("There is no such proposal."))
        about = (field, passage)
        if any(about) and about not in {(each.field, each.source) for each in queries.passages_of(proposal)}:
            raise Refused(PASSAGE_GONE)
        remark, created = Remark.objects.get_or_create(
            proposal=proposal,
            made_by=actor.member,
            text=text,
            field=field,
            passage=passage,
            defaults={"made_at": clock.now()},
        )
        if created:
            record(conference, Verb.REMARK_MADE, actor=actor.ref, proposal=proposal.pk)
    return remark


def freeze_proposals(*, actor: Actor, conference: Conference) -> None:
    """From the opening of the ballot on, nobody changes what is voted."""
    with acting(Act.START_ROUND, actor, conference):
        count = queries.submitted(conference).filter(frozen=False).update(frozen=True)
        record(conference, Verb.PROPOSALS_FROZEN, actor=actor.ref, proposals=count)
