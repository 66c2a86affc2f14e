"""What a fresh load shows everyone, worked out in a process that has never kept or heard anything: the truth to compare
pages with. ``python -m tests.faults.rendered SLUG REF …``: the references of those who have a page open.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping

# By language and reference of a person: the cursor of each region of their page.
Truth = Mapping[str, Mapping[str, Mapping[str, str]]]
LANGUAGES = ("fr", "en")


def truth(environment: Mapping[str, str], slug: str, here: Iterable[str]) -> Truth:
    """By the database as it is now, with these people present."""
    command = [sys.executable, "-m", "tests.faults.rendered", slug, *sorted(here)]
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    found: Truth = json.loads(done.stdout)
    return found


def main(slug: str, here: list[str]) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deliberation.settings")
    django.setup()

    from deliberation.conference.models import Conference
    from deliberation.conference.queries import members
    from deliberation.conference.rules import actor_of
    from sessions.fanout.audiences import audiences_of
    from sessions.fanout.snapshots import snapshots
    from sessions.presence.register import register

    conference = Conference.objects.get(slug=slug)
    for ref in here:
        register.enter(conference.pk, ref)
    seen = {member.ref: audiences_of(actor_of(member), conference) for member in members(conference)}
    found = {}
    for language in LANGUAGES:
        regions = snapshots.regions((audience, language) for audiences in seen.values() for audience in audiences)
        found[language] = {
            ref: {audience.kind.value: regions[audience, language].cursor for audience in audiences}
            for ref, audiences in seen.items()
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
