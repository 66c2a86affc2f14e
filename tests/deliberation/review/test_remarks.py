"""A remark is about the whole of a proposal, or about a passage as it was read."""

import pytest
from django.urls import reverse

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Stage
from deliberation.kernel.errors import Refused
from deliberation.proposals.actions import make_remark
from deliberation.proposals.models import Proposal, Remark
from deliberation.proposals.queries import passages_of
from deliberation.review.queries import remarked
from tests.cast import set_stage
from tests.conftest import ClientOf

TEXT = "Un compteur par foyer.\n\n1. Former\n2. Compter"


@pytest.fixture
def proposal(conference: Conference) -> Proposal:
    set_stage(conference, Stage.REVIEW)
    return Proposal.objects.create(
        conference=conference, table=1, title="Compteurs", text=TEXT, reason="Pour voir.", state="submitted"
    )


def say(actor: Actor, proposal: Proposal, text: str, field: str = "", passage: str = "") -> Remark:
    return make_remark(
        actor=actor, conference=proposal.conference, proposal_id=proposal.pk, text=text, field=field, passage=passage
    )


def beside(proposal: Proposal) -> dict[str, list[str]]:
    found = remarked(Proposal.objects.get(pk=proposal.pk))
    shown = {p.words: [r.text for r in remarks] for rows in found.beside.values() for p, remarks in rows if remarks}
    return shown | {"whole": [r.text for r in found.whole], "gone": [r.text for r in found.gone]}


def test_what_can_be_pointed_at(proposal: Proposal) -> None:
    assert [(each.field, each.words) for each in passages_of(proposal)] == [
        ("text", "Un compteur par foyer."),
        ("text", "Former"),
        ("text", "Compter"),
        ("reason", "Pour voir."),
    ]


def test_a_remark_stands_beside_its_passage(proposal: Proposal, citizen: Actor, other_citizen: Actor) -> None:
    say(citizen, proposal, "D’accord")
    say(citizen, proposal, "Qui ?", "text", "1. Compter")
    say(other_citizen, proposal, "Bien vu", "reason", "Pour voir.")
    assert beside(proposal) == {"Compter": ["Qui ?"], "Pour voir.": ["Bien vu"], "whole": ["D’accord"], "gone": []}


def test_the_same_words_about_another_passage_are_another_remark(proposal: Proposal, citizen: Actor) -> None:
    for field, passage in (("text", "1. Compter"), ("text", "1. Former"), ("text", "1. Former"), ("", "")):
        say(citizen, proposal, "Qui ?", field, passage)
    assert beside(proposal) == {"Former": ["Qui ?"], "Compter": ["Qui ?"], "whole": ["Qui ?"], "gone": []}


def test_a_remark_outlives_the_words_it_was_about(proposal: Proposal, citizen: Actor) -> None:
    say(citizen, proposal, "Trop", "text", "Un compteur par foyer.")
    Proposal.objects.update(text="Un compteur par rue.")
    assert beside(proposal) == {"whole": [], "gone": ["Trop"]}
    assert Remark.objects.get().passage == "Un compteur par foyer."


@pytest.mark.parametrize(
    ("field", "passage"),
    [
        ("text", "Un compteur par rue."),
        ("reason", "Un compteur par foyer."),
        ("text", ""),
        ("", "Un compteur par foyer."),
        ("title", "Compteurs"),
        ("state", "submitted"),
    ],
)
@pytest.mark.usefixtures("english")
def test_only_a_passage_that_stands_there_is_remarked_on(
    field: str, passage: str, proposal: Proposal, citizen: Actor
) -> None:
    with pytest.raises(Refused, match="has changed since you read it"):
        say(citizen, proposal, "Non", field, passage)
    assert not Remark.objects.exists()


def test_two_passages_that_say_the_same_show_a_remark_once(proposal: Proposal, citizen: Actor) -> None:
    Proposal.objects.update(text="Oui.\n\nOui.")
    proposal.refresh_from_db()
    say(citizen, proposal, "Deux fois", "text", "Oui.")
    rows = remarked(proposal).beside["text"]
    assert [[remark.text for remark in remarks] for _, remarks in rows] == [["Deux fois"], []]


def test_a_passage_comes_from_a_page_by_its_key(proposal: Proposal, citizen: Actor, client_of: ClientOf) -> None:
    address = reverse("make_remark", args=[proposal.conference.slug, proposal.pk])
    keys = {passage.words: passage.key for passage in passages_of(proposal)}
    sent = {"text": "Qui ?", "passage": keys["Former"]}
    response = client_of(citizen).post(address, sent, headers={"Accept": "application/json"})
    assert response.status_code == 200, response.content
    assert list(Remark.objects.values_list("field", "passage", "text")) == [("text", "1. Former", "Qui ?")]


def test_a_passage_that_has_gone_loses_nothing_typed(proposal: Proposal, citizen: Actor, client_of: ClientOf) -> None:
    address = reverse("make_remark", args=[proposal.conference.slug, proposal.pk])
    sent = {"text": "Qui forme-t-on ?", "passage": passages_of(proposal)[1].key}
    Proposal.objects.update(text="Un compteur par rue.")
    client = client_of(citizen)
    response = client.post(address, sent, headers={"Accept": "application/json"})
    assert response.status_code == 422
    sentence = "Ce passage a changé depuis que vous l’avez lu\u00a0: choisissez-en un autre, ou la proposition entière."
    assert response.json() == {"errors": {"passage": [sentence]}}
    page = client.post(address, sent).content.decode()
    assert "Qui forme-t-on ?" in page
    assert sentence in page
    assert not Remark.objects.exists()
