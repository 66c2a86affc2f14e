"""Every colour that is written on another can be read: WCAG 2.2's contrasts, computed from static/css/variables.css."""

import re
from pathlib import Path

import pytest

SOURCE = (Path(__file__).parents[2] / "static/css/variables.css").read_text(encoding="utf-8")
TEXT, GRAPHIC = 4.5, 3.0
READ_BY_MACHINES = re.compile(r"\.(\w+-)?qr[ ,{][^}]*\}")
# What components write on what.
PAGE = ("paper", "surface", "sunken")
WRITTEN = [
    *((ink, ground) for ink in ("ink", "ink-soft", "accent", "danger", "good", "warn") for ground in PAGE),
    *((ink, f"{tone}-soft") for tone in ("accent", "danger", "good", "warn") for ink in ("ink", tone)),
    *(("ink-soft", f"{tone}-soft") for tone in ("accent", "danger", "good", "warn")),
    ("accent-ink", "accent"),
    ("ink", "accent-line"),
    ("paper", "ink"),
    # A first name beside a caret.
    *(("accent-ink", f"writer-{number}") for number in range(1, 9)),
]
# What is told by a shape: edges of controls, parts of a result, the focus.
DRAWN = [
    *((edge, ground) for edge in ("line-strong", "accent", "danger") for ground in PAGE),
    *((part, ground) for part in ("for", "against", "abstain") for ground in ("paper", "surface")),
    ("line-strong", "accent-soft"),
    ("accent", "rest"),
    ("for", "rest"),
    # The caret itself.
    *((f"writer-{number}", ground) for number in range(1, 9) for ground in ("surface", "paper")),
]


def block(selector: str, source: str = SOURCE) -> dict[str, str]:
    found = re.search(re.escape(selector) + r" \{\n(.*?)\n\s*\}", source, re.DOTALL)
    assert found, selector
    return dict(re.findall(r"--([\w-]+): ([^;]+);", found[1]))


LIGHT = block(":root")
ASKED_BY_THE_DEVICE = block(':root:not([data-theme="light"])')
CHOSEN = block(':root[data-theme="dark"]')
THEMES = {"light": LIGHT, "dark": LIGHT | CHOSEN}


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_the_measure_is_the_standards() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("pairs", "least"), [(WRITTEN, TEXT), (DRAWN, GRAPHIC)], ids=["text", "shapes"])
def test_what_is_written_or_drawn_is_seen(theme: str, pairs: list[tuple[str, str]], least: float) -> None:
    colours = THEMES[theme]
    faint = {
        f"{ink} on {ground}": round(found, 2)
        for ink, ground in pairs
        if (found := contrast(colours[ink], colours[ground])) < least
    }
    assert faint == {}


def test_dark_is_the_same_whoever_asks_for_it() -> None:
    assert ASKED_BY_THE_DEVICE == CHOSEN


def test_dark_says_every_colour_again() -> None:
    colours = {name for name, value in LIGHT.items() if value.startswith(("#", "rgb"))}
    assert colours <= set(CHOSEN)


def test_no_component_has_a_colour_of_its_own() -> None:
    """A colour that is not a variable would be the same in both themes; only a code that machines read is."""
    folder = Path(__file__).parents[2] / "static/css"
    bare = [
        f"{path.name}: {found}"
        for path in sorted(folder.glob("*.css"))
        if path.name not in {"variables.css", "panel.css"}
        for found in re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\s])", READ_BY_MACHINES.sub("", path.read_text()))
    ]
    assert bare == []
