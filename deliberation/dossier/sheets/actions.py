import hashlib

from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.dossier.sheets.models import Depth, NotUnderstood, Sheet, SheetVersion
from deliberation.dossier.sheets.queries import latest_of, said_by, shown_sheets
from deliberation.dossier.sheets.rules import may_revise
from deliberation.journal.record import record
from deliberation.journal.verbs import READER, Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Conflict, Refused


def write_sheet(
    *, actor: Actor, conference: Conference, question: str, easy: str, essential: str, in_depth: str, source: str = ""
) -> SheetVersion:
    """Write a question and its answer in three depths, at once in everyone's hands. The same again changes nothing."""
    texts = {"question": question, "easy": easy, "essential": essential, "in_depth": in_depth, "source": source}
    with acting(Act.WRITE_SHEET, actor, conference) as locked:
        if same := shown_sheets(locked).filter(**texts).first():
            return same
        version = SheetVersion.objects.create(
            sheet=Sheet.objects.create(conference=locked),
            number=1,
            written_by=actor.member,
            written_at=clock.now(),
            **texts,
        )
        _recorded(actor, locked, Verb.SHEET_WRITTEN, version)
    return version


def revise_sheet(
    *,
    actor: Actor,
    conference: Conference,
    sheet_id: int,
    version: int,
    question: str,
    easy: str,
    essential: str,
    in_depth: str,
    source: str = "",
    changed: str = "",
) -> SheetVersion:
    """Put a new version in the place of the one of this number, which stays to be read. The same again changes nothing.

    Raises Conflict when another version has come since.
    """
    texts = {"question": question, "easy": easy, "essential": essential, "in_depth": in_depth, "source": source}
    with acting(Act.WRITE_SHEET, actor, conference) as locked:
        latest = _latest(locked, sheet_id)
        if not may_revise(actor, locked, latest.sheet):
            raise Refused(_("Only who wrote a sheet, or a facilitator, gives its new version."))
        if all(getattr(latest, name) == text for name, text in texts.items()):
            return latest
        if latest.number != version:
            current = "\n\n".join((latest.question, *(latest.answer(depth) for depth in Depth)))
            raise Conflict(
                _("Somebody else has given this sheet a new version meanwhile."),
                current=current,
                version=latest.number,
            )
        new = SheetVersion.objects.create(
            sheet=latest.sheet,
            number=latest.number + 1,
            changed=changed,
            written_by=actor.member,
            written_at=clock.now(),
            **texts,
        )
        _recorded(actor, locked, Verb.SHEET_REVISED, new)
    return new


def say_not_understood(
    *, actor: Actor, conference: Conference, sheet_id: int, number: int, depth: str, words: str = ""
) -> None:
    """Say that one did not understand the version of this number, in this depth. Said anew, it takes the place of what
    this person said of the same version.

    The journal's entry says neither who nor what: the words are for the facilitators.
    """
    with acting(Act.SAY_NOT_UNDERSTOOD, actor, conference) as locked:
        version = _latest(locked, sheet_id)
        if version.number != number:
            raise Refused(_("This sheet has a new version meanwhile: read that one first."))
        said = said_by(actor.member, version)
        if said is None:
            NotUnderstood.objects.create(version=version, membership=actor.member, depth=Depth(depth), words=words)
            _told(locked, version, taken_back=False)
        elif (said.depth, said.words) != (depth, words):
            said.depth, said.words = Depth(depth), words
            said.save(update_fields=["depth", "words"])


def take_back_not_understood(*, actor: Actor, conference: Conference, sheet_id: int, number: int) -> None:
    """Take it back, also of a version that was replaced. Doing it again changes nothing."""
    with acting(Act.SAY_NOT_UNDERSTOOD, actor, conference) as locked:
        version = _latest(locked, sheet_id).sheet.versions.filter(number=number).first()
        said = said_by(actor.member, version) if version else None
        if version and said:
            said.delete()
            _told(locked, version, taken_back=True)


def _latest(conference: Conference, sheet_id: int) -> SheetVersion:
    version = latest_of(conference, sheet_id)
    if version is None:
        raise Refused(_("There is no such sheet."))
    return version


def _recorded(actor: Actor, conference: Conference, verb: Verb, version: SheetVersion) -> None:
    """The journal holds the digest of the words, which are in the sheet, separated by form feeds."""
    words = "\f".join((version.question, *(version.answer(depth) for depth in Depth)))
    text = hashlib.sha256(words.encode()).hexdigest()
    record(conference, verb, actor=actor.ref, sheet=version.sheet_id, version=version.number, text=text)


def _told(conference: Conference, version: SheetVersion, *, taken_back: bool) -> None:
    record(
        conference,
        Verb.SHEET_NOT_UNDERSTOOD,
        actor=READER,
        sheet=version.sheet_id,
        version=version.number,
        taken_back=taken_back,
    )
