"""The public record inside the sealed opinion: whole, and nobody’s but by their own choice."""

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema
import pikepdf
import pytest
from django.conf import settings

from deliberation.ballots.queries import closed_ballots
from deliberation.conference.models import Membership
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.dossier.sheets import actions as sheets
from deliberation.hearings.requests import actions as requests
from deliberation.journal.models import Entry
from deliberation.opinion.assemble import document_of
from deliberation.opinion.models import Opinion, SealedOpinion
from deliberation.panel.models import Criterion, Panellist
from sessions.record.public import ballot_json, enclosure_of
from tests.cast import enter
from tests.hall import Hall

SCHEMA = settings.BASE_DIR / "docs" / "record.schema.json"


@pytest.fixture
def sealed(hall: Hall) -> SealedOpinion:
    old = Criterion.objects.create(conference=hall.conference, name="Âge", value="70 ans et plus")
    young = Criterion.objects.create(conference=hall.conference, name="Âge", value="moins de 70 ans")
    for number, panellist in enumerate(Panellist.objects.order_by("pk")):
        panellist.criteria.add(old if number < 2 else young)
    hall.open()
    write_and_revise(hall)
    ask_and_answer(hall)
    hall.reach(Stage.SIGNING)
    hall.sign(hall.citizens[0], reservation="Le prix", public_name="A. Personne")
    hall.sign(hall.citizens[1], "declined", reason="Pas chiffré")
    hall.end(Stage.SIGNING)
    return SealedOpinion.objects.get()


def write_and_revise(hall: Hall) -> None:
    """One sheet, in two versions, which one reader did not understand."""
    given = {"actor": hall.facilitator, "conference": hall.conference}
    texts = {"question": "Pourquoi ?", "essential": "Deux.", "in_depth": "Trois."}
    written = sheets.write_sheet(**given, **texts, easy="Un.")
    told = {"sheet_id": written.sheet_id, "number": 1, "depth": "easy", "words": "sentinelle"}
    sheets.say_not_understood(actor=hall.citizens[0], conference=hall.conference, **told)
    sheets.revise_sheet(**given, **texts, sheet_id=written.sheet_id, version=1, easy="Un seul.", changed="Plus clair.")


def ask_and_answer(hall: Hall) -> None:
    """One request is accepted and tied to the hearing, which is held; one is refused; nobody answers the third."""
    conference, asked = hall.conference, []
    for citizen, subject in zip(hall.citizens, ("Une éclusière", "Un pêcheur", "Un poisson"), strict=False):
        words = {"kind": "person", "subject": subject, "reason": "Manque"}
        asked.append(requests.request_hearing(actor=citizen, conference=conference, **words))
    requests.support_request(actor=hall.citizens[3], conference=conference, request_id=asked[0].pk)
    for request, decision in zip(asked, ("accepted", "refused"), strict=False):
        requests.answer_request(
            actor=hall.facilitator, conference=conference, request_id=request.pk, decision=decision, answer="Pesé"
        )
    hearing = hall.round(Stage.HEARING).hearing
    assert hearing is not None
    requests.link_request(actor=hall.facilitator, conference=conference, request_id=asked[0].pk, hearing_id=hearing.pk)
    hall.hold(Stage.HEARING)


def inside(sealed: SealedOpinion) -> dict[str, bytes]:
    with pikepdf.open(BytesIO(bytes(sealed.pdf))) as pdf:
        assert pdf.check_pdf_syntax() == []
        return {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}


def record(sealed: SealedOpinion) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(inside(sealed)["record.json"])
    return found


def test_it_is_of_its_schema(sealed: SealedOpinion) -> None:
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(record(sealed), schema, format_checker=jsonschema.FormatChecker())


def test_it_says_what_was_signed_and_how(sealed: SealedOpinion) -> None:
    found = record(sealed)
    assert found["signatures"] == {
        "signed": 1,
        "own_key": 0,
        "attested": 1,
        "with_reservation": 1,
        "declined": 1,
        "unanswered": 4,
        "on_roll": 6,
        "named": ["A. Personne"],
    }
    entries = Entry.objects.order_by("number")
    before = entries.exclude(verb="opinion:sealed").filter(number=found["journal"]["length"]).get()
    assert (found["text_sha256"], found["journal"]["head"]) == (sealed.text_sha256, before.hash)


