"""The guarantor's console: the whole journal readable, by any part of it, at a bounded cost."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser, LexborNode

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import TABLE, Act, Role, Stage
from deliberation.conference.wording import ACTS, moment_sentence
from deliberation.journal import chain, queries
from deliberation.journal.labels import LABELS
from deliberation.journal.models import Entry, Head
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.oversight.actions import write_observation, write_statement
from deliberation.templatetags.journal import CAPABILITIES, KEYS, RULE_KEYS, RULE_OF
from sessions.record.powers import CONSEQUENCES, DONE_AS, GROUPS, powers
from sessions.record.stretches import days_of, stretches_of
from sessions.rounds.models import Round
from tests.hall import Hall

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def console(guarantor: Actor, client_of: Callable[..., Client]) -> Callable[..., LexborHTMLParser]:
    browser = client_of(guarantor)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    def page(name: str = "", **asked: object) -> LexborHTMLParser:
        answer = browser.get(f"/conferences/eau/journal/{name}?{urlencode(asked)}")
        assert answer.status_code == 200
        return LexborHTMLParser(answer.content.decode())

    return page


@pytest.fixture
def held(hall: Hall, guarantor: Actor) -> Hall:
    """A whole conference, from the first sitting to the hand-over."""
    hall.hold_all()
    return hall


def numbers(page: LexborHTMLParser) -> list[int]:
    return [int(node.attributes["data-entry"] or 0) for node in page.css("[data-entry]")]


def asked(conference: Conference, **where: object) -> list[int]:
    found = Entry.objects.filter(conference=conference, **where).order_by("-number")
    return list(found.values_list("number", flat=True))


def text_of(node: LexborNode | None) -> str:
    assert node is not None
    return " ".join(node.text().split())


# What can be chosen


def test_the_latest_comes_first_and_the_first_when_asked(held: Hall, console: Callable) -> None:
    newest = asked(held.conference)
    assert numbers(console())[:5] == newest[:5]
    assert numbers(console(order="oldest"))[:5] == newest[::-1][:5]


@pytest.mark.parametrize(
    ("choice", "where"),
    [
        ({"kind": "ballots"}, {"verb__startswith": "ballots:"}),
        ({"kind": "ballots:roll-signed"}, {"verb": "ballots:roll-signed"}),
        ({"role": "facilitator"}, {"actor__startswith": "facilitator:"}),
        ({"role": "operator"}, {"actor": "operator"}),
        ({"kind": "opinion", "role": "citizen"}, {"verb__startswith": "opinion:", "actor__startswith": "citizen"}),
        ({"first": 5, "last": 9}, {"number__range": (5, 9)}),
        ({"first": 20}, {"number__gte": 20}),
    ],
    ids=str,
)
def test_a_choice_shows_what_answers_to_it(
    choice: dict[str, object], where: dict[str, object], held: Hall, console: Callable
) -> None:
    found = asked(held.conference, **where)
    assert found
    assert numbers(console(**choice)) == found[:100]


def test_a_round_begins_with_what_its_start_did_and_ends_with_its_end(held: Hall, console: Callable) -> None:
    ballot = Round.objects.get(kind=Stage.BALLOT)
    shown = numbers(console(moment=f"round-{ballot.pk}", order="oldest"))
    verbs = [Entry.objects.get(conference=held.conference, number=number).verb for number in shown]
    assert verbs[:2] == [Verb.PROPOSALS_FROZEN, Verb.BALLOT_OPENED]
    assert verbs[-1] == Verb.ROUND_ENDED
    assert shown == list(range(shown[0], shown[-1] + 1))


def test_sittings_and_what_is_outside_make_the_whole(held: Hall, console: Callable) -> None:
    parts = [numbers(console(moment=moment)) for moment in ("outside", "sitting-1")]
    assert sorted(parts[0] + parts[1])[:50] == asked(held.conference)[::-1][:50]
    assert 1 in parts[0]


def test_the_stretches_leave_nothing_out(held: Hall) -> None:
    stretches = stretches_of(held.conference)
    covered = [number for stretch in stretches for number in range(stretch.first, stretch.last + 1)]
    assert covered == asked(held.conference)[::-1]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


def test_days_are_those_of_the_place(conference: Conference, at: Callable, console: Callable) -> None:
    """A quarter to midnight in Paris is that day, though not in London."""
    evening = datetime(2031, 6, 7, 23, 45, tzinfo=ZoneInfo("Europe/Paris"))
    for moment in (evening, evening + timedelta(minutes=10), evening + timedelta(minutes=20)):
        at(moment)
        write_note_of_time(conference)
        assert days_of(conference)[-1].last == Entry.objects.filter(conference=conference).count()
    assert [(day.day.isoformat(), len(day)) for day in days_of(conference)[-2:]] == [
        ("2031-06-07", 2),
        ("2031-06-08", 1),
    ]
    assert len(numbers(console(day="2031-06-07"))) == 2


def write_note_of_time(conference: Conference) -> None:
    with transaction.atomic():
        record(conference, Verb.STAGE_ENTERED, actor="operator", stage="pause")


@pytest.mark.parametrize(
    "choice", [{"kind": "nonsense"}, {"first": 9, "last": 3}, {"first": "x"}, {"day": "2031-01-01"}], ids=str
)
def test_a_choice_that_means_nothing_is_said(choice: dict[str, object], held: Hall, console: Callable) -> None:
    page = console(**choice)
    assert [text_of(node) for node in page.css(".console-filter .errors p")]


def test_a_choice_that_finds_nothing_says_what_to_do(held: Hall, console: Callable) -> None:
    page = console(kind="conference:created", role="facilitator")
    assert numbers(page) == []
    assert "Take something out of it" in text_of(page.css_first(".empty"))


def test_the_choice_stays_in_the_address_from_page_to_page(
    held: Hall, console: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessions.record.timeline.ENTRIES_A_PAGE", 3)
    page = console(kind="ballots", role="citizen")
    link = page.css_first("a[rel=next]")
    assert link is not None
    assert link.attributes["href"] == "?kind=ballots&role=citizen&page=2"
    found = asked(held.conference, verb__startswith="ballots:", actor__startswith="citizen:")
    assert numbers(console(kind="ballots", role="citizen", page=2)) == found[3:6]


@pytest.mark.parametrize("order", ["", "oldest"])
def test_an_entry_has_an_address_of_its_own(
    order: str, held: Hall, console: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessions.record.timeline.ENTRIES_A_PAGE", 7)
    for number in asked(held.conference)[::5]:
        page = console(entry=number, order=order)
        assert number in numbers(page)
        assert page.css_first(f"#entry-{number}") is not None


# What is shown


def test_references_are_said_in_titles_and_never_in_names(held: Hall, console: Callable) -> None:
    page = text_of(console(kind="proposals").css_first("main"))
    assert "Proposition de la table 1" in page
    everything = console().html + console(order="oldest").html
    assert [citizen.member.name in everything for citizen in held.citizens] == [False] * 6


def test_nothing_shown_tells_what_was_voted(hall: Hall, console: Callable) -> None:
    hall.reach(Stage.BALLOT)
    before = console(kind="ballots").css("[data-entry]")
    for citizen, choice in zip(hall.citizens, ("for", "against", "abstain"), strict=False):
        hall.cast(citizen, choice)
    shown = [node for node in console(kind="ballots:roll-signed").css("[data-entry]")]
    assert (len(before) > 0, len(shown)) == (True, 3)
    said = {text_of(node.css_first(".entry-verb")) for node in shown}
    assert said == {str(LABELS[Verb.ROLL_SIGNED])}
    assert {frozenset(n.attributes) for n in shown} == {frozenset({"class", "id", "data-entry", "data-verb"})}


def test_an_observation_stands_under_its_entry(hall: Hall, guarantor: Actor, console: Callable) -> None:
    hall.open()
    write_observation(actor=guarantor, conference=hall.conference, text="<b>Trop vite</b>", entry=3)
    line = console(entry=3).css_first("#entry-3 .observation")
    assert "<b>Trop vite</b>" in text_of(line)
    assert "<b>Trop vite</b>" in text_of(console("observations/").css_first(".observations"))


def test_the_form_knows_which_entry_it_is_about(hall: Hall, console: Callable) -> None:
    hall.open()
    page = console("observations/", about=4)
    form = page.css_first('form[data-act="write-observation"]')
    field, back = form.css_first("[name=entry]"), form.css_first("[name=next]")
    assert field.attributes["value"] == "4"
    assert back.attributes["value"] == "/conferences/eau/journal/?entry=4#entry-4"
    assert "About entry 4" in text_of(page.css_first(".observed"))
    assert console("observations/", about=9999).css_first(".observed") is None


def test_the_statement_is_shown_as_the_annex_prints_it(hall: Hall, guarantor: Actor, console: Callable) -> None:
    hall.reach(Stage.SIGNING)
    hall.sign(hall.citizens[0])
    assert "The guarantor made no statement." in text_of(console("statement/").css_first(".annex"))
    write_statement(actor=guarantor, conference=hall.conference, text="Loyal.\n\nVraiment.", version=0)
    page = console("statement/")
    assert "Loyal. Vraiment." in text_of(page.css_first(".annex"))
    assert page.css_first("[name=version]").attributes["value"] == "1"
    assert hall.round(Stage.SIGNING).title in text_of(page.css_first(".console-until"))
    hall.end(Stage.SIGNING)
    page = console("statement/")
    assert page.css_first("form[data-act]") is None
    assert "sealed" in text_of(page.css_first(".banner-info"))


# The chain


def test_a_broken_chain_is_said_on_every_page(hall: Hall, console: Callable) -> None:
    hall.open()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE deliberation_entry SET detail = '{}' WHERE number = 3")
    for page in ("", "observations/", "statement/", "roles/"):
        state = console(page).css_first("[data-chain-whole]")
        assert state.attributes["data-chain-whole"] == "false"
        assert "Entry 3 was changed." in text_of(state)


def test_a_check_is_shown_with_its_time_until_the_journal_grows_or_one_asks(
    hall: Hall, at: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall.open()
    now, made = clock.now(), []
    monkeypatch.setattr(queries, "verify", lambda conference: made.append(conference) or VERIFY(conference))

    def look(minutes: int, *, again: bool = False) -> datetime:
        at(now + timedelta(minutes=minutes))
        return queries.last_check(hall.conference, again=again).at

    assert [look(0), look(1), look(2, again=True), look(3)] == [now + timedelta(minutes=m) for m in (0, 0, 2, 2)]
    write_note_of_time(hall.conference)
    assert look(4) == now + timedelta(minutes=4)
    assert len(made) == 3


VERIFY = queries.verify


def test_the_program_shown_checks_the_journal(
    held: Hall, guarantor: Actor, client_of: Callable, tmp_path: Path
) -> None:
    lines = client_of(guarantor).get("/conferences/eau/journal.jsonl").content.decode()
    program, journal = tmp_path / "check.py", tmp_path / "journal.jsonl"
    program.write_text(render_to_string("journal/check.py.txt"))
    head = Head.objects.get(conference=held.conference)

    def run() -> tuple[int, str]:
        done = subprocess.run([sys.executable, program, journal], capture_output=True, text=True)
        return done.returncode, (done.stdout + done.stderr).strip()

    journal.write_text(lines)
    assert run() == (0, f"Whole: {head.length} entries, the last is {head.hash}")
    journal.write_text(lines.replace('"verb": "sittings:sitting-opened"', '"verb": "sittings:sitting-closed"', 1))
    assert run()[0] == 1
    journal.write_text("".join(lines.splitlines(keepends=True)[1:]))
    assert run() == (1, "Broken at line 1")


# Who may do what


def test_every_act_and_every_verb_has_its_place() -> None:
    """A new act or verb that nobody thought of here fails."""
    placed = [act for _title, acts in GROUPS for act in acts]
    assert sorted(placed) == sorted(Act)
    assert set(ACTS) == set(TABLE) == set(Act)
    done = [verb for verbs in DONE_AS.values() for verb in verbs]
    assert sorted([*done, *CONSEQUENCES]) == sorted(Verb)
    assert {verb.partition(":")[0] for verb in Verb} == set(CAPABILITIES)


def test_what_leaves_no_entry_is_reading() -> None:
    assert {act.value.partition("-")[0] for act in set(Act) - set(DONE_AS)} == {"read", "follow", "note"}


def test_every_moment_of_the_table_is_said_in_words() -> None:
    said = {moment_sentence(stages) for roles in TABLE.values() for stages in roles.values()}
    assert "" not in said
    assert moment_sentence(frozenset()) == ""


def test_every_key_of_a_whole_conference_has_a_name(held: Hall) -> None:
    details = Entry.objects.filter(conference=held.conference).values_list("detail", flat=True)
    rules = {f"{kind}_{part}" for kind in RULE_OF for part in RULE_KEYS}
    assert {key for detail in details for key in json.loads(detail)} - set(KEYS) - rules == set()


def test_the_tables_count_what_was_done_and_lead_to_it(held: Hall, console: Callable) -> None:
    page = console("roles/")
    links = {node.attributes["href"]: text_of(node) for node in page.css("a.powers-done")}
    signed = "/conferences/eau/journal/?kind=ballots:roll-signed&role=citizen"
    found = asked(held.conference, verb="ballots:roll-signed", actor__startswith="citizen:")
    assert links[signed].startswith(f"{len(found)} times")
    for link in list(links)[:6]:
        query = dict(pair.split("=") for pair in link.partition("?")[2].split("&"))
        assert len(numbers(console(**query))) == int(links[link].split()[0])


def test_the_tables_are_the_table_of_rules(conference: Conference) -> None:
    groups = list(powers(queries.counts(conference)))
    said = {
        (act, cell.role): cell.when
        for (_title, acts), group in zip(GROUPS, groups, strict=True)
        for act, row in zip(acts, group.rows, strict=True)
        for cell in row.cells
    }
    for act in Act:
        for role in Role:
            assert said.get((act, role), "") == moment_sentence(TABLE[act].get(role, ()))


def test_names_stand_only_behind_the_references(held: Hall, console: Callable) -> None:
    page = console("roles/")
    names = [text_of(node) for node in page.css("#references td:last-child")]
    assert {citizen.member.name for citizen in held.citizens} <= set(names)
    page.css_first("#references").decompose()
    assert [name in page.html for name in (c.member.name for c in held.citizens)] == [False] * 6


# What it costs


def many(conference: Conference, count: int) -> Iterator[Entry]:
    """Entries that follow the journal's last, chained like the others."""
    head = Head.objects.get(conference=conference)
    verbs = [(Verb.NOTE_WRITTEN, '{"round":1,"table":3}'), (Verb.ROLL_SIGNED, '{"ballot":1}')]
    previous, moment = head.hash, clock.now()
    for number in range(head.length + 1, head.length + count + 1):
        verb, detail = verbs[number % 2]
        column = {"verb": verb.value, "actor": f"citizen:{number % 70:012x}", "detail": detail, "at": moment}
        hashed = chain.link(previous, conference=conference.slug, number=number, **column)
        yield Entry(conference=conference, number=number, previous_hash=previous, hash=hashed, **column)
        previous = hashed
    Head.objects.filter(conference=conference).update(length=head.length + count, hash=previous)


def test_a_long_journal_costs_no_more_queries(held: Hall, console: Callable) -> None:
    console()
    with CaptureQueriesContext(connection) as short:
        console(order="oldest")
    Entry.objects.bulk_create(many(held.conference, 1500), batch_size=500)
    console()
    with CaptureQueriesContext(connection) as long:
        page = console(order="oldest")
    assert len(numbers(page)) == 100
    assert len(long) <= len(short) + 2
    assert len(long) < 30
