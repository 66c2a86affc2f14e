import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from deliberation.accounts.letters import wrapped
from deliberation.accounts.models import User
from deliberation.accounts.signing_in import person_with_proven_email
from deliberation.conference import rules
from deliberation.conference.acting import acting
from deliberation.conference.models import Conference, Invitation, Mandate, Membership
from deliberation.conference.queries import stated
from deliberation.conference.rules import OPERATOR, Actor
from deliberation.conference.stages import Act, Role, Stage
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused

INVITATION_LASTS = timedelta(days=30)


def create_conference(*, actor: Actor, conference: Conference, mandate: Mandate) -> Conference:
    """Save a new conference with its mandate. Only the operator founds a conference."""
    if actor != OPERATOR:
        raise Refused(_("Only the operator of the server can found a conference."))
    with transaction.atomic():
        conference.created_at = clock.now()
        conference.save()
        mandate.conference = conference
        for rule in (mandate.proposals, mandate.amendments, mandate.adoption, mandate.drafting):
            if rule is not None:
                rule.save()
        mandate.save()
        record(conference, Verb.CONFERENCE_CREATED, actor=actor.ref, scenario=conference.scenario)
    return conference


def freeze_mandate(*, actor: Actor, conference: Conference) -> None:
    """From the first sitting on, the rules of decision no longer change. Doing it again changes nothing."""
    with acting(Act.OPEN_SITTING, actor, conference):
        if Mandate.objects.filter(conference=conference, frozen_at=None).update(frozen_at=clock.now()):
            mandate = Mandate.objects.get(conference=conference)
            record(
                conference,
                Verb.MANDATE_FROZEN,
                actor=actor.ref,
                **{
                    f"{kind}_{name}": value
                    for kind in ("proposals", "amendments", "adoption")
                    for name, value in stated(getattr(mandate, kind)).items()
                },
                amendment_support=str(mandate.amendment_support),
                consensus=str(mandate.consensus or ""),
                hearing_answer_days=mandate.hearing_answer_days,
                drafters=mandate.drafters,
                drafting="election" if mandate.drafting else "lot" if mandate.drafters else "everyone",
            )


def enter_stage(
    *, actor: Actor, conference: Conference, act: Act, stage: Stage, ends_at: datetime | None = None
) -> None:
    """Move the conference on; ``act`` is the act that moves it, whose rule decides."""
    with acting(act, actor, conference) as locked:
        locked.stage, locked.stage_ends_at = stage, ends_at
        locked.save(update_fields=["stage", "stage_ends_at"])
        record(locked, Verb.STAGE_ENTERED, actor=actor.ref, stage=stage.value)


def join(*, actor: Actor, conference: Conference, user: User, role: Role, name: str, place: str = "") -> Membership:
    """Give a person their one role in this conference. Refused when they hold another one here."""
    with acting(Act.INVITE, actor, conference) as locked:
        return _admit(locked, user, role, name, place, by=actor.ref)


def _admit(conference: Conference, user: User, role: Role, name: str, place: str, *, by: str) -> Membership:
    membership, created = Membership.objects.get_or_create(
        conference=conference, user=user, defaults={"role": role, "name": name, "place": place}
    )
    if membership.role != role or membership.ended_at:
        raise Refused(_("This person already has another role in this conference."))
    if created:
        record(conference, Verb.PERSON_JOINED, actor=by, person=membership.ref, role=role.value)
    return membership


def remove_person(*, actor: Actor, conference: Conference, membership: Membership) -> None:
    """End a membership. What the person did stays, what they read is forgotten; their pages and sockets close."""
    with acting(Act.REMOVE, actor, conference):
        if membership.conference_id != conference.pk:
            raise Refused(_("There is no such person in this conference."))
        if sentence := rules.why_not_appoint(actor, Role(membership.role)):
            raise Refused(sentence)
        if Membership.objects.filter(pk=membership.pk, ended_at=None).update(ended_at=clock.now()):
            # What they had read was theirs alone.
            membership.bookmarks.all().delete()
            membership.sheet_bookmarks.all().delete()
            membership.readings.all().delete()
            record(conference, Verb.PERSON_REMOVED, actor=actor.ref, person=membership.ref)


def choose_name(*, actor: Actor, conference: Conference, called: str) -> None:
    """How I am called at my table; nothing brings back the name I was given. The same name again changes nothing."""
    with acting(Act.CHOOSE_NAME, actor, conference):
        called = "" if called == actor.member.name else called
        if Membership.objects.filter(pk=actor.member.pk).exclude(called=called).update(called=called):
            record(conference, Verb.NAME_CHOSEN, actor=actor.ref, person=actor.member.ref)


def invite(
    *, actor: Actor, conference: Conference, email: str, role: Role, name: str, place: str = "", language: str = ""
) -> str:
    """Send an invitation by mail, in this language or else the conference's; returns its address, shown nowhere
    else."""
    if role in rules.NOT_INVITED:
        raise Refused(_("This role is not given by invitation."))
    if sentence := rules.why_not_appoint(actor, role):
        raise Refused(sentence)
    token = secrets.token_urlsafe(24)
    link = settings.BASE_URL + reverse("invitation", args=[token])
    expires_at = clock.now() + INVITATION_LASTS
    with acting(Act.INVITE, actor, conference):
        Invitation.objects.create(
            conference=conference,
            email=email.lower(),
            role=role,
            name=name,
            place=place,
            token_hash=hash_of(token),
            expires_at=expires_at,
        )
        record(conference, Verb.PERSON_INVITED, actor=actor.ref, role=role.value)
        with translation.override(language or conference.language):
            context = {
                "conference": conference,
                "role": role.label,
                "name": name,
                "link": link,
                "expires": expires_at,
                "sheet": settings.BASE_URL + reverse("conference", args=[conference.slug]),
            }
            text = wrapped(render_to_string("conference/mail/invitation.txt", context))
            subject = _("Invitation: %s") % conference.title
        transaction.on_commit(lambda: send_mail(subject, text, None, [email]))
    return link


def accept_invitation(*, token: str) -> Membership:
    """Join by the link of an invitation, once. Reading its mail proves the address."""
    with transaction.atomic():
        invitation = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("conference")
            .filter(token_hash=hash_of(token))
            .first()
        )
        if invitation is None or invitation.accepted_at or invitation.expires_at < clock.now():
            raise Refused(_("This invitation was used already or is no longer valid."))
        invitation.accepted_at = clock.now()
        invitation.save(update_fields=["accepted_at"])
        return _admit(
            invitation.conference,
            person_with_proven_email(invitation.email),
            Role(invitation.role),
            invitation.name,
            invitation.place,
            by="invitation",
        )


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
