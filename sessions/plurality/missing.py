"""What a programme lacks to be plural, as far as it can be counted: plain sentences, which name what they count."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions.plurality.queries import Column, Voice
from sessions.rounds.models import Round


def missing(
    voices: Sequence[Voice], columns: Sequence[Column], rounds: Sequence[Round], committee: bool
) -> Iterator[str]:
    """``committee``: whether there is one. Nothing when none of this is missing: that proves no more than it says."""
    heard = [each for each in voices if each.is_heard]
    yield from _about_viewpoints(heard, columns)
    yield from _about_links(heard, voices)
    nobody = sum(1 for round_ in rounds if round_.hearing and round_.hearing.expert_id is None)
    if nobody:
        yield ngettext("%(number)d hearing has nobody yet.", "%(number)d hearings have nobody yet.", nobody) % {
            "number": nobody
        }
    refused = [each for each in voices if each.is_refused and each.rounds and not each.is_heard]
    for each in refused:
        yield _("“%(expert)s” is in the programme and was refused by the steering committee.") % _title(each)
    undecided = sum(1 for each in voices if each.is_undecided)
    if committee and undecided:
        yield ngettext(
            "The steering committee has not decided on %(number)d expert.",
            "The steering committee has not decided on %(number)d experts.",
            undecided,
        ) % {"number": undecided}


def _about_viewpoints(heard: Sequence[Voice], columns: Sequence[Column]) -> Iterator[str]:
    if not heard:
        yield _("No expert is in the programme.")
        return
    if len(heard) == 1:
        yield _("Only one expert is in the programme: citizens hear a single viewpoint.")
    named = [column for column in columns if column.side]
    if not named:
        yield _("Nobody has said which sides the question has: this page cannot tell which one is not heard.")
        return
    spoken = [column for column in named if any(each in heard for each in column.voices)]
    if len(heard) > 1 and len(spoken) == 1 and all(each.expert.side_id for each in heard):
        yield _("All the experts in the programme speak from the same side: “%(side)s”.") % _side(spoken[0])
    for column in named:
        if column in spoken:
            continue
        if column.voices:
            yield _("Nobody in the programme speaks from the side “%(side)s”; somebody could.") % _side(column)
        else:
            yield _("No expert speaks from the side “%(side)s”.") % _side(column)
    unplaced = sum(1 for each in heard if each.expert.side_id is None)
    if unplaced:
        yield ngettext(
            "It was not said from which side %(number)d expert speaks.",
            "It was not said from which side %(number)d experts speak.",
            unplaced,
        ) % {"number": unplaced}


def _about_links(heard: Sequence[Voice], voices: Sequence[Voice]) -> Iterator[str]:
    if heard and all(each.expert.works_for_organiser for each in heard):
        yield _("All the experts in the programme work for an organiser or the sponsor.")
    for each in voices:
        if each.expert.declared_at is None:
            yield _("“%(expert)s” has not declared their interests.") % _title(each)


def _side(column: Column) -> dict[str, str]:
    return {"side": column.side.label if column.side else ""}


def _title(voice: Voice) -> dict[str, str]:
    return {"expert": voice.expert.named}
