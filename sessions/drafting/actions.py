import json
from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from deliberation.conference.acting import acting, locked
from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import Actor, actor_of
from deliberation.conference.stages import Act
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Conflict, Refused
from deliberation.opinion.models import Section
from deliberation.opinion.writing.rules import why_not_draft
from deliberation.panel.queries import table_of
from deliberation.proposals import actions as proposals
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import submitted
from deliberation.proposals.rules import why_not_write as why_not_write_proposal
from sessions.drafting import queries
from sessions.drafting.columns import detail, put, texts_in, whose
from sessions.drafting.models import Document, Update, Version
from sessions.drafting.replica import Replica
from sessions.drafting.rules import is_frozen, why_not_write
from sessions.drafting.subjects import subject_of
from sessions.fanout.audiences import Seat
from sessions.rounds.models import Round


def open_document(*, conference: Conference, key: str) -> Document | None:
    """The document of this name, with what was written there before it was written together. None: there is no such
    text. Under the lock of acts: what is being frozen is not opened unfrozen."""
    with locked(conference.pk) as found:
        document = queries.named(found, key)
        return _opened(document) if document else None


def _opened(document: Document, author: Membership | None = None) -> Document:
    """Inside the caller's transaction, under the conference's lock; ``author`` is who wrote what is there already."""
    if document.pk:
        return queries.locked_documents(pk=document.pk)[0]
    if is_frozen(document) or (document.round is not None and document.round.ended_at is not None):
        document.frozen_at = clock.now()
    document.save()
    texts, version = texts_in(document)
    replica = Replica()
    if before := replica.rewrite(texts, subject_of(document).fields):
        _append(document, before, author)
    _keep(document, replica)
    if version:
        Version.objects.create(document=document, version=version, number=document.length)
    return document


def _append(document: Document, update: bytes, author: Membership | None) -> None:
    document.length += 1
    document.weight += len(update)
    document.save(update_fields=["length", "weight"])
    Update.objects.create(document=document, number=document.length, content=update, author=author, at=clock.now())


def _keep(document: Document, replica: Replica) -> None:
    document.written_down, document.written_down_at = document.length, clock.now()
    document.state = replica.state()
    document.save(update_fields=["written_down", "written_down_at", "state"])


# By a form


def write_note(*, actor: Actor, conference: Conference, round_: Round, text: str, version: int) -> None:
    """The notes of the actor's table in this round say ``text``, where whoever typed it read ``version``.

    What others wrote meanwhile stays: only what differs is changed. Raises Conflict when there is no such version.
    """
    with acting(Act.WRITE_NOTE, actor, conference) as found:
        table = table_of(actor.member)
        if table is None:
            raise Refused(_("You do not sit at a table yet: ask the facilitator."))
        _edit(actor, found, queries.of_notes(found, round_, table), {"text": text}, version)


def write_proposal(
    *, actor: Actor, conference: Conference, version: int, proposal_id: int | None = None, **texts: str
) -> Proposal:
    """Write a new proposal of the actor's table, or have one of its proposals say this, as :func:`write_note` does.
    ``texts`` are its fields."""
    with acting(Act.WRITE_PROPOSAL, actor, conference) as found:
        if proposal_id is None:
            new = proposals.begin_proposal(actor=actor, conference=found, **texts)
            _opened(queries.of_proposal(new), actor.member)
            return new
        proposal = Proposal.objects.filter(conference=found, pk=proposal_id).first()
        if proposal is None:
            raise Refused(_("There is no such proposal."))
        if sentence := why_not_write_proposal(actor, proposal):
            raise Refused(sentence)
        _edit(actor, found, queries.of_proposal(proposal), texts, version)
        proposal.refresh_from_db()
        return proposal


