"""Themes and one merge: the facilitator groups and asks, the people of two tables write one proposal and agree."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser, LexborNode

from sessions.rehearsal.players.browser import Answer
from sessions.rehearsal.players.forms import PageForm, form_of
from sessions.rehearsal.players.memory import Submitted
from sessions.rehearsal.players.page import letters
from sessions.rehearsal.players.waiting import Stuck

if TYPE_CHECKING:
    from sessions.rehearsal.players.citizen import Citizen
    from sessions.rehearsal.players.lead import Lead

GUIDED, PROPOSED = "themes and merge", "merge proposed"


# The facilitator


async def guide(lead: "Lead") -> None:
    """Once in a conference, on the page of themes and merges."""
    hall = lead.world.hall
    if not hall.done[GUIDED]:
        path = lead.world.path("proposals/themes/")
        for title in lead.world.words.demo.themes:
            for form in (await lead.device.browser.open(path)).forms("add-theme"):
                await lead.do(form, title=title)
        page = await lead.device.browser.open(path)
        await _group(lead, page)
        await _ask(lead, page)
        hall.say_done(lead.name, GUIDED)


async def _group(lead: "Lead", page: Answer) -> None:
    """By turns, in the order of their titles."""
    rows = sorted(LexborHTMLParser(page.text).css("#themes li[data-proposal]"), key=_title)
    for place, row in enumerate(rows):
        (form,) = (form_of(node) for node in row.css('form[data-act="group-proposal"]'))
        if themes := form.choices["theme_id"][1:]:
            await lead.do(form, theme_id=themes[place % len(themes)])


def _title(row: LexborNode) -> str:
    found = row.css_first("summary")
    return found.text(strip=True) if found is not None else ""


async def _ask(lead: "Lead", page: Answer) -> None:
    """Of the first proposal, by its title, and the first of another table."""
    memory, merge = lead.world.memory, lead.world.words.demo.merge
    found = sorted(memory.proposals.values(), key=lambda each: each.title)
    other = next((each for each in found if each.table != found[0].table), None)
    asked = [node for node in LexborHTMLParser(page.text).css("#ask form")]
    if merge is None or other is None or not asked:
        return
    memory.merged = (found[0].title, other.title)
    labels = {letters(node.text()): node.css_first("input") for node in asked[0].css("label.choice")}
    chosen = [
        box.attributes["value"] or ""
        for title in memory.merged
        for label, box in labels.items()
        if box is not None and label.startswith(letters(title))
    ]
    answer = await lead.device.browser.do(form_of(asked[0]), {"proposals": chosen, "reason": merge.reason})
    if not answer.done:
        raise Stuck(_("the merge could not be asked for: %s") % answer.said)


# The citizens


async def write_together(me: "Citizen", round_id: str) -> None:
    """Where I am asked to: the first who comes writes, once everyone has said what they had to say of the proposals."""
    hall, memory = me.world.hall, me.world.memory
    remarked = f"remarked in {round_id}"
    hall.say_done(me.name, remarked)
    await me.until(_("the facilitator to have grouped the proposals"), lambda: bool(hall.done[GUIDED]))
    if await _draft(me) is None:
        return
    if not memory.merger:
        memory.merger = me.name
        await me.until(_("everyone's remarks"), lambda: hall.done[remarked] >= hall.expected)
        await _write(me)
        hall.say_done(me.name, PROPOSED)
    await me.until(_("the merge to be proposed"), lambda: bool(hall.done[PROPOSED]))
    article = await _draft(me)
    for form in _forms(article, "agree-to-proposal"):
        await me.do(form)


async def _write(me: "Citizen") -> None:
    memory, merge = me.world.memory, me.world.words.demo.merge
    assert merge is not None  # noqa: S101 - it was asked for
    one, other = (memory.proposals[title] for title in memory.merged)
    words = {
        "title": merge.title,
        "observation": one.observation,
        "text": f"{one.text}\n\n{other.text}",
        "reason": one.reason,
        "addressee": one.addressee,
    }
    article = await _draft(me)
    assert article is not None  # noqa: S101 - it was there
    cited = len(article.css(".rests-on li[data-evidence]"))
    for form in _forms(article, "write-proposal"):
        await me.do(form, **words)
    memory.proposals[merge.title] = Submitted(min(one.table, other.table), cited=cited, **words)
    for form in _forms(await _draft(me), "submit-proposal"):
        await me.do(form)


async def _draft(me: "Citizen") -> LexborNode | None:
    """Of the merge that I am asked to write, on the page of what I wrote."""
    page = await me.device.browser.open(me.world.path("written/"))
    found = [each for each in LexborHTMLParser(page.text).css("article.proposal") if each.css(".merge-request")]
    return found[0] if found else None


def _forms(article: LexborNode | None, act: str) -> list[PageForm]:
    return [form_of(node) for node in article.css(f'form[data-act="{act}"]')] if article is not None else []
