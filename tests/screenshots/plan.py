"""What is photographed: which page, at which moment, as whom, how wide."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from deliberation.conference.stages import Stage
from tests.e2e import pages

PARIS, DREES = "paris-2023", "drees-2016"
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
# Paris has no steering committee.
CONFERENCES: dict[str, tuple[str, ...]] = {PARIS: MOMENTS, DREES: READ_AT}


@dataclass(frozen=True)
class Shot:
    moment: str
    role: str
    page: str
    address: str
    widths: tuple[int, ...] = WIDTHS
    themes: tuple[str, ...] = THEMES
    # A link on the page of this address that leads to the one wanted.
    through: str = ""

    def frames(self, words: Collection[str] = ()) -> list["Frame"]:
        """Those whose names have all these words."""
        every = (
            Frame(f"{self.moment}/{self.page}-{self.role}-{width}-{theme}", width, theme)
            for theme in self.themes
            for width in self.widths
        )
        return [frame for frame in every if all(word in frame.name for word in words)]


@dataclass(frozen=True)
class Frame:
    """One picture; ``name`` is where it is kept."""

    name: str
    width: int
    theme: str


def at(moment: str, scenario: str) -> Iterator[Shot]:
    """What is photographed while the conference of this scenario, whose slug it is, is at this moment."""
    inside = pages.of_conference(scenario)
    if scenario == PARIS:
        yield from _followed(moment, inside)
    if moment in READ_AT:
        for role, names in READERS[scenario].items():
            for name in names:
                yield Shot(moment, role, name, inside[name])
    if (scenario, moment) == (PARIS, Stage.PREPARATION):
        for name, address in pages.everywhere().items():
            yield Shot("any", NOBODY, name.replace(" ", "-"), address)


def _followed(moment: str, inside: dict[str, str]) -> Iterator[Shot]:
    for role in FOLLOW:
        yield Shot(moment, role, "sitting", inside["sitting"])
    for theme in THEMES:
        # A projector's colours do not follow the device: they are part of its address.
        address = f"{inside['screen']}?theme={theme}"
        yield Shot(moment, "facilitator", "screen", address, (PROJECTOR,), (theme,))
    if moment == Stage.REVIEW:
        yield Shot(moment, "citizen", "written", inside["written"])
        yield Shot(moment, "facilitator", "themes", inside["themes"])
    if moment == Stage.BALLOT:
        yield Shot(moment, "facilitator", "box", inside["box"])
    if moment == Stage.WRITING:
        for name in ("ballots", "receipts"):
            yield Shot(moment, "citizen", name, inside[name])
        yield Shot(moment, "citizen", "ballot", inside["ballots"], through=pages.TELLS_OF_A_VOTE)
    if moment == Stage.TABLES:
        yield Shot(moment, "table", "lend_tablet", inside["lend_tablet"])
        yield Shot(moment, "table", "lend_tablet_to", inside["sitting"], through=pages.LENDS_TO)
        yield Shot(moment, "citizen", "text", inside["sitting"], through=pages.TELLS_OF_A_TEXT)
        yield Shot(moment, "facilitator", "text", inside["sitting"], through="main a.table-text")


READERS: dict[str, dict[str, tuple[str, ...]]] = {
    PARIS: {
        NOBODY: ("conference", "opinion"),
        "citizen": ("conference", "dossier", "opinion"),
        "facilitator": ("conference", "people", "tables", "dossier"),
        "expert": ("conference", "dossier"),
        "guarantor": (
            "conference", "journal", "journal_observations", "journal_statement", "journal_roles", "opinion",
        ),
        "sponsor": ("conference", "sitting", "opinion"),
    },
    DREES: {"steering": ("conference", "sitting", "dossier", "opinion")},
}  # fmt: skip
