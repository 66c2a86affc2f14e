"""The contact sheet: all screenshots on one page, to look through."""

from html import escape
from itertools import groupby
from pathlib import Path

STYLE = """body { font: 1rem/1.4 sans-serif; margin: 1rem; background: #eee; }
section { margin-bottom: 2rem; } .row { display: flex; flex-wrap: wrap; gap: 1rem; align-items: start; }
figure { margin: 0; } img { height: 24rem; border: 1px solid #999; object-fit: cover; object-position: top; }
nav { columns: 14rem; }"""


def write_sheet(folder: Path, files: list[Path]) -> Path:
    """``files`` are ``moment/page-role-width-theme.png`` below ``folder``."""
    groups = [
        (f"{moment} · {subject}", list(shots))
        for (moment, subject), shots in groupby(files, key=lambda f: (f.parent.name, f.stem.rsplit("-", 2)[0]))
    ]
    links = "".join(f'<a href="#g{n}">{escape(title)}</a><br>' for n, (title, _shots) in enumerate(groups))
    sections = "".join(_section(number, title, shots) for number, (title, shots) in enumerate(groups))
    index = folder / "index.html"
    index.write_text(
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Screenshots</title><style>{STYLE}</style>'
        f"<h1>{len(files)} screenshots</h1><nav>{links}</nav>{sections}"
    )
    return index


def _section(number: int, title: str, shots: list[Path]) -> str:
    figures = "".join(_figure(file) for file in shots)
    return f'<section id="g{number}"><h2>{escape(title)}</h2><div class="row">{figures}</div></section>'


def _figure(file: Path) -> str:
    source, caption = escape(f"{file.parent.name}/{file.name}"), escape(" ".join(file.stem.rsplit("-", 2)[1:]))
    image = f'<img loading="lazy" src="{source}" alt="">'
    return f'<figure><a href="{source}">{image}</a><figcaption>{caption}</figcaption></figure>'
