"""Founding, inviting, joining, removing, and the freezing of the mandate."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from deliberation.accounts.models import User
from deliberation.conference import actions
from deliberation.conference.models import Conference, Invitation, Mandate, Membership, Rule
from deliberation.conference.queries import stated
from deliberation.conference.rules import NOT_INVITED, OPERATOR, Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel import actions as panel
from deliberation.panel.models import Panellist
from sessions.sittings.actions import close_sitting, open_sitting
from tests.cast import HALF, enter, found_conference
from tests.hall import Hall

PERSONS = [role for role in Role if role != Role.OPERATOR]
Committed = Callable[..., object]


def verbs(conference: Conference) -> list[str]:
    return list(Entry.objects.filter(conference=conference).order_by("number").values_list("verb", flat=True))


def invited(conference: Conference, by: Actor, role: Role = Role.CITIZEN, email: str = "new@example.org") -> str:
    """The token of a fresh invitation."""
    link = actions.invite(actor=by, conference=conference, email=email, role=role, name="Nouvelle personne")
    return link.rstrip("/").rpartition("/")[2]


# Founding


@pytest.mark.parametrize("role", PERSONS)
def test_nobody_but_the_operator_founds_a_conference(role: Role, conference: Conference) -> None:
    with pytest.raises(Refused):
        actions.create_conference(actor=enter(conference, role), conference=Conference(slug="coup"), mandate=Mandate())
    assert list(Conference.objects.values_list("slug", flat=True)) == ["eau"]


def test_a_conference_begins_its_own_journal(conference: Conference) -> None:
    assert (verbs(conference), conference.stage) == (["conference:created"], "preparation")


def test_a_conference_that_cannot_be_saved_leaves_nothing(conference: Conference) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        found_conference("eau")
    assert (Conference.objects.count(), Mandate.objects.count(), Entry.objects.count()) == (1, 1, 1)


# Joining


@pytest.mark.parametrize("second", PERSONS)
@pytest.mark.parametrize("first", PERSONS)
def test_a_person_has_one_role_in_a_conference(first: Role, second: Role, conference: Conference) -> None:
    user = User.objects.create_user("both@example.org")
    actions.join(actor=OPERATOR, conference=conference, user=user, role=first, name="both")
    before = verbs(conference)
    if first == second:
        actions.join(actor=OPERATOR, conference=conference, user=user, role=second, name="both")
    else:
        with pytest.raises(Refused):
            actions.join(actor=OPERATOR, conference=conference, user=user, role=second, name="both")
    assert [m.role for m in Membership.objects.filter(user=user)] == [first]
    assert verbs(conference) == before


def test_the_database_itself_refuses_a_second_role(conference: Conference, citizen: Actor) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(conference=conference, user=citizen.member.user, role=Role.FACILITATOR, name="both")


def test_the_database_itself_refuses_an_operator_among_the_members(conference: Conference, stranger: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(conference=conference, user=stranger, role=Role.OPERATOR, name="root")


def test_a_person_may_have_different_roles_in_different_conferences(
    conference: Conference, other_conference: Conference
) -> None:
    user = User.objects.create_user("both@example.org")
    actions.join(actor=OPERATOR, conference=conference, user=user, role=Role.CITIZEN, name="both")
    actions.join(actor=OPERATOR, conference=other_conference, user=user, role=Role.FACILITATOR, name="both")
    assert dict(Membership.objects.values_list("conference__slug", "role")) == {
        "eau": "citizen",
        "autre": "facilitator",
    }


# Inviting


FRENCH_INVITATION = """\
Bonjour Nouvelle personne,

La conférence «\N{NO-BREAK SPACE}L’eau en été\N{NO-BREAK SPACE}» vous invite à y prendre part.
Votre rôle\N{NO-BREAK SPACE}: Expert ou experte.

La question posée aux citoyens\N{NO-BREAK SPACE}:
Comment partager l’eau\N{NARROW NO-BREAK SPACE}?