def write_section(*, actor: Actor, conference: Conference, part: str, text: str, version: int) -> None:
    """Have a part of the opinion say this, as :func:`write_note` does."""
    with acting(Act.WRITE_OPINION, actor, conference) as found:
        section = Section.objects.select_related("opinion").filter(opinion__conference=found, part=part).first()
        if section is None:
            raise Refused(_("There is no such part of the opinion."))
        if sentence := why_not_draft(actor, section.opinion):
            raise Refused(sentence)
        _edit(actor, found, queries.of_section(section, found), {"text": text}, version)


def restore_text(*, actor: Actor, conference: Conference, key: str, number: int) -> None:
    """Have a text say again what it said after update ``number``: an edit like any other, and so in its history."""
    with acting(Act.RESTORE_TEXT, actor, conference) as found:
        document = queries.named(found, key)
        if document is None or not document.pk:
            raise Refused(_("There is no such text."))
        document = _writable(actor, found, document)
        if not 0 < number <= document.length:
            raise Refused(_("There is no such moment in the history of this text."))
        now = queries.current(document)
        if change := now.rewrite(queries.texts_at(document, number), subject_of(document).fields):
            _append(document, change, actor.member)
            record(
                conference, Verb.TEXT_RESTORED, actor=actor.ref, whose=frozenset(), **detail(document), update=number
            )
            _write_down(document, now)


def hold_proposal(*, actor: Actor, conference: Conference, proposal: Proposal) -> Proposal:
    """The proposal as its document says it at this moment: until the caller's transaction ends, nobody writes in it."""
    with locked(conference.pk):
        document = _opened(queries.of_proposal(proposal))
        if document.length > document.written_down:
            _write_down(document, queries.current(document))
        proposal.refresh_from_db()
        return proposal


def put_into_proposal(
    *, actor: Actor, conference: Conference, proposal: Proposal, field: str, text: str, frozen: bool = False
) -> None:
    """Have a field of a proposal that the caller holds say what its table, or all, decided: an edit of its document
    like any other, in its history, that nobody wrote alone. The fact of the decision is the caller's to record.

    Only the vote of all changes a text that is ``frozen``; it stays so.
    """
    with transaction.atomic():
        document = _opened(queries.of_proposal(proposal))
        if is_frozen(document) and not frozen:
            raise Refused(_("This text is frozen: it stands as it is, and nothing is added to it."))
        now = queries.current(document)
        if change := now.rewrite({field: text}, subject_of(document).fields):
            _append(document, change, None)
            _write_down(document, now)
            proposal.refresh_from_db()
            Version.objects.create(document=document, version=proposal.version, number=document.length)


def _writable(actor: Actor, conference: Conference, document: Document) -> Document:
    """Opened and locked. Raises Refused by the rule that every frame of a socket is held to."""
    document = _opened(document)
    if refusal := why_not_write(Seat(conference, actor, table_of(actor.member)), document):
        raise Refused(refusal.say)
    return document


def _edit(actor: Actor, conference: Conference, document: Document, texts: Mapping[str, str], version: int) -> None:
    document = _writable(actor, conference, document)
    base, now = queries.base_of(document, version), queries.current(document)
    if base is None:
        said, number = texts_in(document)
        raise Conflict(
            _("This page shows a version that does not exist: copy what you typed, and load the page again."),
            current="\n\n".join(filter(None, said.values())),
            version=number,
        )
    fields = subject_of(document).fields
    read = queries.replica_at(document, base, client_id=_writer(actor, document, base, texts))
    change = read.rewrite(texts, fields)
    # Somebody else may have had it say the same meanwhile.
    if change and read.texts(fields) != now.texts(fields) and (effect := now.apply(change)):
        _append(document, effect, actor.member)
    if document.length > document.written_down:
        _write_down(document, now)


def _writer(actor: Actor, document: Document, base: int, texts: Mapping[str, str]) -> int:
    """The same edit of the same version by the same person is the same writer's: a form that is sent again, because its
    answer was lost, changes nothing more."""
    edit = json.dumps([document.pk, base, actor.ref, dict(texts)])
    return int.from_bytes(salted_hmac("drafting", edit).digest()[:4], "big")


# Written down for everyone else to read


