"""Everyone saw every round of the sittings they attended, in order."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from sessions.rehearsal.players.memory import Memory


def expected(memory: Memory, who: str) -> list[str]:
    """The rounds a person should have seen: of each sitting they attended, from their arrival on."""
    arrived = memory.arrived.get(who, {})
    return [
        round_.id
        for place, round_ in enumerate(memory.held)
        if place >= arrived.get(memory.sitting_of[round_.id], len(memory.held))
    ]


def check(memory: Memory, names: list[str]) -> Iterator[str]:
    """``names`` are the people who came."""
    titles = {round_.id: round_.title for round_ in memory.held}
    for who in names:
        should, saw = expected(memory, who), memory.seen.get(who, [])
        if not should:
            yield _("%(who)s attended no sitting") % {"who": who}
        for missed in [each for each in should if each not in saw]:
            yield _("%(who)s did not see “%(title)s”") % {"who": who, "title": titles[missed]}
        if [each for each in saw if each in should] != [each for each in should if each in saw]:
            yield _("%(who)s saw the rounds in another order") % {"who": who}