Pour accepter, ouvrez cette page et appuyez sur le bouton\N{NO-BREAK SPACE}:

    http://localhost:8000/invitation/TOKEN/

Le lien sert une seule fois, jusqu’au 3 mars 2026. Il est pour vous
seulement\N{NO-BREAK SPACE}: merci de ne pas le transmettre.

Pour savoir ce qu’est cette conférence, et qui l’organise\N{NO-BREAK SPACE}:

    http://localhost:8000/conferences/eau/

Vous recevez ce message parce qu’une personne qui prépare cette
conférence a donné votre adresse. Si vous ne l’attendiez pas, vous
n’avez rien à faire.

La plateforme Délibération
"""
ENGLISH_INVITATION = """\
Hello Nouvelle personne,

The conference “L’eau en été” invites you to take part.
Your part: Expert.

The question put to the citizens:
Comment partager l’eau\N{NARROW NO-BREAK SPACE}?

To accept, open this page and press the button:

    http://localhost:8000/invitation/TOKEN/

The link works once, until March 3, 2026. It is for you alone: please do
not pass it on.

Read what the conference is, and who organises it:

    http://localhost:8000/conferences/eau/

You receive this mail because a person who prepares this conference gave
your address. If you did not expect it, you need not do anything.

The Délibération platform
"""


@pytest.mark.parametrize(
    ("chosen", "subject", "written"),
    [
        ("", "Invitation\N{NO-BREAK SPACE}: L’eau en été", FRENCH_INVITATION),
        ("fr", "Invitation\N{NO-BREAK SPACE}: L’eau en été", FRENCH_INVITATION),
        ("en", "Invitation: L’eau en été", ENGLISH_INVITATION),
    ],
)
def test_an_invitation_is_a_mail_in_the_language_chosen_else_the_conferences(
    chosen: str,
    subject: str,
    written: str,
    conference: Conference,
    facilitator: Actor,
    client_of: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Committed,
) -> None:
    monkeypatch.setattr("deliberation.conference.actions.secrets.token_urlsafe", lambda _length: "TOKEN")
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 2, 1, 12, tzinfo=UTC))
    form = {"email": "new@example.org", "name": "Nouvelle personne", "role": "expert", "language": chosen}
    desk = client_of(facilitator)
    desk.cookies["django_language"] = "en" if chosen == "fr" else "fr"
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post("/conferences/eau/people/invite/", form).status_code == 303
    (message,) = mail.outbox
    assert (message.to, message.subject, message.body) == (["new@example.org"], subject, written)


def test_no_mail_leaves_when_the_invitation_is_undone(
    conference: Conference, facilitator: Actor, django_capture_on_commit_callbacks: Committed
) -> None:
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        invited(conference, facilitator)
        raise RuntimeError
    assert (mail.outbox, Invitation.objects.count()) == ([], 0)


@pytest.mark.parametrize("role", [role for role in PERSONS if role != Role.FACILITATOR])
def test_nobody_but_a_facilitator_invites(role: Role, conference: Conference) -> None:
    with pytest.raises(Refused):
        invited(conference, enter(conference, role))
    assert Invitation.objects.count() == 0


def test_nobody_is_invited_to_be_the_operator(conference: Conference, facilitator: Actor) -> None:
    with pytest.raises(Refused):
        invited(conference, facilitator, Role.OPERATOR)


def test_the_token_of_an_invitation_is_kept_nowhere(conference: Conference, facilitator: Actor) -> None:
    token = invited(conference, facilitator)
    kept = Invitation.objects.values().get()
    assert token not in str(kept)
    assert token not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_an_accepted_invitation_makes_a_member_with_a_proven_address(
    conference: Conference, facilitator: Actor
) -> None:
    membership = panel.accept_invitation(token=invited(conference, facilitator, email="New@Example.org"))
    user = membership.user
    assert (membership.role, membership.name, user.email) == ("citizen", "Nouvelle personne", "new@example.org")
    assert list(user.emailaddress_set.values_list("email", "verified")) == [("new@example.org", True)]
    assert Panellist.objects.get(membership=membership).number == 1
    assert verbs(conference)[-2:] == ["conference:person-invited", "conference:person-joined"]


def test_an_invitation_works_once(conference: Conference, facilitator: Actor, english: None) -> None:
    token = invited(conference, facilitator)
    panel.accept_invitation(token=token)
    with pytest.raises(Refused, match="was used already"):
        panel.accept_invitation(token=token)
    assert User.objects.filter(email="new@example.org").count() == 1


def test_an_invitation_expires(conference: Conference, facilitator: Actor) -> None:
    token = invited(conference, facilitator)
    lasts = Invitation.objects.get().expires_at - clock.now()
    assert timedelta(days=29, hours=23) < lasts <= timedelta(days=30)
    Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(Refused):
        panel.accept_invitation(token=token)
    assert not User.objects.filter(email="new@example.org").exists()


def test_an_invitation_to_a_second_role_is_refused_and_stays_unused(
    conference: Conference, facilitator: Actor, citizen: Actor
) -> None:
    token = invited(conference, facilitator, Role.EXPERT, citizen.member.user.email)
    with pytest.raises(Refused):
        panel.accept_invitation(token=token)
    assert Invitation.objects.get().accepted_at is None
    assert Membership.objects.get(user=citizen.member.user).role == "citizen"


@pytest.mark.parametrize("role", sorted(set(PERSONS) - NOT_INVITED))
def test_an_invited_person_gets_the_role_they_were_invited_to(role: Role, conference: Conference) -> None:
    assert panel.accept_invitation(token=invited(conference, OPERATOR, role)).role == role
    assert Panellist.objects.count() == (1 if role == Role.CITIZEN else 0)


@pytest.mark.parametrize("role", [Role.GUARANTOR, Role.STEERING])
def test_a_facilitator_neither_invites_nor_removes_who_is_independent(
    role: Role, conference: Conference, facilitator: Actor
) -> None:
    watching = enter(conference, role).member
    with pytest.raises(Refused):
        invited(conference, facilitator, role)
    with pytest.raises(Refused):
        actions.remove_person(actor=facilitator, conference=conference, membership=watching)
    assert (Membership.objects.get(pk=watching.pk).ended_at, conference.invitations.count()) == (None, 0)
    actions.remove_person(actor=OPERATOR, conference=conference, membership=watching)
    assert Membership.objects.get(pk=watching.pk).ended_at is not None


def test_reading_the_link_does_nothing_and_the_button_signs_in(
    conference: Conference, facilitator: Actor, client_of: Callable
) -> None:
    url, browser = reverse("invitation", args=[invited(conference, facilitator)]), client_of(None)
    assert browser.get(url).status_code == 200
    assert (Membership.objects.count(), "_auth_user_id" in browser.session) == (1, False)
    response = browser.post(url)
    assert (response.status_code, response["Location"]) == (303, "/conferences/eau/sitting/")
    assert browser.session["_auth_user_id"] == str(User.objects.get(email="new@example.org").pk)
    assert client_of(None).get(url).status_code == 410
    assert client_of(None).post(url).status_code == 410


@pytest.mark.django_db(transaction=True)
def test_an_invitation_opened_twice_at_once_is_one_member() -> None:
    conference, together = found_conference(), threading.Barrier(2)
    token = invited(conference, OPERATOR)
    refused: list[str] = []

    def accept() -> None:
        try:
            together.wait()
            panel.accept_invitation(token=token)
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(refused), Membership.objects.count(), User.objects.count()) == (1, 1, 1)


# Removing


def test_a_removed_person_is_out_and_what_they_did_stays(hall: Hall) -> None:
    hall.reach(Stage.DRAFTING)
    gone = hall.citizens[0]
    proposal = hall.propose(gone, "Ce qui reste")
    actions.remove_person(actor=hall.facilitator, conference=hall.conference, membership=gone.member)
    with pytest.raises(Refused):
        hall.propose(gone, "Encore")
    proposal.refresh_from_db()
    assert (proposal.title, proposal.state) == ("Ce qui reste", "submitted")
    assert Entry.objects.filter(actor=gone.ref).exists()


def test_removing_again_changes_nothing(conference: Conference, facilitator: Actor, citizen: Actor) -> None:
    for _ in range(2):
        actions.remove_person(actor=facilitator, conference=conference, membership=citizen.member)
    assert verbs(conference).count("conference:person-removed") == 1


def test_a_removed_person_does_not_come_back_by_an_invitation(
    conference: Conference, facilitator: Actor, citizen: Actor
) -> None:
    actions.remove_person(actor=facilitator, conference=conference, membership=citizen.member)
    token = invited(conference, facilitator, Role.CITIZEN, citizen.member.user.email)
    with pytest.raises(Refused):
        panel.accept_invitation(token=token)


def test_a_facilitator_does_not_remove_a_member_of_another_conference(
    conference: Conference, facilitator: Actor, other_conference: Conference, client_of: Callable
) -> None:
    theirs = enter(other_conference, Role.CITIZEN)
    response = client_of(facilitator).post(
        reverse("remove", args=["eau", theirs.member.ref]), headers={"accept": "application/json"}
    )
    theirs.member.refresh_from_db()
    assert (response.status_code, theirs.member.ended_at) == (409, None)
    with pytest.raises(Refused):
        actions.remove_person(actor=facilitator, conference=conference, membership=theirs.member)
    theirs.member.refresh_from_db()
    assert theirs.member.ended_at is None


# The mandate


def rules_of(conference: Conference) -> list[dict[str, object]]:
    mandate = Mandate.objects.get(conference=conference)
    return [stated(rule) for rule in (mandate.proposals, mandate.amendments, mandate.adoption)]


def test_fractions_are_kept_exactly(db: None) -> None:
    conference = found_conference(
        proposals=Rule(quorum=Fraction(1, 3), majority=HALF, strict=True),
        adoption=Rule(quorum=HALF, majority=Fraction(7, 11), strict=True),
    )
    mandate = Mandate.objects.get(conference=conference)
    assert (mandate.proposals.quorum, mandate.adoption.majority) == (Fraction(1, 3), Fraction(7, 11))


def test_the_first_sitting_freezes_the_mandate_and_says_so(hall: Hall) -> None:
    assert hall.conference.mandate.frozen_at is None
    open_sitting(actor=hall.facilitator, conference=hall.conference, number=1)
    mandate = Mandate.objects.get(conference=hall.conference)
    assert mandate.frozen_at is not None
    detail = json.loads(Entry.objects.get(verb="conference:mandate-frozen").detail)
    kinds = ("proposals", "amendments", "adoption")
    expected = {
        f"{kind}_{name}": value
        for kind, rule in zip(kinds, rules_of(hall.conference), strict=True)
        for name, value in rule.items()
    }
    assert detail == expected | {
        "amendment_support": "1/5",
        "consensus": "",
        "drafters": 0,
        "drafting": "everyone",
        "hearing_answer_days": 7,
    }
    assert (detail["adoption_majority"], detail["proposals_strict"], detail["proposals_places"]) == ("2/3", True, None)


def test_the_mandate_stays_as_it_was_frozen(hall: Hall) -> None:
    open_sitting(actor=hall.facilitator, conference=hall.conference, number=1)
    frozen, at = rules_of(hall.conference), Mandate.objects.get().frozen_at
    close_sitting(actor=hall.facilitator, conference=hall.conference, number=1)
    open_sitting(actor=hall.facilitator, conference=hall.conference, number=2)
    assert (rules_of(hall.conference), Mandate.objects.get().frozen_at) == (frozen, at)
    assert verbs(hall.conference).count("conference:mandate-frozen") == 1
