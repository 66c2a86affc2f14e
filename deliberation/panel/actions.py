from collections.abc import Mapping

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from deliberation.accounts import lending
from deliberation.accounts.models import User
from deliberation.conference import actions as conference_actions
from deliberation.conference.acting import acting
from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import Actor, actor_of
from deliberation.conference.stages import Act, Role
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel import codes, queries, rules
from deliberation.panel.models import Badge, Criterion, Panellist


def admit_citizen(*, actor: Actor, conference: Conference, name: str, criteria: Mapping[str, str]) -> Panellist:
    """Admit to the panel a citizen who will sign in with a badge."""
    with acting(Act.INVITE, actor, conference):
        membership = conference_actions.join(
            actor=actor,
            conference=conference,
            user=User.objects.create_user(),
            role=Role.CITIZEN,
            name=name,
        )
        panellist = enrol(membership)
        for criterion, value in criteria.items():
            panellist.criteria.add(
                Criterion.objects.get_or_create(conference=conference, name=criterion, value=value)[0]
            )
    return panellist


def enrol(membership: Membership) -> Panellist:
    """The panellist of a citizen who joined, numbered after the last one."""
    last = Panellist.objects.filter(membership__conference=membership.conference).order_by("number").last()
    return Panellist.objects.get_or_create(membership=membership, defaults={"number": last.number + 1 if last else 1})[
        0
    ]


def accept_invitation(*, token: str) -> Membership:
    """Join by the link of an invitation; a citizen also takes their place in the panel."""
    with transaction.atomic():
        membership = conference_actions.accept_invitation(token=token)
        if membership.role == Role.CITIZEN:
            enrol(membership)
    return membership


def add_tablet(*, actor: Actor, conference: Conference, table: int) -> Membership:
    """Give a table a shared tablet, which signs in with a badge of its own.

    A table may have several: the same again changes nothing until the badge of the last one is printed.
    """
    with acting(Act.ADD_TABLET, actor, conference):
        there = queries.tablets_of(conference).filter(place=str(table))
        if unused := there.filter(badges=None).first():
            return unused
        with translation.override(conference.language):
            name = _("Tablet %d") % table
        others = conference.memberships.filter(role=Role.TABLE, place=str(table)).count()
        tablet = Membership.objects.create(
            conference=conference,
            user=User.objects.create_user(),
            role=Role.TABLE,
            name=f"{name} ({others + 1})" if others else name,
            place=str(table),
        )
        # Not "table": that would say that something happened at this table.
        record(conference, Verb.TABLET_ADDED, actor=actor.ref, person=tablet.ref, tablet_table=table)
    return tablet


def lend_tablet(*, actor: Actor, conference: Conference, code: str, beside: str, ref: str = "") -> str:
    """Lend the shared tablet, whose session has the key ``beside``, to the citizen whose badge bears this code; when
    ``ref`` is said, to them and nobody else. Returns the key of their short session.

    The journal says that the tablet was lent, not to whom: just before an answer to a questionnaire, it would say
    whose answer it is.
    """
    with acting(Act.LEND_TABLET, actor, conference):
        citizen = queries.bearer(conference, codes.digest(code))
        if citizen is None or ref not in {"", citizen.ref}:
            raise Refused(_("This is not the code of your badge. Check each sign, or ask for a new badge."))
        if sentence := rules.why_not_lend(actor, citizen):
            raise Refused(sentence)
        key = lending.begin(citizen.user, beside=beside, owner=actor.member.user)
        record(conference, Verb.TABLET_LENT, actor=actor.ref)
    return key


def give_back_tablet(*, key: str) -> None:
    """The tablet is its table's again. Already done, or over by itself: nothing changes."""
    with transaction.atomic():
        if ended := lending.end(key):
            owner, user = ended
            tablet = Membership.objects.select_related("conference").get(user=owner, role=Role.TABLE)
            person = Membership.objects.get(conference=tablet.conference, user=user)
            record(tablet.conference, Verb.TABLET_GIVEN_BACK, actor=actor_of(tablet).ref, whose={person.ref})


