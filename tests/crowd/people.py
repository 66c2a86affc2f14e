"""The people of a crowd: a conference with so many citizens, each signed in, made in the database under test.

From a test: ``found(environment, citizens=1000)``. It runs this module in a process of its own, with the server's
environment, and the product's own tables and sessions: whoever comes with these cookies is really signed in.
"""

import argparse
import json
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COOKIE = "sessionid"
# Any 32 letters: what counts is that the cookie and the field say the same.
TOKEN = "c" * 32
SCENARIO = "paris-2023"


@dataclass(frozen=True)
class Person:
    """``cookie`` is the header's value that signs them in."""

    role: str
    ref: str
    table: int
    cookie: str


@dataclass(frozen=True)
class Planned:
    """A round of the programme; ``hearing`` is the id that questions are put to, or 0."""

    id: int
    kind: str
    title: str
    hearing: int
    sitting: int


@dataclass(frozen=True)
class People:
    slug: str
    citizens: list[Person]
    staff: list[Person]
    rounds: list[Planned]

    @property
    def facilitator(self) -> Person:
        return self.staff_of("facilitator")

    def staff_of(self, role: str) -> Person:
        return next(person for person in self.staff if person.role == role)

    def socket(self, language: str = "fr") -> str:
        """The path of a page's socket."""
        return f"/live/{self.slug}/{language}/"

    def path(self, rest: str) -> str:
        return f"/conferences/{self.slug}/{rest}"


def found(
    environment: Mapping[str, str],
    *,
    citizens: int,
    tables: int = 0,
    slug: str = "crowd",
    open_sitting: bool = True,
    scenario: str = SCENARIO,
    proposals: int = 0,
) -> People:
    """Migrate the database if needed, and make the conference. ``tables`` is seven citizens a table by default;
    the first ``proposals`` of them have submitted one each, to be voted on."""
    command = [sys.executable, "-m", "tests.crowd.people", f"--citizens={citizens}", f"--tables={tables}"]
    command += [f"--slug={slug}", f"--scenario={scenario}", f"--proposals={proposals}"]
    command += [*(["--open"] if open_sitting else [])]
    done = subprocess.run(command, cwd=ROOT, env=dict(environment), check=True, stdout=subprocess.PIPE, timeout=300)
    made = json.loads(done.stdout)
    return People(
        made["slug"],
        [Person(**each) for each in made["citizens"]],
        [Person(**each) for each in made["staff"]],
        [Planned(**each) for each in made["rounds"]],
    )


def post(address: tuple[str, int], person: Person, path: str, **fields: str) -> None:
    """An act, as a page without JavaScript does it. Raises urllib's HTTPError when it is refused."""
    url = f"http://{address[0]}:{address[1]}{path}"
    body = urllib.parse.urlencode({"csrfmiddlewaretoken": TOKEN, **fields}).encode()
    headers = {"Cookie": f"{person.cookie}; csrftoken={TOKEN}", "Accept": "application/json"}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(url, body, headers), timeout=30) as answer:
        answer.read()


def start_round(address: tuple[str, int], people: People, planned: Planned) -> None:
    post(address, people.facilitator, people.path(f"rounds/{planned.id}/start/"))


def end_round(address: tuple[str, int], people: People, planned: Planned) -> None:
    post(address, people.facilitator, people.path(f"rounds/{planned.id}/end/"))


# What follows runs in the process with the server's environment, after Django's set-up.


