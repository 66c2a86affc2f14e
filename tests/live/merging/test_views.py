"""The facilitators' page of themes and merges, and what each concerned citizen finds on their own."""

import re

import pytest

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role
from deliberation.merging.models import Merge, Theme
from deliberation.proposals.models import Proposal
from sessions.drafting.actions import write_proposal
from sessions.fanout.audiences import Audience, Kind
from sessions.fanout.render import render
from sessions.merging import actions
from sessions.tables import actions as tables
from tests.cast import enter
from tests.conftest import ClientOf
from tests.hall import Hall

pytestmark = pytest.mark.usefixtures("english")
PAGE = "/conferences/eau/proposals/themes/"


@pytest.fixture
def hall(hall: Hall) -> Hall:
    """Two of the three tables propose nearly the same."""
    Proposal.objects.filter(table=1).update(title="Ouvrir un numéro de téléphone gratuit", text="Refuser par téléphone")
    Proposal.objects.filter(table=2).update(title="Un téléphone gratuit pour refuser", text="Un numéro gratuit")
    Proposal.objects.filter(table=3).update(title="Planter des arbres", text="De l’ombre sur la place")
    Proposal.objects.update(reason="")
    return hall


def merge(hall: Hall) -> Merge:
    chosen = list(Proposal.objects.filter(table__in=(1, 2)).values_list("pk", flat=True))
    return actions.ask_merge(
        actor=hall.facilitator, conference=hall.conference, proposals=chosen, reason="Presque pareil"
    )


def read(client_of: ClientOf, actor: Actor, address: str = PAGE) -> str:
    client = client_of(actor)
    client.cookies["django_language"] = "en"
    return client.get(address).content.decode()


def acts(html: str) -> set[str]:
    return set(re.findall(r'data-act="([a-z-]+)"', html))


def test_a_facilitator_finds_the_proposals_the_close_pair_and_every_form(hall: Hall, client_of: ClientOf) -> None:
    html = read(client_of, hall.facilitator)
    assert re.findall(r'id="(look-\d+-\d+)"', html) == [
        f"look-{Proposal.objects.get(table=1).pk}-{Proposal.objects.get(table=2).pk}"
    ]
    assert acts(html) == {"group-proposal", "add-theme", "ask-merge"}


def test_the_guarantor_reads_it_without_forms_or_suggestions(hall: Hall, client_of: ClientOf) -> None:
    Theme.objects.create(conference=hall.conference, title="Santé", position=1)
    html = read(client_of, enter(hall.conference, Role.GUARANTOR))
    assert "Santé" in html
    assert acts(html) == set()
    assert 'id="close"' not in html


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.EXPERT, Role.STEERING, Role.SPONSOR, Role.TABLE])
def test_it_is_closed_to_everyone_else(hall: Hall, client_of: ClientOf, role: Role) -> None:
    actor = hall.citizens[0] if role == Role.CITIZEN else enter(hall.conference, role)
    assert client_of(actor).get(PAGE).status_code == 403


def test_a_merge_is_asked_and_given_up_by_ordinary_forms(hall: Hall, client_of: ClientOf) -> None:
    client = client_of(hall.facilitator)
    chosen = list(Proposal.objects.filter(table__in=(1, 2)).values_list("pk", flat=True))
    sent = {"proposals": chosen, "reason": "Presque pareil", "next": PAGE}
    assert client.post("/conferences/eau/proposals/merge/", sent).status_code == 303
    asked = Merge.objects.get()
    html = read(client_of, hall.facilitator)
    assert re.findall(r'data-merge="(\d+)" data-state="(\w+)"', html) == [(str(asked.pk), "asked")]
    # Of table 1 and of table 2, three are here and none agreed.
    assert re.findall(r'data-agreed="(\d)" data-asked="(\d)"', html) == [("0", "3"), ("0", "3")]
    withdrawal = client.post(f"/conferences/eau/proposals/merges/{asked.pk}/withdraw/", {"reason": "Tôt", "next": PAGE})
    assert withdrawal.status_code == 303
    html = read(client_of, hall.facilitator)
    assert re.findall(r'data-state="(\w+)"', html) == ["lapsed"]
    assert "Tôt" in html


