"""What tables wrote together: no word that was acknowledged is lost, and the record says who took part in what."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from sessions.rehearsal.players.memory import Memory, Text
from sessions.rehearsal.players.page import letters

FIELDS = ("title", "observation", "text", "reason", "addressee")


def plain(written: str) -> str:
    """Without the backslashes that keep somebody's own signs from being marks."""
    return written.replace("\\", "")


def check(record: Mapping[str, Any], memory: Memory) -> Iterator[str]:
    """Each text of the record against the one that the players remember, both ways."""
    submitted = {each.document for each in memory.proposals.values()}
    notes = {_place(record, text): text for name, text in memory.texts.items() if name not in submitted}
    recorded = {(each["sitting"], each["round"], each["table"]): each for each in record["notes"]}
    if set(recorded) != set(notes) or len(recorded) != len(record["notes"]):
        yield _("the record's notes are not those that the tables wrote")
    for place in sorted(set(recorded) & set(notes)):
        title = _("the notes of table %(table)d in round %(sitting)d.%(round)d")
        named = title % dict(zip(("sitting", "round", "table"), place, strict=True))
        yield from _one(named, recorded[place], recorded[place]["text"], notes[place])
    proposals = {each["title"]: each for each in record["proposals"]}
    for title, mine in memory.proposals.items():
        text = memory.texts.get(mine.document)
        if text is not None and title in proposals:
            theirs = proposals[title]
            said = "\n".join(theirs[name] for name in FIELDS)
            yield from _one(_("the proposal “%s”") % title, theirs, said, text)


def _place(record: Mapping[str, Any], text: Text) -> tuple[int, int, int]:
    """The record has the rounds in the order in which they were held."""
    round_ = record["rounds"][text.place]
    return round_["sitting"], round_["number"], text.table


def _one(title: str, recorded: Mapping[str, Any], said: str, mine: Text) -> Iterator[str]:
    for words in mine.saved:
        if letters(words) not in letters(said):
            yield _("%(title)s lost words that were saved: “%(words)s”") % {"title": title, "words": words}
    if set(recorded["wrote"]) != mine.wrote:
        yield _("the record does not say who wrote in %s") % title
    # Whoever came while it was written sat there or did not, as the moment was.
    if set(recorded["took_part"]) - mine.late != mine.sat:
        yield _("the record does not say who took part in %s") % title
