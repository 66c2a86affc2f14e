"""Law 7: nobody but a citizen has a path to the text, and from the first signature on nobody has.

Every address of the product is tried as everyone, with every form filled in: what is added later is walked by itself.
"""

import io
import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.test import Client

from deliberation.opinion.models import Opinion
from tests.hall import Hall
from tests.walk.people import CITIZEN, MEMBERS, OUTSIDERS, browsers
from tests.walk.scenes import FROZEN, SCENES
from tests.walk.steps import Walk
from tests.walk.words import changed, text, words_of

ClientOf = Callable[..., Client]
# Where whoever is outside is tried too, whom no moment of the conference concerns.
WITH_OUTSIDERS = ("writing", "handed over")


@pytest.fixture(autouse=True)
def in_silence() -> Iterator[None]:
    """Thousands of refusals are what is wanted."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("scene", SCENES)
def test_nobody_but_a_citizen_has_a_path_to_the_text(hall: Hall, client_of: ClientOf, scene: str) -> None:
    people = browsers(hall, client_of)
    SCENES[scene](hall)
    walk = Walk(hall.conference)
    for who in (*MEMBERS, *(OUTSIDERS if scene in WITH_OUTSIDERS else ())):
        # Who guides has the most to do; pages are opened by everyone while it is written, and by them at every moment.
        guides = who == "facilitator"
        walk.go(who, people[who], most=4 if guides else 1, reading=guides or scene == "writing")
    walk.go("facilitator, one act after another", people["facilitator"], most=2, lasting=True)
    assert (walk.holes, walk.crashes) == ([], [])


@pytest.mark.parametrize("scene", FROZEN)
def test_once_signed_no_citizen_changes_it_either(hall: Hall, client_of: ClientOf, scene: str) -> None:
    browser = browsers(hall, client_of)[CITIZEN]
    SCENES[scene](hall)
    walk = Walk(hall.conference)
    walk.go(CITIZEN, browser, most=4, reading=True)
    walk.go(CITIZEN, browser, most=4, lasting=True)
    assert (walk.holes, walk.crashes) == ([], [])


# That the walk would see a hole


def test_it_goes_where_a_citizen_writes(hall: Hall, client_of: ClientOf) -> None:
    """Whom the acts are meant for is let through: it is not for lack of a valid form that the others are refused."""
    SCENES["writing"](hall)
    walk = Walk(hall.conference)
    people = browsers(hall, client_of)
    walk.go(CITIZEN, people[CITIZEN], most=6)
    assert {hole.split(": ")[1] for hole in walk.holes} == {"post write_opinion"}
    walk.go("facilitator", people["facilitator"], most=6)
    done = {name for name, method, status in walk.answers if method == "post" and status in (200, 303)}
    assert {"extend_round", "end_round", "go_back", "send_notice", "invite", "add_tablet"} <= done


@pytest.mark.urls("tests.walk.holes")
@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("facilitator", ["post hole_in_a_form: the sections", "post hole_without_a_form: the recommendations"]),
        ("superuser", ["get hole_for_staff: the sections"]),
        ("nobody", ["post hole_for_anyone: the question"]),
        ("sponsor", []),
    ],
)
def test_a_hole_is_found(hall: Hall, client_of: ClientOf, who: str, found: list[str]) -> None:
    SCENES["writing"](hall)
    walk = Walk(hall.conference)
    walk.go(who, browsers(hall, client_of)[who], reading=True)
    assert list(dict.fromkeys(walk.holes)) == [f"{who}: {hole}" for hole in found]


# What is no address of ours


def test_there_is_no_site_for_administrators(hall: Hall, client_of: ClientOf) -> None:
    people = browsers(hall, client_of)
    found = {people[who].get(url).status_code for who in ("superuser", "staff") for url in ("/admin/", "/admin/login/")}
    assert found == {404}


# These serve the product in processes of their own, where people act by its addresses.
SERVES = {"serve", "demo", "rehearse"}


@pytest.mark.parametrize("scene", ["writing", "signed once", "handed over"])
def test_no_command_changes_it(hall: Hall, tmp_path: Path, scene: str) -> None:
    SCENES[scene](hall)
    slug, opinion = hall.conference.slug, Opinion.objects.get().pk
    before, said = words_of(opinion), text(hall.conference)
    pdf = tmp_path / "avis.pdf"
    pdf.write_bytes(b"%PDF-1.7")
    people = ["--demo-people", "--citizens", "4", "--badges", str(tmp_path / "badges.json")]
    invited = [f"--{role}=walk@walk.example" for role in ("facilitator", "guarantor", "steering")]
    ours: dict[str, list[list[str]]] = {
        "verify_journal": [[slug], []],
        "verify_opinion": [[str(pdf)]],
        "create_conference": [
            ["paris-2023", "--slug", slug, *people, *invited],
            ["paris-2023", "--slug", "walk", *people, *invited],
        ],
    }
    known = {name for name, app in get_commands().items() if app in ("deliberation", "sessions")}
    assert known == {*ours, *SERVES}, "say here what a new command is given"
    djangos: dict[str, list[list[str]]] = {
        "createsuperuser": [["--noinput", "--email=root@walk.example"]],
        "clearsessions": [[]],
        "remove_stale_contenttypes": [["--noinput"]],
        "migrate": [["--noinput"]],
    }
    for name, lines in (ours | djangos).items():
        for line in lines:
            with suppress(CommandError, SystemExit, AttributeError):
                call_command(name, *line, stdout=io.StringIO(), stderr=io.StringIO())
            assert (name, changed(before, words_of(opinion)), text(hall.conference)) == (name, [], said)
