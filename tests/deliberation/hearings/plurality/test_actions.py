"""Who may be heard: what is declared, what the committee decides, who is scheduled."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from deliberation.conference.actions import invite
from deliberation.conference.models import Conference, Invitation, Membership
from deliberation.conference.rules import OPERATOR, Actor
from deliberation.conference.stages import Role, Stage
from deliberation.dossier.actions import add_document
from deliberation.dossier.queries import hearings_to_choose
from deliberation.hearings.actions import begin_hearing, end_hearing
from deliberation.hearings.models import Expert, Hearing
from deliberation.hearings.plurality import actions
from deliberation.hearings.plurality.forms import ScheduleForm
from deliberation.hearings.plurality.models import Decision, Side
from deliberation.hearings.plurality.queries import (
    decision_on,
    decision_on_programme,
    decisions_of,
    has_committee,
    programme_changed_since,
    refused_documents,
)
from deliberation.hearings.plurality.rules import why_not_begin, why_not_schedule
from deliberation.hearings.plurality.wording import about_said
from deliberation.hearings.requests.models import HearingRequest
from deliberation.hearings.requests.wording import heard_said
from deliberation.journal.models import Entry
from deliberation.kernel import clock
from deliberation.kernel.errors import Conflict, Refused
from sessions.record.names import names_in
from tests.cast import enter, set_stage

pytestmark = pytest.mark.usefixtures("english")


def expert_in(conference: Conference, key: str = "water", **more: Any) -> Expert:
    given = {"title": f"Expert {key}", "affiliation": "Université", "viewpoint": "Oui.", "works_for_organiser": False}
    return Expert.objects.create(conference=conference, key=key, **given | more)


def declared(expert: Expert) -> Expert:
    expert.declared_at, expert.declared_how = clock.now(), Expert.Declared.PROGRAMME
    expert.save()
    return expert


def refused(act: Callable[..., object], **given: Any) -> str:
    with pytest.raises(Refused) as caught:
        act(**given)
    return str(caught.value)


def verbs() -> list[str]:
    return list(Entry.objects.filter(verb__startswith="hearings:").order_by("pk").values_list("verb", flat=True))


def decide(steering: Actor, conference: Conference, expert: Expert, *, approved: bool, **more: Any) -> None:
    actions.decide_expert(
        actor=steering, conference=conference, expert_id=expert.pk, approved=approved, reason="Parce que.", **more
    )


# Named


def test_whoever_works_for_an_organiser_is_named_so_wherever_no_mark_can_stand(
    conference: Conference, steering: Actor
) -> None:
    tied, free = expert_in(conference, "ministry", works_for_organiser=True), expert_in(conference, "water")
    decide(steering, conference, tied, approved=False)
    hearings = [Hearing.objects.create(conference=conference, expert=expert) for expert in (tied, free)]
    request = HearingRequest(state=HearingRequest.State.ACCEPTED, hearing=hearings[0])
    named = "Expert ministry (works for an organiser or the sponsor)"
    choices = ScheduleForm(conference=conference).fields["expert_id"].choices  # type: ignore[attr-defined]
    assert [label for _value, label in choices] == ["Choose", named, "Expert water"]
    assert [label for _pk, label in hearings_to_choose(conference)] == [named, "Expert water"]
    assert [about_said(each) for each in decisions_of(conference)] == [named]
    assert heard_said(request, [hearings[0].pk]) == f"Heard: {named}."
    # In the journal too, in the language of who reads it.
    assert names_in(conference, [{"expert": tied.pk}, {"expert": free.pk}]) == {
        ("expert", tied.pk): named,
        ("expert", free.pk): "Expert water",
    }


# Proposed, and declared


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.STEERING])
def test_an_expert_is_proposed_with_a_key_of_their_own(role: Role, conference: Conference) -> None:
    actor = enter(conference, role)
    expert_in(conference, "expert-7-infirmiere")
    found = actions.propose_expert(
        actor=actor, conference=conference, title="Expert 7, infirmière", affiliation="Hôpital", viewpoint="Non."
    )
    assert (found.key, found.works_for_organiser, found.declared_at) == ("expert-7-infirmiere-2", False, None)
    again = {"title": found.title, "affiliation": "A", "viewpoint": "V"}
    sentence = "There is an expert of that title already: say what tells them apart."
    assert refused(actions.propose_expert, actor=actor, conference=conference, **again) == sentence
    assert verbs() == ["hearings:expert-proposed"]


def test_an_expert_declares_their_own_interests_and_nobody_elses(conference: Conference, expert: Actor) -> None:
    mine, other = expert_in(conference), expert_in(conference, "law")
    expert.member.place = "water"
    expert.member.save()
    say = {"actor": expert, "conference": conference, "interests": "Des parts dans une mine."}
    sentence = "An expert declares their own interests, and nobody else’s."
    assert refused(actions.declare_interests, **say, expert_id=other.pk) == sentence
    for _ in range(2):
        actions.declare_interests(**say, expert_id=mine.pk)
    mine.refresh_from_db()
    assert (mine.interests, mine.declared_how) == ("Des parts dans une mine.", "self")
    assert verbs() == ["hearings:interests-declared"]
    assert "mine" not in Entry.objects.get(verb="hearings:interests-declared").detail


def test_a_facilitator_keys_in_on_their_behalf_and_it_says_so(conference: Conference, facilitator: Actor) -> None:
    found = expert_in(conference)
    say = {"actor": facilitator, "conference": conference, "expert_id": found.pk}
    for wrong in ({"interests": "X", "none": True}, {"interests": "", "none": False}):
        sentence = "Say what the interests are, or that there are none: one of the two."
        assert refused(actions.declare_interests, **say, **wrong) == sentence
    actions.declare_interests(**say, none=True)
    found.refresh_from_db()
    assert (found.interests, found.declared_how, found.declared_at is None) == ("", "behalf", False)


# Corrected


def correct(actor: Actor, conference: Conference, expert: Expert, **more: Any) -> None:
    given = {"title": expert.title, **expert.described} | more
    actions.correct_expert(actor=actor, conference=conference, expert_id=expert.pk, **given)


@pytest.mark.parametrize("role", [r for r in Role if r != Role.OPERATOR])
def test_whoever_may_propose_an_expert_corrects_what_is_said_of_them(role: Role, conference: Conference) -> None:
    actor, found = enter(conference, role), declared(expert_in(conference))
    if role not in {Role.FACILITATOR, Role.STEERING}:
        refused(correct, actor=actor, conference=conference, expert=found, affiliation="Ministère")
        assert verbs() == []
        return
    for _again in range(2):
        correct(actor, conference, found, affiliation="Ministère", works_for_organiser=True)
    new = Expert.objects.get(pk=found.pk)
    assert new.described == {"affiliation": "Ministère", "viewpoint": "Oui.", "works_for_organiser": True}
    # What they declared is their own.
    assert (new.key, new.title, new.declared_at) == (found.key, found.title, found.declared_at)
    assert verbs() == ["hearings:expert-corrected"]
    assert "Ministère" not in Entry.objects.get(verb="hearings:expert-corrected").detail


def test_a_correction_takes_nobody_elses_title_and_overwrites_nobody_elses_correction(
    conference: Conference, facilitator: Actor
) -> None:
    other, found = expert_in(conference, "law"), expert_in(conference)
    sentence = "There is an expert of that title already: say what tells them apart."
    assert refused(correct, actor=facilitator, conference=conference, expert=found, title=other.title) == sentence
    read = found.wording
    correct(facilitator, conference, found, viewpoint="Non.", wording=read)
    with pytest.raises(Conflict, match="What is said of this expert was corrected meanwhile") as refusal:
        correct(facilitator, conference, found, viewpoint="Peut-être.", wording=read)
    found.refresh_from_db()
    assert (refusal.value.current, refusal.value.wording) == ("Expert water\n\nUniversité\n\nNon.", found.wording)
    assert found.viewpoint == "Non."


@pytest.mark.parametrize(
    ("new", "former"),
    [
        ({"title": "Hydrologue"}, False),
        ({"affiliation": "Ministère"}, True),
        ({"viewpoint": "Non."}, True),
        ({"works_for_organiser": True}, True),
    ],
)
def test_a_decision_is_on_what_was_said_when_it_was_taken(
    new: dict[str, Any], former: bool, conference: Conference, steering: Actor, facilitator: Actor
) -> None:
    found = declared(expert_in(conference))
    hearing = Hearing.objects.create(conference=conference, expert=found)
    decide(steering, conference, found, approved=True)
    correct(facilitator, conference, found, **new)
    found.refresh_from_db()
    hearing = Hearing.objects.get(pk=hearing.pk)
    anew = "What is said of this expert was corrected: the steering committee must decide anew before"
    assert (why_not_schedule(found, conference), why_not_begin(hearing, conference)) == (
        (f"{anew}.", f"{anew} the hearing begins.") if former else ("", "")
    )
    named = f"{found.named}, of whom something else was said then" if former else found.named
    assert [about_said(each) for each in decisions_of(conference)] == [named]
    # In the very words of the first, which is on something else.
    decide(steering, conference, found, approved=True, acknowledged=found.works_for_organiser)
    assert (why_not_schedule(found, conference), why_not_begin(hearing, conference)) == ("", "")
    assert Decision.objects.count() == 1 + former


def test_a_refusal_is_not_undone_by_a_correction(conference: Conference, steering: Actor, facilitator: Actor) -> None:
    found = declared(expert_in(conference))
    hearing = Hearing.objects.create(conference=conference, expert=found)
    decide(steering, conference, found, approved=False)
    correct(facilitator, conference, found, viewpoint="Non.")
    hearing = Hearing.objects.get(pk=hearing.pk)
    assert (why_not_schedule(hearing.heard, conference), why_not_begin(hearing, conference)) == (
        "The steering committee refused this expert: they cannot be scheduled until it approves them.",
        "The steering committee refused this expert: the hearing cannot begin until it approves them.",
    )


def test_nobody_waits_for_a_committee_that_is_no_more(
    conference: Conference, steering: Actor, facilitator: Actor
) -> None:
    found = declared(expert_in(conference))
    hearing = Hearing.objects.create(conference=conference, expert=found)
    decide(steering, conference, found, approved=True)
    correct(facilitator, conference, found, viewpoint="Non.")
    Membership.objects.filter(pk=steering.member.pk).update(ended_at=clock.now())
    hearing = Hearing.objects.get(pk=hearing.pk)
    assert (why_not_schedule(hearing.heard, conference), why_not_begin(hearing, conference)) == ("", "")


def test_the_committee_reads_a_correction_before_it_decides(
    conference: Conference, steering: Actor, facilitator: Actor
) -> None:
    found = expert_in(conference)
    read = found.wording
    correct(facilitator, conference, found, viewpoint="Non.")
    with pytest.raises(Conflict, match="corrected meanwhile: read it, then decide") as refusal:
        decide(steering, conference, found, approved=True, version=0, wording=read)
    assert refusal.value.version == 0
    decide(steering, conference, found, approved=True, version=0, wording=refusal.value.wording)
    assert list(Decision.objects.values_list("viewpoint", flat=True)) == ["Non."]


# Decided


def test_a_later_decision_replaces_an_earlier_one_and_both_are_kept(conference: Conference, steering: Actor) -> None:
    found = expert_in(conference)
    decide(steering, conference, found, approved=False)
    decide(steering, conference, found, approved=True)
    standing = decision_on(found)
    assert standing
    assert standing.approved
    assert list(Decision.objects.order_by("pk").values_list("approved", flat=True)) == [False, True]
    assert verbs() == ["hearings:expert-decided"] * 2


def test_the_same_decision_is_taken_once_and_one_that_another_crossed_is_not_taken(
    conference: Conference, steering: Actor
) -> None:
    other, found = enter(conference, Role.STEERING, "other"), expert_in(conference)
    say: dict[str, Any] = {"conference": conference, "expert_id": found.pk, "reason": "R", "version": 0}
    for _again in range(2):
        actions.decide_expert(actor=steering, **say, approved=True)
    with pytest.raises(Conflict, match="The committee has decided on this meanwhile") as refusal:
        actions.decide_expert(actor=other, **say, approved=False)
    standing = decision_on(found)
    assert standing
    assert (refusal.value.current, refusal.value.version) == ("Approved\n\nR", standing.pk)
    assert verbs() == ["hearings:expert-decided"]
    # Having read it, they may.
    actions.decide_expert(actor=other, **say | {"version": standing.pk}, approved=False)
    assert list(Decision.objects.order_by("pk").values_list("approved", flat=True)) == [True, False]


def test_a_programme_that_changed_is_decided_on_again_in_the_same_words(
    conference: Conference, steering: Actor
) -> None:
    for _again in range(2):
        actions.decide_programme(actor=steering, conference=conference, approved=True, reason="R")
    assert Decision.objects.count() == 1
    Hearing.objects.create(conference=conference, expert=expert_in(conference), scheduled_at=clock.now())
    for _again in range(2):
        actions.decide_programme(actor=steering, conference=conference, approved=True, reason="R")
    assert Decision.objects.count() == 2


def test_a_link_to_an_organiser_is_acknowledged_or_not_approved(conference: Conference, steering: Actor) -> None:
    tied = expert_in(conference, works_for_organiser=True)
    say = {"actor": steering, "conference": conference, "expert_id": tied.pk, "reason": "R"}
    sentence = "This expert works for an organiser or the sponsor: say that the committee knows it."
    assert refused(actions.decide_expert, **say, approved=True) == sentence
    actions.decide_expert(**say, approved=False)
    actions.decide_expert(**say, approved=True, acknowledged=True)
    assert list(Decision.objects.order_by("pk").values_list("acknowledged", flat=True)) == [False, True]
    details = list(Entry.objects.filter(verb="hearings:expert-decided").order_by("pk").values_list("detail", flat=True))
    assert ['"acknowledged":true' in each for each in details] == [False, True]


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.STEERING, Role.OPERATOR}])
def test_only_the_committee_decides(role: Role, conference: Conference) -> None:
    found, actor = expert_in(conference), enter(conference, role)
    say = {"actor": actor, "conference": conference, "approved": True, "reason": "R"}
    refused(actions.decide_expert, **say, expert_id=found.pk)
    refused(actions.decide_programme, **say)
    refused(actions.decide_document, **say, document_id=1)
    assert not Decision.objects.exists()


def test_nothing_is_decided_of_another_conference(
    conference: Conference, other_conference: Conference, steering: Actor
) -> None:
    elsewhere = expert_in(other_conference)
    say = {"actor": steering, "conference": conference, "approved": True, "reason": "R"}
    sentence = "There is no such expert in this conference."
    assert refused(actions.decide_expert, **say, expert_id=elsewhere.pk) == sentence
    assert refused(actions.decide_document, **say, document_id=1) == "There is no such document in the dossier."
    assert refused_documents(conference) == frozenset()


# Scheduled


@pytest.fixture
def vacant(conference: Conference) -> Hearing:
    return Hearing.objects.create(conference=conference)


def test_nobody_is_scheduled_without_a_declaration(vacant: Hearing, conference: Conference, facilitator: Actor) -> None:
    found = expert_in(conference)
    say = {"actor": facilitator, "conference": conference, "hearing_id": vacant.pk}
    sentence = "This expert has not declared their interests: they cannot be scheduled before."
    assert refused(actions.schedule_hearing, **say, expert_id=found.pk) == sentence
    assert why_not_begin(vacant, conference) == (
        "Nobody is scheduled for this hearing yet: schedule an expert, or leave the round out."
    )
    declared(found)
    for _ in range(2):
        actions.schedule_hearing(**say, expert_id=found.pk)
    vacant.refresh_from_db()
    assert (vacant.expert, why_not_begin(vacant, conference)) == (found, "")
    assert verbs() == ["hearings:scheduled"]
    other = declared(expert_in(conference, "law"))
    sentence = "Somebody is scheduled for this hearing already."
    assert refused(actions.schedule_hearing, **say, expert_id=other.pk) == sentence


def test_a_hearing_that_has_not_begun_is_given_to_another_expert(
    vacant: Hearing, conference: Conference, facilitator: Actor
) -> None:
    first, second = declared(expert_in(conference)), declared(expert_in(conference, "law"))
    say = {"actor": facilitator, "conference": conference, "hearing_id": vacant.pk}
    actions.schedule_hearing(**say, expert_id=first.pk)
    document = add_document(
        actor=facilitator, conference=conference, title="Relevé", source="Mairie", text="Dix.", hearing_id=vacant.pk
    )
    sentence = "Somebody is scheduled for this hearing already."
    assert refused(actions.schedule_hearing, **say, expert_id=second.pk, instead_of=second.pk + 1) == sentence
    for _again in range(2):
        actions.schedule_hearing(**say, expert_id=second.pk, instead_of=first.pk)
    vacant.refresh_from_db()
    document.refresh_from_db()
    assert (vacant.expert, document.hearing) == (second, None)
    assert verbs() == ["hearings:scheduled"] * 2
    assert f'"instead_of":{first.pk}' in Entry.objects.filter(verb="hearings:scheduled").latest("pk").detail


def test_whoever_the_committee_approved_keeps_their_hearing_and_whoever_it_refused_does_not(
    conference: Conference, steering: Actor, facilitator: Actor
) -> None:
    first, second = declared(expert_in(conference)), declared(expert_in(conference, "law"))
    hearing = Hearing.objects.create(conference=conference, expert=first)
    say = {"actor": facilitator, "conference": conference, "hearing_id": hearing.pk, "instead_of": first.pk}
    for each in (first, second):
        decide(steering, conference, each, approved=True)
    actions.decide_programme(actor=steering, conference=conference, approved=True, reason="R")
    sentence = "The steering committee approved this expert: it refuses them before somebody else has this hearing."
    assert refused(actions.schedule_hearing, **say, expert_id=second.pk) == sentence
    decide(steering, conference, first, approved=False)
    actions.schedule_hearing(**say, expert_id=second.pk)
    hearing.refresh_from_db()
    standing = decision_on_programme(conference)
    assert standing
    # The programme is another one than the committee read.
    assert (hearing.expert, programme_changed_since(conference, standing)) == (second, True)


def test_a_hearing_that_has_begun_stays_with_who_is_heard(
    conference: Conference, facilitator: Actor, steering: Actor
) -> None:
    first, second = declared(expert_in(conference)), declared(expert_in(conference, "law"))
    hearing = Hearing.objects.create(conference=conference, expert=first)
    decide(steering, conference, second, approved=True)
    set_stage(conference, Stage.PAUSE)
    begin_hearing(actor=facilitator, conference=conference, hearing=hearing)
    set_stage(conference, Stage.HEARING)
    end_hearing(actor=facilitator, conference=conference)
    decide(steering, conference, first, approved=False)
    say = {"actor": facilitator, "conference": conference, "hearing_id": hearing.pk, "instead_of": first.pk}
    sentence = "This hearing has begun: it stays with who is heard."
    assert refused(actions.schedule_hearing, **say, expert_id=second.pk) == sentence


def test_where_there_is_a_committee_its_approval_is_needed(conference: Conference, steering: Actor) -> None:
    found = declared(expert_in(conference, works_for_organiser=True))
    assert why_not_schedule(found, conference) == "The steering committee has not decided on this expert yet."
    decide(steering, conference, found, approved=False)
    sentence = "The steering committee refused this expert: they cannot be scheduled until it approves them."
    assert why_not_schedule(found, conference) == sentence
    decide(steering, conference, found, approved=True, acknowledged=True)
    assert why_not_schedule(found, conference) == ""
    Decision.objects.update(acknowledged=False)
    assert why_not_schedule(found, conference) == (
        "The steering committee has not acknowledged that this expert works for an organiser or the sponsor."
    )


def test_a_refusal_stands_also_when_nobody_is_on_the_committee_any_more(
    conference: Conference, steering: Actor
) -> None:
    found = declared(expert_in(conference))
    decide(steering, conference, found, approved=False)
    Membership.objects.filter(pk=steering.member.pk).update(ended_at=clock.now())
    assert why_not_schedule(found, conference) == (
        "The steering committee refused this expert: they cannot be scheduled until it approves them."
    )


def test_a_committee_that_is_invited_is_one_until_its_invitation_is_over(conference: Conference) -> None:
    assert not has_committee(conference)
    invite(actor=OPERATOR, conference=conference, email="a@example.org", role=Role.STEERING, name="A")
    assert has_committee(conference)
    Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert not has_committee(conference)


def test_whoever_works_for_an_organiser_is_heard_once_the_committee_says_that_it_knows(
    conference: Conference, steering: Actor
) -> None:
    """Also whoever was in the programme from the start; where there is no committee, nobody has to know."""
    hearing = Hearing.objects.create(conference=conference, expert=expert_in(conference, works_for_organiser=True))
    sentence = (
        "This expert works for an organiser or the sponsor: the hearing cannot begin until the steering committee "
        "approves them and says that it knows."
    )
    assert why_not_begin(hearing, conference) == sentence
    decide(steering, conference, hearing.heard, approved=True, acknowledged=True)
    assert why_not_begin(hearing, conference) == ""
    Decision.objects.update(acknowledged=False)
    assert why_not_begin(hearing, conference) == sentence
    Membership.objects.filter(pk=steering.member.pk).update(ended_at=clock.now())
    assert why_not_begin(hearing, conference) == ""


def test_a_refusal_stops_the_hearing_and_silence_does_not(conference: Conference, steering: Actor) -> None:
    hearing = Hearing.objects.create(conference=conference, expert=expert_in(conference))
    assert why_not_begin(hearing, conference) == ""
    decide(steering, conference, hearing.heard, approved=False)
    sentence = "The steering committee refused this expert: the hearing cannot begin until it approves them."
    assert why_not_begin(hearing, conference) == sentence
    decide(steering, conference, hearing.heard, approved=True)
    for approved, said in (
        (False, "The steering committee refused the programme: no hearing begins until it approves it."),
        (True, ""),
    ):
        actions.decide_programme(actor=steering, conference=conference, approved=approved, reason="R")
        assert why_not_begin(hearing, conference) == said
    standing = decision_on_programme(conference)
    assert standing
    assert standing.approved


# The sides of the question


def test_the_committee_names_the_sides_and_facilitators_where_there_is_none(
    conference: Conference, facilitator: Actor
) -> None:
    found = expert_in(conference)
    say = {"actor": facilitator, "conference": conference}
    side = actions.name_side(**say, label="Partager")
    assert actions.name_side(**say, label="Partager") == side
    actions.place_expert(**say, expert_id=found.pk, side=side.pk)
    found.refresh_from_db()
    assert (found.side, refused(actions.place_expert, **say, expert_id=found.pk, side=side.pk + 1)) == (
        side,
        "There is no such side.",
    )
    steering = enter(conference, Role.STEERING)
    sentence = "The steering committee says which sides the question has."
    assert refused(actions.name_side, **say, label="Interdire") == sentence
    actions.name_side(actor=steering, conference=conference, label="Interdire")
    assert list(Side.objects.values_list("label", flat=True)) == ["Partager", "Interdire"]
    assert verbs() == ["hearings:side-named", "hearings:expert-placed", "hearings:side-named"]


def test_nothing_of_it_changes_once_the_opinion_is_signed(conference: Conference, steering: Actor) -> None:
    found = expert_in(conference)
    set_stage(conference, Stage.SIGNING)
    sentence = "This is not possible at this moment of the conference."
    say = {"actor": steering, "conference": conference, "approved": True, "reason": "R"}
    assert refused(actions.decide_expert, **say, expert_id=found.pk) == sentence