def issue_badge(*, actor: Actor, conference: Conference, membership: Membership) -> str:
    """A new badge's code, known to nobody afterwards; the badge this person had before stops working."""
    with acting(Act.ISSUE_BADGE, actor, conference):
        if membership.ended_at or membership.conference_id != conference.pk:
            raise Refused(_("This person is no longer in the conference."))
        if sentence := rules.why_not_badge(actor, membership):
            raise Refused(sentence)
        _revoke(membership)
        code = codes.new_code()
        Badge.objects.create(membership=membership, code_hash=codes.digest(code), issued_at=clock.now())
        record(conference, Verb.BADGE_ISSUED, actor=actor.ref, person=membership.ref)
    return code


def use_badge(*, code: str) -> Membership:
    """The person whose valid badge bears this code, as typed. Refused in the same words whatever is wrong."""
    with transaction.atomic():
        badge = (
            queries.valid_badges()
            .select_related("membership__conference", "membership__user")
            .filter(code_hash=codes.digest(code), membership__ended_at=None)
            .first()
        )
        if badge is None:
            raise Refused(_("This code is not valid. Check each sign, or ask for a new badge."))
        membership = badge.membership
        record(membership.conference, Verb.BADGE_USED, actor=actor_of(membership).ref)
    return membership


def revoke_badge(*, actor: Actor, conference: Conference, membership: Membership) -> None:
    with acting(Act.ISSUE_BADGE, actor, conference):
        if membership.conference_id != conference.pk:
            raise Refused(_("There is no such person in this conference."))
        if sentence := rules.why_not_badge(actor, membership):
            raise Refused(sentence)
        if _revoke(membership):
            record(conference, Verb.BADGE_REVOKED, actor=actor.ref, person=membership.ref)


def _revoke(membership: Membership) -> int:
    """Also closes what was opened with the badge, on every device: sessions end when this changes."""
    membership.user.set_unusable_password()
    membership.user.save(update_fields=["password"])
    return Badge.objects.filter(membership=membership, revoked_at=None).update(revoked_at=clock.now())


def seat_citizens(*, actor: Actor, conference: Conference, seating: Mapping[int, int]) -> None:
    """Seat people, by membership, at these tables; everyone else at none."""
    with acting(Act.START_ROUND, actor, conference):
        panel = queries.panel_of(conference)
        panel.update(table=None)
        tables = sorted(set(seating.values()))
        for table in tables:
            panel.filter(membership__in=[person for person, at in seating.items() if at == table]).update(table=table)
        record(conference, Verb.CITIZENS_SEATED, actor=actor.ref, tables=len(tables), people=len(seating))


def seat_latecomer(*, actor: Actor, conference: Conference) -> None:
    """Where tables are formed, a citizen without a table joins the smallest one."""
    with acting(Act.SIGN_ATTENDANCE, actor, conference):
        tables = queries.seated(conference)
        if tables and queries.table_of(actor.member) is None:
            smallest = min(tables, key=lambda table: (len(tables[table]), table))
            Panellist.objects.filter(membership=actor.member).update(table=smallest)
            record(conference, Verb.CITIZENS_SEATED, actor=actor.ref, tables=len(tables), people=1)


def move_citizen(*, actor: Actor, conference: Conference, ref: str, table: int | None) -> None:
    """Seat a citizen at another table, at a new one, or at none. Where they sit already, nothing changes."""
    with acting(Act.MOVE_CITIZEN, actor, conference):
        panellist = queries.panel_of(conference).filter(membership__ref=ref).first()
        if panellist is None:
            raise Refused(_("There is no such person in this conference."))
        last = queries.last_table(conference)
        if not last:
            raise Refused(_("The tables are not formed yet."))
        if table is not None and not 1 <= table <= last + 1:
            raise Refused(_("There is no such table."))
        before = panellist.table
        if before != table:
            panellist.table = table
            panellist.save(update_fields=["table"])
            record(
                conference,
                Verb.CITIZEN_MOVED,
                actor=actor.ref,
                person=ref,
                from_table=before or 0,
                to_table=table or 0,
            )
