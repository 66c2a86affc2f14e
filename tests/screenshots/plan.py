"""What is photographed: which page, at which moment, as whom, how wide."""

from collections.abc import Iterator
from dataclasses import dataclass

from deliberation.conference.stages import Stage
from tests.e2e import pages

SCENARIO = "paris-2023"
CITIZENS = 28
WIDTHS = (360, 820, 1440)
PROJECTOR = 1920
HEIGHTS = {360: 740, 820: 1180, 1440: 900, 1920: 1080}
THEMES = ("light", "dark")
# In the order in which they come: a conference is never brought back.
MOMENTS: tuple[str, ...] = (
    Stage.PREPARATION,
    Stage.PAUSE,
    Stage.QUESTIONNAIRE,
    Stage.HEARING,
    Stage.TABLES,
    Stage.PLENARY,
    Stage.DRAFTING,
    Stage.REVIEW,
    Stage.BALLOT,
    Stage.WRITING,
    Stage.ADOPTION,
    Stage.SIGNING,
    Stage.HANDOVER,
    Stage.HANDED_OVER,
)
# The plenary worth a look is the one in which tables report.
NTH = {Stage.PLENARY: 2}
NOBODY = "nobody"
FOLLOW = ("citizen", "table", "facilitator", "expert", "guarantor")
READ_AT = (Stage.PREPARATION, Stage.TABLES, Stage.HANDED_OVER)


@dataclass(frozen=True)
class Shot:
    moment: str
    role: str
    page: str
    address: str
    widths: tuple[int, ...] = WIDTHS
    themes: tuple[str, ...] = THEMES

    def frames(self) -> Iterator["Frame"]:
        for theme in self.themes:
            for width in self.widths:
                yield Frame(f"{self.moment}/{self.page}-{self.role}-{width}-{theme}", width, theme)


@dataclass(frozen=True)
class Frame:
    """One picture; ``name`` is where it is kept."""

    name: str
    width: int
    theme: str


def at(moment: str, slug: str) -> Iterator[Shot]:
    """What is photographed while the conference is at this moment."""
    inside = pages.of_conference(slug)
    for role in FOLLOW:
        yield Shot(moment, role, "sitting", inside["sitting"])
    for theme in THEMES:
        # A projector's colours do not follow the device: they are part of its address.
        address = f"{inside['screen']}?theme={theme}"
        yield Shot(moment, "facilitator", "screen", address, (PROJECTOR,), (theme,))
    if moment in READ_AT:
        for role, names in READERS.items():
            for name in names:
                yield Shot(moment, role, name, inside[name])
    if moment == Stage.PREPARATION:
        for name, address in pages.everywhere().items():
            yield Shot("any", NOBODY, name.replace(" ", "-"), address)


READERS: dict[str, tuple[str, ...]] = {
    NOBODY: ("conference", "opinion"),
    "citizen": ("conference", "dossier", "opinion"),
    "facilitator": ("conference", "people", "dossier"),
    "expert": ("conference", "dossier"),
    "guarantor": ("conference", "journal", "opinion"),
    "sponsor": ("conference", "sitting", "opinion"),
}