def write_down(*, conference_id: int, document_id: int) -> int:
    """Have the columns say what the document says, and record it as the act of those who wrote since the last time.
    Returns the number of the last update that is written down.

    The document is not locked: people go on writing, and what they write meanwhile is written down the next time."""
    with locked(conference_id):
        document = queries.documents().get(pk=document_id)
        if document.length > document.written_down:
            _write_down(document, queries.current(document))
        return document.written_down


def _write_down(document: Document, replica: Replica) -> None:
    writers = queries.writers_after(document, document.written_down)
    for update in writers:
        if document.proposal is not None and update.author is not None:
            proposals.note_contribution(proposal=document.proposal, membership=update.author, at=update.at)
    subject = subject_of(document)
    version = put(document, replica.texts(subject.fields))
    refs = [update.author.ref for update in writers if update.author]
    last = writers[-1].author if writers else None
    if version is not None and writers:
        Version.objects.create(document=document, version=version, number=document.length)
    if version is not None and last is not None:
        together = {"writers": " ".join(refs)} if len(refs) > 1 else {}
        actor = actor_of(last)
        record(
            document.conference,
            subject.verb,
            actor=actor.ref,
            whose=whose(document),
            version=version,
            **detail(document),
            **together,
        )
    # Last: from here on, whoever writes waits.
    _keep(document, replica)


def settle(*, actor: Actor, conference: Conference) -> None:
    """At the end of a round: what was written in it stands in the columns. Waits for what is just being stored."""
    with transaction.atomic():
        for document in queries.locked_documents(conference=conference, frozen_at=None):
            if document.length > document.written_down:
                _write_down(document, queries.current(document))


def freeze_notes(*, actor: Actor, round_: Round) -> None:
    """At its end, the notes of a round stand as they are."""
    with transaction.atomic():
        _freeze(queries.locked_documents(round=round_, frozen_at=None))


def thaw_notes(*, actor: Actor, round_: Round) -> None:
    """A round that goes on, or is held again: its notes are written again."""
    with transaction.atomic():
        Document.objects.filter(round=round_).update(frozen_at=None)


def freeze_proposals(*, actor: Actor, conference: Conference) -> None:
    """From the opening of the ballot on, submitted proposals are what their documents said at this moment: a frame is
    in the text that is voted, or refused."""
    with acting(Act.START_ROUND, actor, conference) as found:
        settle(actor=actor, conference=found)
        chosen = list(submitted(found))
        proposals.freeze_proposals(actor=actor, conference=found)
        _freeze(queries.locked_documents(proposal__in=chosen, frozen_at=None))


def freeze_opinion(*, actor: Actor, conference: Conference) -> None:
    """The parts of the opinion are what their documents said at this moment, and nobody writes in them: a frame is in
    the text that is put to the vote, or refused. Inside the transaction of the act that puts it there."""
    with locked(conference.pk) as found:
        sections = Section.objects.select_related("opinion").filter(opinion__conference=found).order_by("pk")
        opened = [_opened(queries.of_section(section, found)) for section in sections]
        _freeze([document for document in opened if document.frozen_at is None])


def thaw_opinion(*, actor: Actor, conference: Conference) -> None:
    """A writing round that begins, or goes on: the parts are written again. Once somebody has signed, never."""
    with locked(conference.pk) as found:
        unsigned = Document.objects.filter(conference=found, section__opinion__frozen_at=None)
        unsigned.filter(section__isnull=False).update(frozen_at=None)


def close_texts(*, actor: Actor, proposals: Collection[Proposal]) -> None:
    """These stand as they are from now on: inside the transaction of the act that says why."""
    with transaction.atomic():
        _freeze(queries.locked_documents(proposal__in=proposals, frozen_at=None))


def _freeze(documents: list[Document]) -> None:
    for document in documents:
        if document.length > document.written_down:
            _write_down(document, queries.current(document))
        document.frozen_at = clock.now()
        document.save(update_fields=["frozen_at"])
