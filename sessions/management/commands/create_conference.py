import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils.translation import gettext as _

from deliberation.conference import actions
from deliberation.conference.models import Conference
from deliberation.conference.rules import INDEPENDENT, OPERATOR
from deliberation.conference.stages import Role
from sessions.scenarios.create import admit_demo_people, create_conference
from sessions.scenarios.load import ScenarioError, load

# Those the operator names; facilitators invite everyone else.
INVITED = (Role.FACILITATOR, *sorted(INDEPENDENT))


class Command(BaseCommand):
    help = "Create a conference from a scenario: one that ships, by name, or a file of the same schema."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("scenario", help="paris-2023, drees-2016, or the path of a YAML file")
        parser.add_argument("--slug", help="its address; the scenario's name when left out")
        for role in INVITED:
            parser.add_argument(
                f"--{role.value}",
                action="append",
                default=[],
                metavar="EMAIL",
                help=f"invite this person as {role.value}; may be given several times",
            )
        parser.add_argument("--demo-people", action="store_true", help="admit the scenario's demo people")
        parser.add_argument("--citizens", type=int, help="how many demo citizens; the scenario's number when left out")
        parser.add_argument("--seed", type=int, default=1, help="draws the demo panel")
        parser.add_argument("--badges", type=Path, help="where to write the demo people's badges, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            scenario = load(options["scenario"])
        except ScenarioError as error:
            raise CommandError(str(error)) from error
        slug = options["slug"] or scenario.name
        if Conference.objects.filter(slug=slug).exists():
            raise CommandError(_("There is a conference “%s” already: choose another --slug.") % slug)
        if options["demo_people"] and not options["badges"]:
            raise CommandError(_("--demo-people needs --badges FILE: badge codes are shown only once."))
        conference = create_conference(scenario, slug=slug)
        if options["demo_people"]:
            bearers = admit_demo_people(
                conference,
                scenario.people,
                citizens=options["citizens"] or scenario.people.citizens.count,
                seed=options["seed"],
            )
            rows = [
                {"role": b.role.value, "name": b.name, "code": b.code, "place": b.membership.place} for b in bearers
            ]
            options["badges"].touch(mode=0o600)
            options["badges"].write_text(json.dumps(rows, ensure_ascii=False, indent=1))
        for role in INVITED:
            for email in options[role.value]:
                link = actions.invite(
                    actor=OPERATOR, conference=conference, email=email, role=role, name=email.split("@")[0]
                )
                self.stdout.write(f"{email}: {link}")
        self.stdout.write(settings.BASE_URL + reverse("conference", args=[conference.slug]))
