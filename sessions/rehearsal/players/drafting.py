"""The proposals of a table: begun by one, written by several at once, submitted when all agree."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborNode

from sessions.rehearsal.players import writing
from sessions.rehearsal.players.forms import PageForm
from sessions.rehearsal.players.memory import Submitted
from sessions.rehearsal.players.page import RoundShown, letters
from sessions.rehearsal.players.table import CONFLICT, companions, is_late, table_number
from sessions.scenarios.schema import DemoProposal

if TYPE_CHECKING:
    from sessions.rehearsal.players.citizen import Citizen

EDITORS = 3
# Each has one writer, in the order of the page: so the same seed gives the same text, whoever is quicker.
COMPLETED = ("observation", "text", "reason", "addressee")


async def draft_proposals(me: "Citizen", round_: RoundShown) -> None:
    """The first of the table begins each, others in turn complete it at the same time; the first says what it rests
    on and proposes to submit it, and all answer. Of their first proposal, the last of the table finds something
    missing until they talk.
    """
    await me.until(
        _("our table's proposals"), lambda: companions(me) and (_forms(me) or me.page.offered("new-proposal"))
    )
    order, table = companions(me), table_number(me)
    allowed = me.world.words.scenario.mandate.proposals_per_table
    articles = _articles(me)
    frozen = sum(not me.page.offered("write-proposal", within=article) for article in articles)
    planned = [me.world.words.proposal(table, frozen + place) for place in range(allowed)]
    first = order[0]
    for place, proposal in enumerate(planned):
        turned = order[place % len(order) :] + order[: place % len(order)]
        if me.number == first:
            await _begin(me, proposal)
        await _sit_by(me, proposal)
        await _complete(me, proposal, turned[:EDITORS])
        if me.number == first:
            await _wait_to_be_whole(me, proposal, turned[:EDITORS])
            cited = await _cite(me, proposal.title)
            await _submit(me, proposal, table, cited)
        await _answer(me, proposal, doubter=order[-1] if place == 0 and len(order) > 2 else 0)
    titles = {proposal.title for proposal in planned}
    await me.until(_("our proposals to be submitted"), lambda: _submitted(me) >= titles)


def _articles(me: "Citizen") -> list[LexborNode]:
    return me.page.part("table").css("article[data-proposal]")


def _forms(me: "Citizen") -> list[PageForm]:
    return me.page.offered("write-proposal")


def _form(me: "Citizen", title: str) -> PageForm | None:
    """The form of our proposal of this title."""
    return next((form for form in _forms(me) if form.values["title"] == title), None)


def _submitted(me: "Citizen") -> set[str]:
    """Titles of the table's proposals that the panel has."""
    found: set[str] = set()
    for article in _articles(me):
        if not article.css(".agreement"):
            found |= {form.values["title"] for form in me.page.offered("write-proposal", within=article)}
    return found


async def _begin(me: "Citizen", proposal: DemoProposal) -> None:
    """Its title and its first words, unless an earlier round of drafting left it there."""
    if _form(me, proposal.title):
        return
    (form,) = await me.until(_("the form for a new proposal"), lambda: me.page.offered("new-proposal"))
    begun, _rest = writing.halves(proposal.text)
    if (await me.do(form, title=proposal.title, text=begun)).done:
        await me.until(_("our new proposal"), lambda: _form(me, proposal.title))
        document = _document(me, proposal.title)
        me.world.memory.sat_at(document, table_number(me), me.page.who, late=False)
        me.world.memory.wrote(document, me.page.who, [proposal.title, begun])


async def _sit_by(me: "Citizen", proposal: DemoProposal) -> None:
    await me.until(_("the proposal that we write"), lambda: _document(me, proposal.title))
    me.world.memory.sat_at(_document(me, proposal.title), table_number(me), me.page.who, late=is_late(me))


async def _complete(me: "Citizen", proposal: DemoProposal, editors: list[int]) -> None:
    """My share of its fields, while others write theirs."""
    mine = {
        name: getattr(proposal, name)
        for place, name in enumerate(COMPLETED)
        if editors[place % len(editors)] == me.number and not _says(me, proposal, name)
    }
    document = _document(me, proposal.title)
    if mine and me.number == me.world.cast.without_script:
        form = _form(me, proposal.title)
        if form is not None and (await me.do(form, **mine)).done:
            me.world.memory.wrote(document, me.page.who, mine.values())
            me.world.memory.counts["texts by form"] += 1
    elif mine:
        await writing.write_fields(me, document, mine)
    me.world.hall.say_done(me.name, f"written {document}")