def test_it_tells_what_was_asked_to_be_heard_and_what_became_of_it(sealed: SealedOpinion) -> None:
    told = record(sealed)["hearing_requests"]
    kept = ("kind", "subject", "reason", "support", "state", "answer", "answered_by", "late", "hearing")
    common = {"kind": "person", "reason": "Manque", "late": False, "hearing": None}
    hearing = {"expert": "Hydrologue", "works_for_organiser": False, "round": "Temps 3", "held": True}
    answered = {"answer": "Pesé", "answered_by": "facilitators"}
    assert [{name: each[name] for name in kept} for each in told] == [
        common | answered | {"subject": "Une éclusière", "support": 2, "state": "accepted", "hearing": hearing},
        common | answered | {"subject": "Un pêcheur", "support": 1, "state": "refused"},
        common | {"subject": "Un poisson", "support": 1, "state": "open", "answer": None, "answered_by": None},
    ]
    assert [bool(each["closed_at"]) for each in told] == [True, True, False]


def test_it_holds_every_version_of_a_sheet_and_nobodys_remark(sealed: SealedOpinion) -> None:
    told = record(sealed)["sheets"]
    assert [(each["sheet"], each["version"], each["easy"], each["changed"]) for each in told] == [
        (1, 1, "Un.", ""),
        (1, 2, "Un seul.", "Plus clair."),
    ]
    assert b"sentinelle" not in inside(sealed)["record.json"]


def test_its_annex_prints_them(sealed: SealedOpinion, english: None) -> None:
    document = document_of(Opinion.objects.get(), at=sealed.sealed_at, enclosure=enclosure_of(sealed.conference))
    assert [(each.subject, each.support, each.answer, each.heard) for each in document.annexes.asked] == [
        ("Une éclusière", 2, "Pesé", "Heard: Hydrologue."),
        ("Un pêcheur", 1, "Pesé", ""),
        ("Un poisson", 1, "", ""),
    ]


def test_nobody_is_named_or_referred_to(sealed: SealedOpinion) -> None:
    text = inside(sealed)["record.json"].decode()
    people = Membership.objects.exclude(role=Role.TABLE)
    assert people.count() > 6
    assert [each.ref for each in people if each.ref in text] == []
    assert [each.name for each in people if f'"{each.name}"' in text] == []


def test_figures_of_few_people_are_hidden(sealed: SealedOpinion) -> None:
    assert record(sealed)["panel"] == {
        "on_roll": 6,
        "composition": {"Âge": {"70 ans et plus": None, "moins de 70 ans": None}},
    }


def test_a_ballot_that_was_read_costs_three_queries_more(
    hall: Hall, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    hall.reach(Stage.WRITING)
    ballots = list(closed_ballots(hall.conference).select_related("conference"))
    with django_assert_num_queries(3 * len(ballots)):
        assert [json.loads(ballot_json(each))["voted"] for each in ballots] == [6, 6]


def test_every_closed_ballot_is_inside_as_the_site_offers_it(hall: Hall, sealed: SealedOpinion) -> None:
    files, ballots = inside(sealed), list(hall.conference.ballots.order_by("pk"))
    assert record(sealed)["ballots"] == [ballot.pk for ballot in ballots]
    assert {name for name in files if name.startswith("ballot-")} == {f"ballot-{each.pk}.json" for each in ballots}
    assert [files[f"ballot-{each.pk}.json"] == ballot_json(each) for each in ballots] == [True] * len(ballots)


def test_the_program_inside_counts_a_ballot_inside(sealed: SealedOpinion, tmp_path: Path) -> None:
    for name, content in inside(sealed).items():
        (tmp_path / name).write_bytes(content)
    for number in record(sealed)["ballots"]:
        counted = subprocess.run(
            [sys.executable, "recount.py", f"ballot-{number}.json"], cwd=tmp_path, capture_output=True, check=False
        )
        assert counted.returncode == 0, counted.stdout + counted.stderr


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OPERATOR])
def test_the_guarantor_alone_reads_who_stands_behind_each_signature(
    role: Role, hall: Hall, sealed: SealedOpinion, client_of: Callable[..., Any]
) -> None:
    kept = bytes(sealed.evidence)
    assert {"format", "signatures"} <= json.loads(kept).keys()
    answer = client_of(enter(hall.conference, role)).get("/conferences/eau/journal/evidence.json")
    allowed = role == Role.GUARANTOR
    assert (answer.status_code, answer.content == kept) == ((200, True) if allowed else (403, False))


def test_nobody_reads_it_before_the_seal(hall: Hall, guarantor: Actor, client_of: Callable[..., Any]) -> None:
    hall.reach(Stage.SIGNING)
    hall.sign(hall.citizens[0])
    assert client_of(guarantor).get("/conferences/eau/journal/evidence.json").status_code == 403
