"""What everybody at a table knows of it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sessions.rehearsal.players.citizen import Citizen

CONFLICT = 409


def companions(me: "Citizen") -> list[int]:
    """The numbers of those who sit at my table, as the page names them; empty until it names me."""
    names = [item.text(strip=True) for item in me.page.part("table").css(".people-list li")]
    return sorted(me.world.cast.number_of(name) for name in names) if me.name in names else []


def table_number(me: "Citizen") -> int:
    return int(me.page.attribute("data-table") or 0)


def is_late(me: "Citizen") -> bool:
    """I came in this round, when the others may have been writing already."""
    memory = me.world.memory
    return me.number in me.world.cast.late and memory.arrived[me.name][memory.sitting] == len(memory.held) - 1
