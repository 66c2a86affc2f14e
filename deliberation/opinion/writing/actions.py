from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from deliberation.ballots import actions as ballots
from deliberation.conference.acting import acting
from deliberation.conference.methods import Outcome
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.opinion.models import Opinion, Section
from deliberation.opinion.queries import opinion_of
from deliberation.opinion.rules import why_not_write
from deliberation.opinion.writing import queries
from deliberation.opinion.writing.lots import drawn
from deliberation.opinion.writing.models import ChangeRequest, ChangeSupport, Drafter
from deliberation.opinion.writing.rules import why_not_draft, why_not_offer, why_not_support, why_not_withdraw

State = ChangeRequest.State


# Who writes


def offer_to_draft(*, actor: Actor, conference: Conference) -> None:
    """Offer to write the opinion in the drafting group. Again changes nothing."""
    with acting(Act.OFFER_TO_DRAFT, actor, conference) as locked:
        opinion = _opinion(locked)
        if Drafter.objects.filter(opinion=opinion, membership=actor.member).exists():
            return
        if sentence := why_not_offer(opinion):
            raise Refused(sentence)
        Drafter.objects.create(opinion=opinion, membership=actor.member, offered_at=clock.now())
        record(locked, Verb.DRAFTER_OFFERED, actor=actor.ref)


def take_back_offer(*, actor: Actor, conference: Conference) -> None:
    """Offer it no longer, while the list is open. Again changes nothing."""
    with acting(Act.OFFER_TO_DRAFT, actor, conference) as locked:
        opinion = _opinion(locked)
        mine = Drafter.objects.filter(opinion=opinion, membership=actor.member)
        if not mine.exists():
            return
        if sentence := why_not_offer(opinion):
            raise Refused(sentence)
        mine.delete()
        record(locked, Verb.DRAFTER_WITHDREW, actor=actor.ref)


def choose_drafters(*, actor: Actor, conference: Conference) -> None:
    """Close the list of those who offer to write. Where there are more than places, lots are drawn or the election
    opens, as the mandate says; else all of them are the group, and where nobody offers, everyone may write."""
    with acting(Act.CHOOSE_DRAFTERS, actor, conference) as locked:
        opinion = _opinion(locked)
        if sentence := why_not_offer(opinion):
            raise Refused(sentence)
        offers, mandate = list(queries.offers_of(opinion)), locked.mandate
        if len(offers) <= mandate.drafters:
            how = Drafter.Choice.ALL if offers else Drafter.Choice.NOBODY
            _choose(actor, opinion, offers, how=how.value, offered=len(offers))
        elif mandate.drafting is not None:
            ballots.open_drafters_ballot(actor=actor, conference=locked, drafters=offers)
        else:
            by_ref = {offer.membership.ref: offer for offer in offers}
            order = [by_ref[ref] for ref in drawn(by_ref, opinion.drafters_seed)]
            first, seed = order[: mandate.drafters], opinion.drafters_seed
            _choose(actor, opinion, first, how=Drafter.Choice.LOT.value, offered=len(offers), seed=seed)


def close_election(*, actor: Actor, conference: Conference) -> None:
    """Count the votes: who is elected is the drafting group."""
    with acting(Act.CHOOSE_DRAFTERS, actor, conference) as locked:
        opinion = _opinion(locked)
        ballot = queries.election_of(opinion)
        if ballot is None:
            raise Refused(_("The drafting group is not being elected."))
        ballots.close_ballot(actor=actor, conference=locked, ballot=ballot)
        options = list(ballot.options.select_related("drafter__membership").order_by("place", "position"))
        elected = [each.drafter for each in options if each.drafter and each.outcome == Outcome.ADOPTED]
        # Who has left the panel since the list was closed writes nothing.
        still = [each for each in elected if each.membership.ended_at is None]
        _choose(actor, opinion, still, how=Drafter.Choice.ELECTION.value, offered=len(options), ballot=ballot.pk)


def _choose(actor: Actor, opinion: Opinion, chosen: Sequence[Drafter], **detail: Any) -> None:
    Drafter.objects.filter(pk__in=[offer.pk for offer in chosen]).update(chosen=True)
    Opinion.objects.filter(pk=opinion.pk).update(drafters_chosen_at=clock.now())
    refs = " ".join(offer.membership.ref for offer in chosen)
    record(opinion.conference, Verb.DRAFTERS_CHOSEN, actor=actor.ref, chosen=refs, **detail)


def end_writing(*, actor: Actor, conference: Conference) -> None:
    """Refused while the group is being elected; what was being read aloud no longer is."""
    with acting(Act.END_ROUND, actor, conference) as locked:
        opinion = _opinion(locked)
        if queries.election_of(opinion) is not None:
            raise Refused(_("The drafting group is being elected: count the votes first."))
        Opinion.objects.filter(pk=opinion.pk).update(read_aloud="")


# What is asked to change


