"""How a text came to be: who reads it, what it said, and bringing an earlier state back, which is an edit."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from deliberation.accounts.models import User
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from sessions.drafting import actions, queries
from sessions.drafting.models import Document, Update
from sessions.sittings.queries import running_round
from sessions.tables.actions import write_note
from sessions.tables.models import Note
from tests.cast import enter, set_stage
from tests.hall import Hall

ClientOf = Callable[[Actor | User | None], Client]


@pytest.fixture
def written(hall: Hall) -> Hall:
    """Table 1 wrote twice, an hour apart."""
    hall.reach(Stage.TABLES)
    first, second, _ = hall.at_table(1)
    write_note(actor=first, conference=hall.conference, text="Le lavoir <b>est</b> à sec.", version=0)
    Update.objects.update(at=clock.now() - timedelta(hours=1))
    write_note(actor=second, conference=hall.conference, text="Plus rien.", version=1)
    return hall


def key(hall: Hall, table: int = 1) -> str:
    round_ = running_round(hall.conference)
    assert round_ is not None
    return queries.note_key(round_, table)


def address(hall: Hall, **asked: int) -> str:
    query = "".join(f"?{name}={value}" for name, value in asked.items())
    return reverse("text", args=["eau", key(hall)]) + query


def restore(hall: Hall, actor: Actor, number: int = 1, *, text: str = "") -> None:
    actions.restore_text(actor=actor, conference=hall.conference, key=text or key(hall), number=number)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.TABLE, Role.OPERATOR, Role.CITIZEN}])
def test_the_history_is_read_at_the_table_and_by_those_who_guide_and_watch(
    role: Role, written: Hall, client_of: ClientOf
) -> None:
    actor = written.facilitator if role == Role.FACILITATOR else enter(written.conference, role)
    answer = client_of(actor).get(address(written))
    reads = role in {Role.FACILITATOR, Role.GUARANTOR}
    assert (answer.status_code, "Plus rien." in answer.content.decode()) == (200 if reads else 403, reads)


def test_neither_another_table_nor_a_stranger_nor_nobody_reads_it(
    written: Hall, stranger: User, client_of: ClientOf
) -> None:
    for who in (written.at_table(2)[0], enter(written.conference, Role.TABLE, table=2), stranger, None):
        answer = client_of(who).get(address(written))
        assert (answer.status_code, "Plus rien." in answer.content.decode()) == (403, False)
    tablet = enter(written.conference, Role.TABLE, "tablet-1", table=1)
    assert client_of(tablet).get(address(written)).status_code == 200


@pytest.mark.parametrize("text", ["note-99-1", "proposal-1", "x"])
def test_a_text_that_is_not_there_has_no_history(text: str, written: Hall, client_of: ClientOf) -> None:
    assert client_of(written.facilitator).get(reverse("text", args=["eau", text])).status_code == 404


def test_it_says_minute_by_minute_who_took_part_and_what_it_said(written: Hall, client_of: ClientOf) -> None:
    first, second, _ = written.at_table(1)
    browser = client_of(first)
    page = LexborHTMLParser(browser.get(address(written)).content)
    assert [each.text() for each in page.css(".minutes .meta")] == [second.member.name, first.member.name]
    earlier = LexborHTMLParser(browser.get(address(written, at=1)).content)
    prose = earlier.css_first(".prose")
    assert prose is not None
    assert prose.text().strip() == "Le lavoir <b>est</b> à sec."
    assert prose.css_first("b") is None


def test_of_a_text_that_nobody_has_begun_it_says_so(written: Hall, client_of: ClientOf) -> None:
    answer = client_of(written.at_table(2)[0]).get(reverse("text", args=["eau", key(written, 2)]))
    assert (answer.status_code, b'class="empty"' in answer.content) == (200, True)
    assert Document.objects.filter(table=2).count() == 0


def test_an_earlier_state_that_is_brought_back_is_an_edit_like_any_other(written: Hall) -> None:
    third = written.at_table(1)[2]
    restore(written, third)
    note = Note.objects.get()
    assert (note.text, note.version) == ("Le lavoir <b>est</b> à sec.", 3)
    assert list(Update.objects.order_by("number").values_list("author", flat=True))[-1] == third.member.pk
    assert Entry.objects.filter(verb=Verb.TEXT_RESTORED, actor=third.ref).count() == 1
    restore(written, third, 2)
    assert Note.objects.get().text == "Plus rien."


def test_bringing_back_what_it_says_already_changes_nothing(written: Hall) -> None:
    for _ in range(2):
        restore(written, written.at_table(1)[0])
    assert (Update.objects.count(), Entry.objects.filter(verb=Verb.TEXT_RESTORED).count()) == (3, 1)


def test_it_is_done_by_the_form_of_the_page(written: Hall, client_of: ClientOf) -> None:
    browser = client_of(written.at_table(1)[0])
    page = LexborHTMLParser(browser.get(address(written, at=1)).content)
    form = page.css_first("form[data-act=restore-text]")
    assert form is not None
    typed = {each.attributes["name"]: each.attributes["value"] for each in form.css("input[type=hidden]")}
    answer = browser.post(form.attributes["action"], typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, address(written))
    assert Note.objects.get().text == "Le lavoir <b>est</b> à sec."
    # Whoever only reads is not offered it.
    seen = client_of(written.facilitator).get(address(written, at=1))
    assert b"restore-text" not in seen.content


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.CITIZEN, Role.TABLE, Role.OPERATOR}])
def test_only_those_who_write_it_bring_it_back(role: Role, written: Hall) -> None:
    actor = written.facilitator if role == Role.FACILITATOR else enter(written.conference, role)
    for who in (actor, written.at_table(2)[0]):
        with pytest.raises(Refused):
            restore(written, who)
    assert Update.objects.count() == 2


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.TABLES])
def test_nor_before_nor_after_the_round(stage: Stage, written: Hall) -> None:
    text = key(written)
    set_stage(written.conference, stage)
    with pytest.raises(Refused):
        restore(written, written.at_table(1)[0], text=text)


def test_nor_when_its_time_is_over_nor_when_it_is_frozen(written: Hall) -> None:
    set_stage(written.conference, Stage.TABLES, clock.now() - timedelta(seconds=1))
    with pytest.raises(Refused):
        restore(written, written.at_table(1)[0])
    set_stage(written.conference, Stage.TABLES)
    Document.objects.update(frozen_at=clock.now())
    with pytest.raises(Refused):
        restore(written, written.at_table(1)[0])


@pytest.mark.parametrize("number", [-1, 0, 3])
def test_a_moment_that_never_was_is_not_brought_back(number: int, written: Hall) -> None:
    with pytest.raises(Refused):
        restore(written, written.at_table(1)[0], number)
