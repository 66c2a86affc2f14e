"""Snapshot and news: at the end of each round, a page kept open shows what a page loaded now shows."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from sessions.rehearsal.players.page import LivePage, without_token
from sessions.rehearsal.players.person import Person
from sessions.rehearsal.players.waiting import Stuck, until

SECONDS = 20.0
# Who is connected changes by itself, without an act: the desk is told within the length of a lease.
BY_THEMSELVES = frozenset({"desk", "guarantor"})


async def compare(sample: Sequence[Person], staying: Sequence[Person], problems: list[str], title: str) -> None:
    """A few load the page anew; then everybody who stayed must show the citizens what these show."""
    truth = ""
    for person in sample:
        fresh = await _loaded(person)
        names = [name for name in fresh.regions if name not in BY_THEMSELVES]
        try:
            await _same(person, fresh, names)
        except Stuck:
            # Somebody may have acted between the two: the latest truth decides.
            fresh = await _loaded(person)
        problems += differences(person.name, person.page, fresh, names, title)
        truth = fresh.shown.get("citizens", truth)
    if truth:
        await _everyone_shows(truth, staying, problems, title)


async def _loaded(person: Person) -> LivePage:
    answer = await person.device.browser.open(person.world.path("sitting/"))
    page = LivePage()
    page.load(answer.text)
    return page


async def _same(person: Person, fresh: LivePage, names: Sequence[str]) -> None:
    def shows() -> bool:
        return all(person.page.shown.get(name) == fresh.shown.get(name) for name in names)

    await until(shows, person.page.bell, who=person.name, what="", patience=SECONDS)


def differences(who: str, kept: LivePage, fresh: LivePage, names: Sequence[str], title: str) -> list[str]:
    """A sentence for each region that news did not bring to what a fresh load shows."""
    found = []
    for name in names:
        mine, theirs = kept.regions.get(name), fresh.regions.get(name)
        if without_token(mine.html if mine else "") != without_token(theirs.html if theirs else ""):
            sentence = _("after “%(title)s”, the region %(region)s kept by %(who)s is not what a fresh page shows")
            found.append(sentence % {"title": title, "region": name, "who": who})
    return found


async def _everyone_shows(truth: str, staying: Sequence[Person], problems: list[str], title: str) -> None:
    for person in staying:
        page = person.page
        try:
            await until(
                lambda: page.shown.get("citizens") == truth,  # noqa: B023 - awaited in this turn
                page.bell,
                who=person.name,
                what="",
                patience=SECONDS,
            )
        except Stuck:
            sentence = _("after “%(title)s”, the page of %(who)s does not show what the others' pages show")
            problems.append(sentence % {"title": title, "who": person.name})
