"""Papers given and taken back, and the count of a box: opened, keyed in twice, compared, settled."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from deliberation.ballots import receipts, urn
from deliberation.ballots.box import pile, queries
from deliberation.ballots.box.models import BoxCount, Keying
from deliberation.ballots.box.rules import why_not_give
from deliberation.ballots.models import RollEntry
from deliberation.ballots.queries import open_ballots
from deliberation.ballots.slips import Slip
from deliberation.conference import rules
from deliberation.conference.acting import acting
from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused

# Who votes on paper


def give_papers(*, actor: Actor, conference: Conference, person: str) -> None:
    """Give somebody a paper of each open vote in which they have not voted. From then on they vote on paper alone. Who
    holds papers already is given those of the votes that have opened since."""
    with acting(Act.GIVE_PAPER, actor, conference) as found:
        entries = list(queries.open_entries(found, person))
        if not entries:
            raise Refused(_("This person is not on the roll of a vote that is open."))
        reasons = [why_not_give(entry.ballot, entry) for entry in entries]
        given = [entry for entry, reason in zip(entries, reasons, strict=True) if not reason and not entry.on_paper]
        if not given and any(reasons):
            raise Refused(next(filter(None, reasons)))
        for entry in given:
            entry.on_paper = entry.voted = True
            entry.save(update_fields=["on_paper", "voted"])
            _note(found, Verb.PAPER_GIVEN, actor, entry)


def take_back_papers(*, actor: Actor, conference: Conference, person: str) -> None:
    """Papers that somebody gives back unused: they may vote on a page again, or be given others. Not those of a box
    that was opened."""
    with acting(Act.GIVE_PAPER, actor, conference) as found:
        held = [entry for entry in queries.open_entries(found, person) if entry.on_paper]
        back = [entry for entry in held if not entry.ballot.stopped_at]
        if held and not back:
            raise Refused(_("The papers are being counted: none is taken back any more."))
        for entry in back:
            entry.on_paper = entry.voted = False
            entry.save(update_fields=["on_paper", "voted"])
            _note(found, Verb.PAPER_TAKEN_BACK, actor, entry)


def _note(conference: Conference, verb: Verb, actor: Actor, entry: RollEntry) -> None:
    record(conference, verb, actor=actor.ref, ballot=entry.ballot_id, person=entry.membership.ref)


# The count


def open_count(*, actor: Actor, conference: Conference, ballot_id: int) -> None:
    """Stop the voting of this ballot, on pages and on paper, and open its box: whoever looks in knows a part of the
    result, so that nobody may vote after."""
    with acting(Act.OPEN_COUNT, actor, conference) as found:
        ballot = open_ballots(found).filter(pk=ballot_id).first()
        if ballot is None:
            raise Refused(_("This ballot is not open."))
        if ballot.stopped_at:
            return
        given = ballot.roll.filter(on_paper=True).count()
        if not given:
            raise Refused(_("Nobody was given a paper of this vote: there is no box to open."))
        ballot.stopped_at = clock.now()
        ballot.save(update_fields=["stopped_at"])
        BoxCount.objects.create(ballot=ballot, given=given)
        record(found, Verb.COUNT_OPENED, actor=actor.ref, ballot=ballot.pk, given=given)


def key_paper(
    *,
    actor: Actor,
    conference: Conference,
    ballot_id: int,
    number: int,
    marks: Mapping[int, str],
    reason: str = "",
) -> None:
    """Key in the next paper of the pile. Whoever keys in the first one is one of the two who key in the box."""
    with acting(Act.KEY_PAPERS, actor, conference) as found:
        box = _box(found, ballot_id)
        keying = _seat(box, actor.member)
        papers, keyed = _pile(box, keying), _paper(box, number, marks, reason)
        if keyed in papers:
            return
        _must_be_next(number, papers, box)
        _keep(box, keying, [*papers, keyed])


def undo_paper(*, actor: Actor, conference: Conference, ballot_id: int, number: int) -> None:
    """Take back the last paper that this person keyed in, which is the one of this number."""
    with acting(Act.KEY_PAPERS, actor, conference) as found:
        box = _box(found, ballot_id)
        keying = _seat(box, actor.member)
        papers = _pile(box, keying)
        if number == len(papers):
            _keep(box, keying, papers[:-1])


def finish_keying(*, actor: Actor, conference: Conference, ballot_id: int, number: int) -> None:
    """This person has keyed in all the papers, ``number`` of them."""
    with acting(Act.KEY_PAPERS, actor, conference) as found:
        box = _box(found, ballot_id)
        keying = _seat(box, actor.member)
        papers = len(_pile(box, keying))
        if papers != number:
            raise Refused(_("You have keyed in %d papers: look again before you say that it is all.") % papers)
        keying.done_at = clock.now()
        keying.save(update_fields=["done_at"])
        record(found, Verb.KEYING_DONE, actor=actor.ref, ballot=box.ballot_id)


def correct_paper(
    *,
    actor: Actor,
    conference: Conference,
    ballot_id: int,
    number: int,
    marks: Mapping[int, str],
    reason: str = "",
) -> None:
    """Key in again a paper on which the two differ, with the paper in hand. Each corrects their own keying alone: when
    they say the same, both have said it."""
    with acting(Act.KEY_PAPERS, actor, conference) as found:
        box = _box(found, ballot_id)
        keyings = queries.keyings_of(box)
        mine = next((each for each in keyings if each.keying.keyer_id == actor.member.pk), None)
        keyed = _paper(box, number, marks, reason)
        if mine is not None and keyed in mine.pile:
            return
        if mine is None or not queries.are_done(keyings) or number not in queries.differences_of(keyings):
            raise Refused(_("On this paper there is nothing to settle."))
        if number > mine.papers + 1:
            raise Refused(_("Key in paper %d first.") % (mine.papers + 1))
        mine.pile[number - 1 : number] = [keyed]
        _keep(box, mine.keying, mine.pile)
        if number not in queries.differences_of(keyings):
            record(found, Verb.DIFFERENCE_SETTLED, actor=actor.ref, ballot=box.ballot_id, paper=number)


def discard_keying(*, actor: Actor, conference: Conference, ballot_id: int, person: str) -> None:
    """Throw a keying away, so that this person or another keys the box in anew: one's own; anyone's by whoever settles
    the count."""
    with acting(Act.KEY_PAPERS, actor, conference) as found:
        if person != actor.member.ref:
            rules.require(Act.SETTLE_COUNT, actor, found)
        box = _box(found, ballot_id)
        if box.keyings.filter(keyer__ref=person).delete()[0]:
            record(found, Verb.KEYING_DISCARDED, actor=actor.ref, ballot=box.ballot_id, person=person)


def settle_count(*, actor: Actor, conference: Conference, ballot_id: int, shortfall: str = "") -> None:
    """Put the papers among those of the urn, under keys that nobody knows, and forget in which order they lay.

    ``shortfall`` says why there are fewer than were given. More than were given are never counted: nobody can tell
    which is one too many.
    """
    with acting(Act.SETTLE_COUNT, actor, conference) as found:
        box = _box(found, ballot_id)
        papers = _agreed(box)
        missing = box.given - len(papers)
        if missing and not shortfall:
            raise Refused(_("Say why there are fewer papers than people who were given one."))
        _drop(box, papers)
        box.keyings.all().delete()
        box.settled_at, box.papers = clock.now(), len(papers)
        box.shortfall = shortfall if missing else ""
        box.save(update_fields=["settled_at", "papers", "shortfall"])
        detail: dict[str, Any] = {"shortfall": box.shortfall} if missing else {}
        record(
            found,
            Verb.COUNT_SETTLED,
            actor=actor.ref,
            ballot=box.ballot_id,
            given=box.given,
            in_box=box.papers,
            **detail,
        )


def _agreed(box: BoxCount) -> pile.Pile:
    """What two people keyed in apart and alike."""
    keyings = queries.keyings_of(box)
    if not queries.are_done(keyings):
        raise Refused(_("Two people must have keyed in the whole box first."))
    if queries.differences_of(keyings):
        raise Refused(_("The two keyings differ: settle the differences first."))
    papers = keyings[0].pile
    if len(papers) > box.given:
        raise Refused(
            _("There are %(papers)d papers for %(given)d people who were given one: count them and key them in again.")
            % {"papers": len(papers), "given": box.given}
        )
    return papers


def _drop(box: BoxCount, papers: pile.Pile) -> None:
    ballot = box.ballot
    slips = urn.opened(bytes(ballot.urn), ballot=ballot.pk)
    for each in papers:
        key = receipts.key_of(receipts.new_secret(), ballot=ballot.pk, ref="")
        slips[key] = Slip(key, each.values, each.reason)
    ballot.urn = urn.sealed_for(ballot, slips.values())
    ballot.save(update_fields=["urn"])


def _box(conference: Conference, ballot_id: int) -> BoxCount:
    box = queries.box_of(conference, ballot_id)
    if box is None:
        raise Refused(_("This box is not being counted."))
    if box.settled_at:
        raise Refused(_("The count of this box is settled: its papers are in the urn."))
    return box


def _seat(box: BoxCount, person: Membership) -> Keying:
    """This person's keying, while it goes on; a new one where less than two people key in."""
    keying = box.keyings.filter(keyer=person).first()
    if keying is None:
        if box.keyings.count() == queries.KEYERS:
            raise Refused(_("Two people are keying in this box: to take over from one of them, discard their keying."))
        keying = Keying.objects.create(count=box, keyer=person)
    if keying.done_at:
        raise Refused(_("You said that this is all: to key in again, discard your keying."))
    return keying


def _pile(box: BoxCount, keying: Keying) -> pile.Pile:
    return pile.opened(keying.pile, box.ballot)


def _paper(box: BoxCount, number: int, marks: Mapping[int, str], reason: str) -> Slip:
    return pile.paper(number, [marks.get(option.pk, "") for option in queries.options_of(box)], reason)


def _must_be_next(number: int, papers: pile.Pile, box: BoxCount) -> None:
    if number <= len(papers):
        raise Refused(_("Paper %d is keyed in already: take back the last one to change it.") % number)
    if number > len(papers) + 1:
        raise Refused(_("Key in paper %d first.") % (len(papers) + 1))
    if number > box.ballot.on_roll:
        raise Refused(_("There are more papers in the box than people on the roll. Stop here, and call the guarantor."))


def _keep(box: BoxCount, keying: Keying, papers: pile.Pile) -> None:
    keying.pile = pile.sealed(papers, box.ballot)
    keying.save(update_fields=["pile"])
