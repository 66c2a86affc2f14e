"""What citizens do with the finished opinion: sign it or not."""

import base64
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser, LexborNode

from sessions.rehearsal.players.browser import Answer
from sessions.rehearsal.players.forms import PageForm, form_of
from sessions.rehearsal.players.memory import Decision
from sessions.rehearsal.players.page import RoundShown
from sessions.rehearsal.players.signing import OwnKey

if TYPE_CHECKING:
    from sessions.rehearsal.players.citizen import Citizen


async def sign(me: "Citizen", round_: RoundShown) -> None:
    """Read, then sign, sign with a reservation, or decline; a few never decide."""
    cast, memory = me.world.cast, me.world.memory
    digest = await me.until(_("the text to sign"), lambda: me.page.attribute("data-text-digest"))
    memory.digests[me.number] = digest or ""
    if me.number in cast.undecided:
        return
    form, page = await _form(me)
    if form.values["text_digest"] != digest:
        memory.problem(_("%(who)s was to sign another text than the one shown") % {"who": me.name})
    typed = _choices(me)
    own_key = typed["decision"] == "signed" and me.number != cast.without_script
    answer = await (_sign_with_key(me, form, page, typed) if own_key else me.do(form, **typed))
    if answer.done:
        memory.decisions[me.number] = Decision(
            typed["decision"] == "signed",
            typed.get("reservation", ""),
            me.name if typed.get("appear") == "name" else "",
            digest or "",
            own_key,
        )
    await me.until(_("my decision to be marked"), lambda: "signature" in me.page.marks)


async def _form(me: "Citizen") -> tuple[PageForm, LexborNode]:
    """On the page to which the sitting's page leads: the form, and what its script is told."""
    link = await me.until(_("the way to sign"), lambda: me.page.all("a[data-sign]"))
    page = await me.device.browser.open(link[0].attributes["href"] or "")
    (node,) = LexborHTMLParser(page.text).css("form[data-signing]")
    return form_of(node), node


def _choices(me: "Citizen") -> dict[str, str]:
    cast, words = me.world.cast, me.world.words
    if me.number in cast.declining:
        return {"decision": "declined", "reason": words.pick(words.demo.refusal_reasons, "refusal", me.number)}
    typed = {"decision": "signed", "appear": "name" if me.number in cast.named else "unnamed"}
    if me.number in cast.reserved:
        typed["reservation"] = words.pick(words.demo.reservations, "reservation", me.number).strip()
    return typed | {"proof": "badge", "code": me.part.code}


async def _sign_with_key(me: "Citizen", form: PageForm, node: LexborNode, typed: dict[str, str]) -> Answer:
    """What the page's script does: the text, a key, its certificate, the signature."""
    browser, key, said = me.device.browser, OwnKey(), node.attributes
    text = (await browser.open(said["data-text"] or "")).content
    if hashlib.sha256(text).hexdigest() != form.values["text_digest"]:
        me.world.memory.problem(_("%(who)s received another text than the one shown") % {"who": me.name})
    names = form.names | {"public_key", "signature"}
    certified = await me.do(
        replace(form, action=said["data-certify"] or "", names=names, act="certify-key"),
        **typed,
        public_key=key.public,
    )
    if not certified.done:
        return certified
    certificate = base64.b64decode(certified.data["certificate"])
    signature = base64.b64encode(key.sign(text, certificate, typed.get("reservation", ""))).decode()
    return await me.do(replace(form, action=said["data-key"] or "", names=names), signature=signature)
