"""What a panel would have two proposals say besides: one is accepted by its table, the other is not."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborNode

from sessions.rehearsal.players import drafting, parts
from sessions.rehearsal.players.page import RoundShown, letters
from sessions.rehearsal.players.table import companions, table_number
from sessions.scenarios.schema import DemoAmendment

if TYPE_CHECKING:
    from sessions.rehearsal.players.citizen import Citizen

SUPPORTING = 0.15
SETTLED = ".state-accepted, .state-rejected"


async def review(me: "Citizen", round_: RoundShown) -> None:
    """A remark, and amendments the first time that the proposals are reviewed."""
    await parts.review(me, round_)
    if any(held.kind == round_.kind for held in me.world.memory.held if held.id != round_.id):
        return
    titles = sorted(me.world.memory.proposals)
    for place, (title, amendment) in enumerate(me.world.words.amendments(titles)):
        await _amend(me, title, amendment, accepted=place == 0)


async def _amend(me: "Citizen", title: str, amendment: DemoAmendment, *, accepted: bool) -> None:
    words, hall, cast = me.world.words, me.world.hall, me.world.cast
    # Those whom nothing keeps from being there.
    steady = [part.number for part in cast.coming if part.number not in {*cast.late, cast.lost_badge}]
    author, said = words.pick(steady, "amends", title), f"supported {title}"
    supporters = [n for n in steady if n != author and words.chance(SUPPORTING, "supports", n, title)]
    if me.number == author:
        await _propose(me, title, amendment)
    elif me.number in supporters:
        await me.until(_("the amendment"), lambda: _in_review(me, title, ".amendment"))
        for article in _articles(me, title):
            for form in me.page.offered("support-amendment", within=article):
                await me.do(form)
        hall.say_done(me.name, said)
    if me.world.memory.proposals[title].table == table_number(me):
        # Each part of the page comes by itself when a round begins.
        await me.until(_("our table's proposals"), lambda: drafting.article_of(me, title) is not None)
        names = {cast.citizens[number - 1].name for number in supporters}
        await me.until(_("those who support it"), lambda: hall.done[said] >= names - hall.away)
        await _answer(me, title, amendment, accepted=accepted)


async def _propose(me: "Citizen", title: str, amendment: DemoAmendment) -> None:
    (article,) = await me.until(_("the proposal to amend"), lambda: _articles(me, title))
    (form,) = me.page.offered("propose-amendment", within=article)
    passage = _passage(article)
    typed = f"{passage['data-source']} {amendment.adds}"
    answer = await me.do(form, passage=passage["value"] or "", replacement=typed, reason=amendment.reason)
    me.world.memory.counts["amendments"] += answer.done


async def _answer(me: "Citizen", title: str, amendment: DemoAmendment, *, accepted: bool) -> None:
    """The first of the table proposes an answer, the others agree until it is settled."""
    memory = me.world.memory
    await me.until(_("the amendment"), lambda: _in_review(me, title, ".amendment"))
    passage = _passage(_articles(me, title)[0])["data-source"] or ""
    await me.until(_("what our table is asked"), lambda: _ours(me, title, ".to-answer") or _settled(me, title))
    if me.number == companions(me)[0]:
        act, typed = ("accept-amendment", {}) if accepted else ("reject-amendment", {"reason": amendment.answer})
        for article in _own(me, title):
            for form in me.page.offered(act, within=article):
                await me.do(form, **typed)
    else:
        await me.until(_("an answer to agree to"), lambda: _ours(me, title, ".verdict") or _settled(me, title))
        for article in _own(me, title):
            for form in me.page.offered("agree-to-verdict", within=article):
                await me.do(form)
    await me.until(_("our answer to be the table’s"), lambda: _settled(me, title))
    if me.number == companions(me)[0]:
        memory.counts["amendments answered"] += 1
        mine = memory.proposals[title]
        text, before = " ".join(mine.text.split()), " ".join(passage.replace("\\", "").split())
        amended = replace(mine, text=text.replace(before, f"{before} {amendment.adds}", 1))
        # What its table does not take may come to the vote of all.
        (memory.proposals if accepted else memory.if_voted)[title] = amended


def _articles(me: "Citizen", title: str) -> list[LexborNode]:
    """The card of this proposal, where everyone reads it."""
    return [each for each in me.page.all(".reviews [data-proposal]") if letters(parts.title_of(each)) == letters(title)]


def _own(me: "Citizen", title: str) -> list[LexborNode]:
    """Our proposal of this title, in our hands."""
    article = drafting.article_of(me, title)
    return [] if article is None else [article]


def _has(articles: Iterable[LexborNode], selector: str) -> bool:
    return any(article.css(selector) for article in articles)


def _in_review(me: "Citizen", title: str, selector: str) -> bool:
    return _has(_articles(me, title), selector)


def _ours(me: "Citizen", title: str, selector: str) -> bool:
    return _has(_own(me, title), selector)


def _settled(me: "Citizen", title: str) -> bool:
    return _in_review(me, title, SETTLED)


def _passage(article: LexborNode) -> dict[str, str | None]:
    """The first passage of what is recommended."""
    return article.css('select[name="passage"] option[value^="text-"]')[0].attributes