def test_one_proposal_alone_is_refused_and_what_was_typed_stays(hall: Hall, client_of: ClientOf) -> None:
    sent = {"proposals": [Proposal.objects.get(table=1).pk], "reason": "Presque pareil", "next": PAGE}
    answer = client_of(hall.facilitator).post("/conferences/eau/proposals/merge/", sent)
    assert answer.status_code == 409
    assert "Presque pareil" in answer.content.decode()


def test_only_those_concerned_are_asked_on_their_own_page(hall: Hall) -> None:
    asked = merge(hall)
    shown = {}
    for citizen in hall.citizens:
        html = render(Audience(hall.conference.pk, Kind.PERSON, citizen.member.ref), "en").html
        shown[citizen.member.ref] = f"merge-asked-{asked.pk}" in html
    concerned = {actor.member.ref for actor in (*hall.at_table(1), *hall.at_table(2))}
    assert {ref for ref, there in shown.items() if there} == concerned


def test_the_words_of_a_draft_are_on_the_pages_of_its_people_and_of_nobody_else(
    hall: Hall, client_of: ClientOf
) -> None:
    draft = merge(hall).proposal
    Proposal.objects.filter(pk=draft.pk).update(observation="Mots du brouillon")
    mine = read(client_of, hall.at_table(2)[0], "/conferences/eau/written/")
    assert f'id="proposal-{draft.pk}"' in mine
    assert "Mots du brouillon" in mine
    assert "Presque pareil" in mine
    assert "Mots du brouillon" not in read(client_of, hall.at_table(3)[0], "/conferences/eau/written/")
    regions = [(Kind.CITIZENS, ""), (Kind.WATCH, ""), (Kind.SCREEN, ""), *((Kind.TABLE, str(n)) for n in (1, 2, 3))]
    for kind, key in regions:
        assert "Mots du brouillon" not in render(Audience(hall.conference.pk, kind, key), "en").html


def test_what_i_answered_is_said_there_and_the_acts_lead_back_to_the_page(hall: Hall, client_of: ClientOf) -> None:
    draft, me = merge(hall).proposal, hall.at_table(1)[0]
    tables.submit_proposal(actor=me, conference=hall.conference, proposal_id=draft.pk)
    html = read(client_of, me, "/conferences/eau/written/")
    assert acts(html) & {"agree-to-proposal", "withdraw-agreement"} == {"withdraw-agreement"}
    assert f'value="/conferences/eau/written/#proposal-{draft.pk}"' in html
    other = read(client_of, hall.at_table(2)[0], "/conferences/eau/written/")
    assert "agree-to-proposal" in acts(other)


def test_an_origin_that_has_changed_since_is_named_to_those_who_write_the_merge(
    hall: Hall, client_of: ClientOf
) -> None:
    merge(hall)
    origin, writer = Proposal.objects.get(table=2, merge=None), hall.at_table(2)[0]
    assert "Changed since" not in read(client_of, writer, "/conferences/eau/written/")
    write_proposal(
        actor=writer,
        conference=hall.conference,
        proposal_id=origin.pk,
        version=origin.version,
        title="Refuser autrement",
        text="Autrement",
        reason="",
    )
    html = read(client_of, writer, "/conferences/eau/written/")
    assert "Changed since the merge was asked for: Refuser autrement." in html


def test_everyone_reads_under_themes_and_what_a_merge_was_made_of(hall: Hall) -> None:
    theme = Theme.objects.create(conference=hall.conference, title="Santé", position=1)
    Proposal.objects.filter(table=3).update(theme=theme)
    draft = merge(hall).proposal
    tables.submit_proposal(actor=hall.at_table(1)[0], conference=hall.conference, proposal_id=draft.pk)
    for citizen in (hall.at_table(1)[1], *hall.at_table(2)[:2]):
        hall.agree(citizen, draft)
    html = render(Audience(hall.conference.pk, Kind.CITIZENS), "en").html
    assert re.findall(r'<h3 class="theme-title">([^<]+)</h3>', html) == ["Santé", "Without a theme"]
    third = Proposal.objects.get(table=3)
    assert re.findall(r'<article class="proposal reviewed" id="review-(\d+)"', html) == [str(third.pk), str(draft.pk)]
    assert "Tables 1 and 2" in html
    assert re.findall(rf'id="review-origin-{draft.pk}-(\d+)"', html) == [
        str(Proposal.objects.get(table=n, merge=None).pk) for n in (1, 2)
    ]