def ask_change(*, actor: Actor, conference: Conference, part: str, text: str, passage: str = "") -> ChangeRequest:
    """Ask the drafting group for a change of a part. The very same again changes nothing.

    The journal says that a citizen asked, not who.
    """
    with acting(Act.ASK_CHANGE, actor, conference) as locked:
        section = Section.objects.select_related("opinion").filter(opinion__conference=locked, part=part).first()
        if section is None:
            raise Refused(_("There is no such part of the opinion."))
        if sentence := why_not_write(section.opinion):
            raise Refused(sentence)
        words = {"section": section, "text": text, "passage": passage, "asked_by": actor.member}
        if found := ChangeRequest.objects.filter(**words, state=State.OPEN).first():
            return found
        request = ChangeRequest.objects.create(**words, asked_at=clock.now())
        _tell(Verb.CHANGE_ASKED, actor.role.value, request, {actor.member.ref})
        return request


def support_change(*, actor: Actor, conference: Conference, change_id: int) -> None:
    """Want a change that somebody asked for. Again changes nothing."""
    with acting(Act.SUPPORT_CHANGE, actor, conference) as locked:
        request = _request(locked, change_id)
        if ChangeSupport.objects.filter(request=request, membership=actor.member).exists():
            return
        if sentence := why_not_support(actor, request):
            raise Refused(sentence)
        ChangeSupport.objects.create(request=request, membership=actor.member)
        _tell(Verb.CHANGE_SUPPORTED, actor.role.value, request, {actor.member.ref})


def take_back_support(*, actor: Actor, conference: Conference, change_id: int) -> None:
    """Want it no longer. Again changes nothing."""
    with acting(Act.SUPPORT_CHANGE, actor, conference) as locked:
        request = _request(locked, change_id)
        mine = ChangeSupport.objects.filter(request=request, membership=actor.member)
        if not mine.exists():
            return
        if sentence := why_not_support(actor, request):
            raise Refused(sentence)
        mine.delete()
        _tell(Verb.CHANGE_SUPPORTED, actor.role.value, request, {actor.member.ref})


def withdraw_change(*, actor: Actor, conference: Conference, change_id: int) -> None:
    """Withdraw what one asked for, while it waits. Again changes nothing."""
    with acting(Act.WITHDRAW_CHANGE, actor, conference) as locked:
        request = _request(locked, change_id)
        if request.state == State.WITHDRAWN and request.asked_by_id == actor.member.pk:
            return
        if sentence := why_not_withdraw(actor, request):
            raise Refused(sentence)
        request.state = State.WITHDRAWN
        request.save(update_fields=["state"])
        _tell(Verb.CHANGE_WITHDRAWN, actor.role.value, request, _wanted_by(request))


def answer_change(*, actor: Actor, conference: Conference, change_id: int, state: str, answer: str = "") -> None:
    """The drafting group says what became of a request: done, or not done and why. The same answer again changes
    nothing."""
    with acting(Act.ANSWER_CHANGE, actor, conference) as locked:
        request = _request(locked, change_id)
        if sentence := why_not_draft(actor, request.section.opinion):
            raise Refused(sentence)
        if (request.state, request.answer) == (state, answer):
            return
        if request.state != State.OPEN:
            raise Refused(_("This request has its answer already."))
        if state not in {State.DONE, State.DECLINED}:
            raise Refused(_("Say whether it is done or not."))
        if state == State.DECLINED and not answer:
            raise Refused(_("Say why it is not done: whoever asked wants to know."))
        request.state, request.answer = state, answer
        request.answered_by, request.answered_at = actor.member, clock.now()
        request.save(update_fields=["state", "answer", "answered_by", "answered_at"])
        _tell(Verb.CHANGE_ANSWERED, actor.ref, request, _wanted_by(request), state=state)


def _wanted_by(request: ChangeRequest) -> set[str]:
    return {request.asked_by.ref}


def _tell(verb: Verb, actor: str, request: ChangeRequest, people: Iterable[str], **detail: Any) -> None:
    """It stands on the pages of the group, and of ``people``."""
    opinion = request.section.opinion
    whose = queries.refs_of_group(opinion) | frozenset(people)
    record(opinion.conference, verb, actor=actor, whose=whose, part=request.section.part, change=request.pk, **detail)


# The read-through


def read_on(*, actor: Actor, conference: Conference, place: str) -> None:
    """Read this part of the opinion now, in the room and on every page; ``end``: none any more. The one that is being
    read already stays."""
    with acting(Act.READ_THROUGH, actor, conference) as locked:
        opinion = _opinion(locked)
        if place != END and place not in {each.key for each in queries.places_of(opinion)}:
            raise Refused(_("There is no such part of the opinion."))
        reading = "" if place == END else place
        if Opinion.objects.filter(pk=opinion.pk).exclude(read_aloud=reading).update(read_aloud=reading):
            record(
                locked,
                Verb.READ_THROUGH_MOVED,
                actor=actor.ref,
                whose=queries.refs_of_group(opinion),
                reading=reading,
            )


END = "end"


def _opinion(conference: Conference) -> Opinion:
    opinion = opinion_of(conference)
    if opinion is None:
        raise Refused(_("There is no opinion yet: open a writing round first."))
    return opinion


def _request(conference: Conference, change_id: int) -> ChangeRequest:
    found = ChangeRequest.objects.select_related("section__opinion", "asked_by")
    request = found.filter(section__opinion__conference=conference, pk=change_id).first()
    if request is None:
        raise Refused(_("There is no such request."))
    return request
