"""Who plays what: everyone whose badge was printed, and what the seed lets happen to them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sessions.rehearsal.players.words import Words

# Under five papers, whoever keys them in may guess whose is whose.
PAPERS = 5
# Of the citizens, at most so many vote on paper.
SHARE_ON_PAPER = 1 / 3
# Below this many citizens nobody is spared for mishaps.
ENOUGH = 8


@dataclass(frozen=True)
class Part:
    """A person and their badge. ``number`` counts the citizens from 1; 0 for everyone else."""

    role: str
    name: str
    code: str
    place: str
    number: int = 0


@dataclass(frozen=True)
class Cast:
    """Numbers are citizens' numbers. The first citizen is spared everything: visitors look over their shoulder."""

    everyone: tuple[Part, ...]
    absent: frozenset[int]
    late: tuple[int, ...]
    lost_badge: int
    two_devices: int
    # Their phone runs no script: they write by the forms of the page.
    without_script: int
    impatient: frozenset[int]
    stubborn: int
    # Who would rather vote on paper; nobody where nobody could key it in twice, nor in a small panel.
    on_paper: frozenset[int]
    authors: tuple[int, ...]
    # Who offers to write it; who offers and takes it back; who asks for a change in it, and who wants it too.
    offering: frozenset[int]
    wavering: int
    asking: tuple[int, int]
    # Who writes a minority opinion, and who joins it; nobody in a panel of one.
    dissenting: tuple[int, ...]
    undecided: frozenset[int]
    declining: frozenset[int]
    reserved: frozenset[int]
    named: frozenset[int]

    def of(self, role: str) -> list[Part]:
        return [part for part in self.everyone if part.role == role]

    @property
    def citizens(self) -> list[Part]:
        return self.of("citizen")

    @property
    def coming(self) -> list[Part]:
        return [part for part in self.citizens if part.number not in self.absent]

    def number_of(self, name: str) -> int:
        """The number of the citizen of this name."""
        return next(part.number for part in self.citizens if part.name == name)


def parts_in(badges: Path) -> tuple[Part, ...]:
    """The people of the file that ``create_conference --badges`` wrote, citizens numbered in its order."""
    parts: list[Part] = []
    citizens = 0
    for row in json.loads(badges.read_text()):
        citizens += row["role"] == "citizen"
        number = citizens if row["role"] == "citizen" else 0
        parts.append(Part(row["role"], row["name"], row["code"], row["place"], number))
    return tuple(parts)


def cast_of(parts: Iterable[Part], words: Words) -> Cast:
    """Deal out absences, delays and mishaps; what the seed draws does not depend on anything that happens."""
    everyone = tuple(parts)
    count = sum(part.number > 0 for part in everyone)
    drawn = words.sample(range(2, count + 1), count, "cast")
    few = max(1, round(count * 0.05)) if count >= ENOUGH else 0
    absent, rest = frozenset(drawn[:few]), drawn[few:]
    # Those who come late sit down after the others have begun to write, and leave the first words to them.
    late = sorted(sorted(rest)[-few:]) if few else []
    staying = [1, *(number for number in rest if number not in late)]
    mishaps = [*(number for number in staying if number != 1), 0, 0, 0]
    lost, two, stubborn = mishaps[:3] if few else (0, 0, 0)
    # The rest of the draws are among all who come: one may sign with a reservation and have two devices.
    authors = words.sample(staying, 4, "authors")
    offering = words.sample(staying, max(1, len(staying) // 2), "offering")
    signing = words.sample([1, *rest], len(rest) + 1, "signing")
    willing = signing[2 * few :]
    return Cast(
        everyone=everyone,
        absent=absent,
        late=tuple(late),
        lost_badge=lost,
        two_devices=two,
        # One of the first at their table, wherever they sit: so they write in every text that several write.
        without_script=min((n for n in staying if n != 1), default=0),
        impatient=frozenset(words.sample(staying, few, "impatient")),
        stubborn=stubborn,
        on_paper=frozenset(_on_paper(everyone, mishaps, {lost, two, stubborn}, words)),
        authors=tuple(authors[n % len(authors)] for n in range(4)),
        offering=frozenset(offering),
        wavering=next((n for n in staying if n not in offering), 0),
        asking=(authors[0], authors[-1]),
        dissenting=tuple(words.sample(staying, 2, "dissenting")) if len(staying) > 1 else (),
        undecided=frozenset(signing[:few]),
        declining=frozenset(signing[few : 2 * few]),
        reserved=frozenset(willing[: max(1, count // 8)]),
        named=frozenset(words.sample(willing, max(1, count // 3), "named")),
    )


def _on_paper(everyone: tuple[Part, ...], able: Iterable[int], busy: set[int], words: Words) -> list[int]:
    count = sum(part.number > 0 for part in everyone)
    keyers = sum(part.role in {"facilitator", "steering"} for part in everyone)
    if keyers < 2 or SHARE_ON_PAPER * count < PAPERS:
        return []
    return words.sample([number for number in able if number and number not in busy], PAPERS, "on paper")
