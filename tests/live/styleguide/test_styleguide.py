"""The style guide is there for everyone, shows every part that templates are made of, and writes nothing."""

import re
from pathlib import Path

from django.conf import settings
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from deliberation.journal.models import Entry
from sessions.styleguide.samples import COLOURS, ICONS

ROOT = Path(settings.BASE_DIR)


def test_it_is_open_to_anyone_and_a_press_leads_back(client: Client, db: None) -> None:
    page = LexborHTMLParser(client.get("/styleguide/").text)
    assert len(page.css("main h1")) == 1
    assert len(page.css("section.sample > h2")) == len(page.css("section.sample"))
    response = client.post("/styleguide/", {"choice": "for"})
    assert (response.status_code, response["Location"]) == (303, "/styleguide/")
    assert not Entry.objects.exists()


def test_no_id_is_there_twice(client: Client, db: None) -> None:
    ids = [node.attributes["id"] for node in LexborHTMLParser(client.get("/styleguide/").text).css("[id]")]
    assert sorted(ids) == sorted(set(ids))


def test_it_shows_every_icon() -> None:
    template = (ROOT / "templates/components/icon.html").read_text()
    assert set(re.findall(r'kind == "(\w+)"', template)) == set(ICONS) - {"pause"}


def test_it_shows_every_colour() -> None:
    source = (ROOT / "static/css/variables.css").read_text()
    coloured = set(re.findall(r"--([\w-]+): #", source))
    assert coloured - {"accent-ink"} == set(COLOURS)
    swatches = (ROOT / "static/css/styleguide.css").read_text()
    assert [name for name in COLOURS if f"var(--{name})" not in swatches] == []
