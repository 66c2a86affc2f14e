"""The marks of what tables write, in every place where it is read."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from deliberation.conference.stages import Stage
from deliberation.proposals.actions import cite_evidence
from deliberation.proposals.models import Evidence
from sessions.drafting.actions import write_proposal
from sessions.fanout.audiences import Audience, Kind
from sessions.fanout.render import render
from sessions.rounds.actions import show_table
from sessions.tables.actions import write_note
from sessions.tables.models import Note
from tests.hall import Hall

ClientOf = Callable[..., Client]
NOTE = "## Constat\n\n- **L'eau** baisse\n- *vite*"


def heard(level: int) -> str:
    return f"<h{level}>Constat</h{level}>\n<ul><li><strong>L’eau</strong> baisse</li><li><em>vite</em></li></ul>"


def region(hall: Hall, kind: Kind, key: str = "") -> str:
    return render(Audience(hall.conference.pk, kind, key), "fr").html


def inside(html: str, opening: str, closing: str) -> list[str]:
    return [found.strip() for found in re.findall(f"{opening}(.*?){closing}", html, re.DOTALL)]


@pytest.fixture
def noted(hall: Hall) -> Hall:
    hall.once(_noted)
    return hall


def _noted(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    write_note(actor=hall.at_table(1)[0], conference=hall.conference, text=NOTE, version=0)
    hall.end(Stage.TABLES)


@pytest.fixture
def proposed(noted: Hall) -> Hall:
    hall = noted
    hall.start(Stage.DRAFTING)
    citizen = hall.at_table(1)[0]
    proposal = hall.propose(citizen, "Des arbres", submit=False)
    note = Note.objects.get()
    cited = cite_evidence(actor=citizen, conference=hall.conference, proposal_id=proposal.pk, note_id=note.pk)
    proposal.refresh_from_db()
    write_proposal(
        actor=citizen,
        conference=hall.conference,
        proposal_id=proposal.pk,
        title=proposal.title,
        observation=NOTE,
        text=f"**Planter**, [voir](evidence:{cited.key}) [ou pas](evidence:{cited.key}-2)",
        reason="1. *un*\n2. deux",
        version=proposal.version,
    )
    hall.submit(citizen, proposal)
    hall.end(Stage.DRAFTING)
    hall.held |= {Stage.DRAFTING}
    return hall


def test_notes(noted: Hall, client_of: ClientOf) -> None:
    hall = noted
    assert heard(5) in region(hall, Kind.TABLE, "1")
    page = client_of(hall.at_table(1)[0]).get(f"/conferences/{hall.conference.slug}/written/").content.decode()
    assert inside(page, '<div class="words" lang="fr">', "</div>") == [heard(4)]
    hall.start(Stage.PLENARY)
    plenary = hall.round(Stage.PLENARY).pk
    for kind in (Kind.CITIZENS, Kind.WATCH):
        assert inside(region(hall, kind), "</summary>\n *(?=<h4>Constat)", "</details>") == [heard(4)]
    show_table(actor=hall.facilitator, conference=hall.conference, round_id=plenary, table=1)
    assert inside(region(hall, Kind.SCREEN), r'id="turning-note-\d+">', "</div>") == [heard(3)]


def squeezed(html: str) -> str:
    """Without the spaces between tags, which nobody sees."""
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", html)


def test_proposals(proposed: Hall, client_of: ClientOf) -> None:
    hall, cited = proposed, Evidence.objects.get()
    note = f"/conferences/{hall.conference.slug}/written/#note-{cited.note_id}"
    hall.start(Stage.REVIEW)

    def parts(level: int, address: str) -> list[str]:
        return [
            heard(level),
            f'<p><strong>Planter</strong>, <a href="{address}">voir</a> ou pas</p>',
            "<ol><li><em>un</em></li><li>deux</li></ol>",
        ]

    def missing(html: str, level: int = 5, address: str = note) -> list[str]:
        # What one may do beside each passage is no word of it.
        words = squeezed(re.sub(r'<div class="beside">.*?</div>', "", html, flags=re.DOTALL))
        return [part for part in parts(level, address) if squeezed(part) not in words]

    assert missing(region(hall, Kind.CITIZENS)) == []
    page = client_of(hall.at_table(1)[0]).get(f"/conferences/{hall.conference.slug}/written/").content.decode()
    assert missing(page) == []
    hall.end(Stage.REVIEW)
    hall.held |= {Stage.REVIEW}
    hall.reach(Stage.ADOPTION)
    assert missing(region(hall, Kind.CITIZENS)) == []
    page = client_of(hall.citizens[0]).get(f"/conferences/{hall.conference.slug}/opinion/").content.decode()
    assert missing(page, address=f"#evidence-{cited.pk}") == []
