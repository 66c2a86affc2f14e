"""A sheet that a person has read, in the version they read: kept as documents are, for them alone."""

import pytest
from django.urls import reverse

from deliberation.conference.actions import remove_person
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role
from deliberation.dossier.bookmarks import actions
from deliberation.dossier.bookmarks.models import SheetBookmark
from deliberation.dossier.bookmarks.queries import Progress, keeps_anything, marks_of, progress_of_sheets
from deliberation.dossier.sheets.models import SheetVersion
from deliberation.journal.models import Entry
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from tests.cast import enter
from tests.conftest import ClientOf

OTHERS = [role for role in Role if role not in {Role.CITIZEN, Role.OPERATOR}]


def written(conference: Conference, number: int = 1, before: SheetVersion | None = None) -> SheetVersion:
    sheet = before.sheet if before else conference.sheets.create()
    texts = {"easy": "Court.", "essential": "Plus long.", "in_depth": "Tout."}
    return SheetVersion.objects.create(
        sheet=sheet, number=number, question="D’où vient l’eau ?", written_at=clock.now(), **texts
    )


@pytest.fixture
def sheet(conference: Conference) -> SheetVersion:
    return written(conference)


def read(actor: Actor, version: SheetVersion, number: int = 1) -> None:
    conference = actor.member.conference
    actions.mark_sheet_read(actor=actor, conference=conference, sheet_id=version.sheet_id, version=number)


def unread(actor: Actor, version: SheetVersion) -> None:
    actions.mark_sheet_unread(actor=actor, conference=actor.member.conference, sheet_id=version.sheet_id)


def kept() -> list[tuple[str, int]]:
    return list(SheetBookmark.objects.order_by("pk").values_list("membership__name", "version"))


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_but_citizens_has_anything_kept(role: Role, sheet: SheetVersion) -> None:
    someone = enter(sheet.sheet.conference, role)
    for act in (read, unread):
        with pytest.raises(Refused):
            act(someone, sheet)
    assert kept() == []


def test_the_version_is_kept_that_was_read(sheet: SheetVersion, citizen: Actor, other_citizen: Actor) -> None:
    length = Entry.objects.count()
    read(citizen, sheet, 9)
    read(other_citizen, sheet)
    assert kept() == [("citizen", 1), ("other_citizen", 1)]
    second = written(sheet.sheet.conference, 2, sheet)
    conference = sheet.sheet.conference
    assert progress_of_sheets(citizen.member, conference) == {sheet.sheet_id: Progress(changed=True)}
    read(citizen, second, 2)
    assert progress_of_sheets(citizen.member, conference) == {sheet.sheet_id: Progress(read=True)}
    assert progress_of_sheets(other_citizen.member, conference) == {sheet.sheet_id: Progress(changed=True)}
    assert marks_of(citizen.member) == [f"sheet-{sheet.sheet_id}-2"]
    unread(citizen, second)
    assert kept() == [("other_citizen", 1)]
    assert Entry.objects.count() == length


def test_a_sheet_of_another_conference_is_not_reached(sheet: SheetVersion, other_conference: Conference) -> None:
    with pytest.raises(Refused):
        read(enter(other_conference, Role.CITIZEN), sheet)
    assert kept() == []


def test_it_is_forgotten_with_the_rest(sheet: SheetVersion, citizen: Actor, facilitator: Actor) -> None:
    for leave in (False, True):
        read(citizen, sheet)
        assert keeps_anything(citizen.member)
        if leave:
            remove_person(actor=facilitator, conference=sheet.sheet.conference, membership=citizen.member)
        else:
            actions.forget_reading(actor=citizen, conference=sheet.sheet.conference)
        assert kept() == []


def test_its_page_and_the_list_say_so_to_the_person_alone(
    sheet: SheetVersion, citizen: Actor, other_citizen: Actor, facilitator: Actor, client_of: ClientOf
) -> None:
    own, whole = reverse("sheet", args=["eau", sheet.sheet_id]), reverse("dossier", args=["eau"])
    page = client_of(citizen).get(own).content.decode()
    assert f'data-my-reading="sheet-{sheet.sheet_id}-1"' in page
    address = reverse("mark_sheet_read", args=["eau", sheet.sheet_id])
    assert client_of(citizen).post(address, {"version": "1", "next": whole})["Location"] == whole
    states = {
        who.ref: [state for state in ("read", "new") if f'data-my-state="{state}"' in html]
        for who in (citizen, other_citizen, facilitator)
        for html in [client_of(who).get(whole).content.decode()]
    }
    assert states == {citizen.ref: ["read"], other_citizen.ref: ["new"], facilitator.ref: []}
    assert "data-my-reading" not in client_of(facilitator).get(own).content.decode()