def _says(me: "Citizen", proposal: DemoProposal, name: str) -> bool:
    form = _form(me, proposal.title)
    return form is not None and letters(form.values[name]) == letters(getattr(proposal, name))


def _document(me: "Citizen", title: str) -> str:
    """The name of the text of our proposal of this title; empty until the page has it."""
    article = article_of(me, title)
    nodes = article.css("[data-document]") if article is not None else []
    return (nodes[0].attributes["data-document"] or "") if nodes else ""


def article_of(me: "Citizen", title: str) -> LexborNode | None:
    """Our proposal of this title, while it is ours to write."""
    for article in _articles(me):
        if any(form.values["title"] == title for form in me.page.offered("write-proposal", within=article)):
            return article
    return None


async def _wait_to_be_whole(me: "Citizen", proposal: DemoProposal, editors: list[int]) -> None:
    """Until it says all it is to say."""
    document, hall = _document(me, proposal.title), me.world.hall
    names = {me.world.cast.citizens[number - 1].name for number in editors}
    await me.until(_("the others to have written"), lambda: hall.done[f"written {document}"] >= names)
    await me.until(_("our whole proposal"), lambda: all(_says(me, proposal, name) for name in COMPLETED))


async def _submit(me: "Citizen", proposal: DemoProposal, table: int, cited: int) -> None:
    document = _document(me, proposal.title)
    submitted = Submitted(
        table, proposal.title, proposal.text, proposal.reason, proposal.observation, proposal.addressee, cited, document
    )
    me.world.memory.proposals.setdefault(proposal.title, submitted)
    for form in _offered(me, "submit-proposal", proposal.title):
        await me.do(form)


async def _cite(me: "Citizen", title: str) -> int:
    """How many things it rests on: at most one, the same whenever it is asked."""
    (article,) = [each for each in [article_of(me, title)] if each is not None]
    if cited := len(article.css("[data-evidence]")):
        return cited
    for form in me.page.offered("cite-evidence"):
        pk = article.attributes["data-proposal"] or ""
        things = _things(me)
        # By what it says: its number, and its place in the list, depend on who was quicker.
        thing = things[me.world.words.pick(sorted(things), "cites", title)]
        await me.do(form, proposal_id=pk, thing=thing, page="1" if thing.startswith("document") else "")
        me.world.memory.counts["evidence cited"] += 1
        return 1
    return 0


def _things(me: "Citizen") -> dict[str, str]:
    """What may be cited: its value by its label, the first of those that are called the same."""
    options = me.page.all('form[data-act="cite-evidence"] select[name="thing"] option')
    found = [(option.text(strip=True), option.attributes.get("value") or "") for option in options]
    return {label: value for label, value in reversed(found) if value}


def _offered(me: "Citizen", act: str, title: str) -> list[PageForm]:
    article = article_of(me, title)
    return me.page.offered(act, within=article) if article is not None else []


async def _answer(me: "Citizen", proposal: DemoProposal, *, doubter: int) -> None:
    """Agree, once who doubts has spoken; 0 when nobody does."""
    title, hall, memory = proposal.title, me.world.hall, me.world.memory
    spoken, names = f"spoken on {title}", {part.name for part in me.world.cast.citizens if part.number == doubter}
    if me.number == doubter:
        await me.until(_("to be asked for my agreement"), lambda: _asked(me, title))
        for form in _offered(me, "lack-in-proposal", title):
            answer = await me.device.browser.do(form, {"missing": me.world.words.remark(me.number)})
            # Those who were out of reach of the network may come back when the others have agreed.
            if answer.status == CONFLICT:
                break
            if not answer.done:
                me.object_to(form, answer)
                break
            memory.counts["answers that something is missing"] += 1
            await me.until(_("my answer on the proposal"), lambda: not _offered(me, "agree-to-proposal", title))
            for back in _offered(me, "withdraw-agreement", title):
                await me.do(back)
        hall.say_done(me.name, spoken)
    else:
        await me.until(_("the one who doubts to speak"), lambda: hall.done[spoken] >= names - hall.away)
    await me.until(_("to be asked for my agreement"), lambda: _asked(me, title))
    for form in _offered(me, "agree-to-proposal", title):
        await me.do(form)
        memory.counts["agreements"] += 1


def _asked(me: "Citizen", title: str) -> bool:
    """I am asked, or have answered, or the others have agreed already."""
    article = article_of(me, title)
    return article is not None and not me.page.offered("submit-proposal", within=article)
