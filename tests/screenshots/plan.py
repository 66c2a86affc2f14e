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
    if (scenario, moment) == (PARIS, Stage.HANDED_OVER):
        for role, names in BESIDE.items():
            for name in names:
                yield Shot(moment, role, name, inside[name])
        yield Shot(moment, "facilitator", "version", inside["versions"], through=pages.TELLS_OF_A_VERSION)
        yield Shot(moment, "sponsor", "version", inside["versions"], through=pages.TELLS_OF_A_VERSION)
    if (scenario, moment) == (PARIS, Stage.PREPARATION):
        for name, address in pages.everywhere().items():
            yield Shot("any", NOBODY, name.replace(" ", "-"), address)


# Pages that a kind of round has for some.
OF_A_ROUND: dict[str, tuple[tuple[str, str], ...]] = {
    Stage.HEARING: (
        ("citizen", "questions"),
        ("facilitator", "questions"),
        ("expert", "questions"),
        ("facilitator", "new_sheet"),
    ),
    Stage.REVIEW: (("citizen", "written"), ("facilitator", "themes")),
    Stage.SIGNING: (("citizen", "signing"),),
    Stage.BALLOT: (("facilitator", "box"),),
    Stage.QUESTIONNAIRE: (("citizen", "my_answers"),),
    Stage.WRITING: (("citizen", "ballots"), ("citizen", "receipts")),
    Stage.TABLES: (("table", "lend_tablet"),),
}


def _followed(moment: str, inside: dict[str, str]) -> Iterator[Shot]:
    for role, name in OF_A_ROUND.get(moment, ()):
        yield Shot(moment, role, name, inside[name])
    for role in FOLLOW:
        yield Shot(moment, role, "sitting", inside["sitting"])
    for theme in THEMES:
        # A projector's colours do not follow the device: they are part of its address.
        address = f"{inside['screen']}?theme={theme}"
        yield Shot(moment, "facilitator", "screen", address, (PROJECTOR,), (theme,))
    if moment == Stage.WRITING:
        yield Shot(moment, "citizen", "ballot", inside["ballots"], through=pages.TELLS_OF_A_VOTE)
    if moment == Stage.HEARING:
        yield Shot(moment, "citizen", "document", inside["dossier"], through=pages.TELLS_OF_A_DOCUMENT)
        yield Shot(moment, "citizen", "sheet", inside["dossier"], through=pages.TELLS_OF_A_SHEET)
        yield Shot(moment, "facilitator", "edit_sheet", inside["dossier"], through=pages.CHANGES_A_SHEET)
    if moment == Stage.TABLES:
        yield Shot(moment, "table", "lend_tablet_to", inside["sitting"], through=pages.LENDS_TO)
        yield Shot(moment, "citizen", "text", inside["sitting"], through=pages.TELLS_OF_A_TEXT)
        yield Shot(moment, "facilitator", "text", inside["sitting"], through="main a.table-text")


# What stands beside the opinion, once it is handed over.
BESIDE = {
    "citizen": ("corrections", "handover_page"),
    "facilitator": ("versions", "handover_page"),
    "guarantor": ("corrections",),
    "sponsor": ("corrections", "handover_page", "versions"),
}
READERS: dict[str, dict[str, tuple[str, ...]]] = {
    PARIS: {
        NOBODY: ("conference", "opinion"),
        "citizen": ("conference", "dossier", "opinion", "hearing_requests", "questionnaires"),
        "facilitator": ("conference", "people", "tables", "dossier"),
        "expert": ("conference", "dossier"),
        "guarantor": (
            "conference", "journal", "journal_observations", "journal_statement", "journal_roles", "opinion",
        ),
        "sponsor": ("conference", "sitting", "opinion"),
    },
    DREES: {
        NOBODY: ("viewpoints",),
        "steering": ("conference", "sitting", "hearing_requests", "dossier", "experts", "opinion"),
        "facilitator": ("experts",),
    },
}  # fmt: skip