def _make(
    scenario_name: str, slug: str, citizens: int, tables: int, proposals: int, opening: bool
) -> dict[str, object]:
    from django.db import transaction

    from deliberation.conference.stages import Role
    from deliberation.proposals.models import Proposal
    from sessions.rounds.models import Round
    from sessions.scenarios.create import admit_demo_people, create_conference
    from sessions.scenarios.load import load
    from sessions.sittings.actions import open_sitting

    scenario = load(scenario_name)
    with transaction.atomic():
        conference = create_conference(scenario, slug=slug)
        staff = [bearer.membership for bearer in admit_demo_people(conference, scenario.people, citizens=0, seed=1)]
        crowd = _admit_crowd(conference, citizens, tables or max(1, citizens // 7))
        Proposal.objects.bulk_create(
            Proposal(
                conference=conference, table=n, title=f"Règle {n}", text="Partager", state=Proposal.State.SUBMITTED
            )
            for n in range(1, proposals + 1)
        )
        if opening:
            from deliberation.conference.rules import actor_of

            guide = next(member for member in staff if member.role == Role.FACILITATOR)
            open_sitting(actor=actor_of(guide), conference=conference, number=1)
            _sign_attendance([membership for membership, _table in crowd])
        signed_in = _sign_in([*staff, *(membership for membership, _table in crowd)])
    seats = {membership.ref: table for membership, table in crowd}
    people = [
        asdict(Person(str(member.role), member.ref, seats.get(member.ref, 0), f"{COOKIE}={signed_in[member.ref]}"))
        for member in [*staff, *(membership for membership, _table in crowd)]
    ]
    rounds = (
        Round.objects.select_related("sitting")
        .filter(sitting__conference=conference)
        .order_by("sitting__number", "number")
    )
    return {
        "slug": slug,
        "staff": people[: len(staff)],
        "citizens": people[len(staff) :],
        "rounds": [
            asdict(Planned(each.pk, each.kind, each.title, each.hearing_id or 0, each.sitting.number))
            for each in rounds
        ],
    }


def _admit_crowd(conference, citizens: int, tables: int):  # type: ignore[no-untyped-def] # imported only once set up
    """Memberships and tables in bulk: a crowd that joined one act at a time would take minutes to make."""
    from django.contrib.auth.hashers import make_password

    from deliberation.accounts.models import User
    from deliberation.conference.models import Membership
    from deliberation.conference.stages import Role
    from deliberation.panel.models import Panellist

    users = User.objects.bulk_create(User(password=make_password(None)) for _ in range(citizens))
    members = Membership.objects.bulk_create(
        Membership(conference=conference, user=user, role=Role.CITIZEN, name=f"Citoyen {number}")
        for number, user in enumerate(users, start=1)
    )
    seats = [(member, number % tables + 1) for number, member in enumerate(members)]
    Panellist.objects.bulk_create(
        Panellist(membership=member, number=number, table=table)
        for number, (member, table) in enumerate(seats, start=1)
    )
    return seats


def _sign_attendance(members) -> None:  # type: ignore[no-untyped-def] # see _admit_crowd
    from deliberation.kernel import clock
    from sessions.sittings.models import Attendance, Sitting

    sitting = Sitting.objects.get(conference=members[0].conference, number=1)
    at = clock.now()
    Attendance.objects.bulk_create(Attendance(sitting=sitting, membership=member, at=at) for member in members)


def _sign_in(members) -> dict[str, str]:  # type: ignore[no-untyped-def] # see _admit_crowd
    """A session for each, as signing in leaves it; the keys by the member's reference."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils.crypto import get_random_string

    engine = import_module(settings.SESSION_ENGINE)
    keys, rows = {}, []
    for member in members:
        key = keys[member.ref] = get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
        store = engine.SessionStore(key)
        known = {
            SESSION_KEY: str(member.user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: member.user.get_session_auth_hash(),
        }
        rows.append(store.create_model_instance(known))
    type(rows[0]).objects.bulk_create(rows)
    return keys


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--citizens", type=int, required=True)
    parser.add_argument("--tables", type=int, default=0)
    parser.add_argument("--slug", default="crowd")
    parser.add_argument("--scenario", default=SCENARIO, help="a built-in one, or a file")
    parser.add_argument("--proposals", type=int, default=0)
    parser.add_argument("--open", action="store_true", help="open the first sitting, with everyone present")
    options = parser.parse_args()

    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deliberation.settings")
    django.setup()

    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    made = _make(options.scenario, options.slug, options.citizens, options.tables, options.proposals, options.open)
    print(json.dumps(made))


if __name__ == "__main__":
    main()
