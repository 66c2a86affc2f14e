"""Law 6, attacked: everything that fifty votes leave behind is taken, and each attack that we know tries to tell who
voted what. None may do better than chance.

Half of the citizens vote for and half against, drawn by a seed, in an order drawn by it too: guessing is right 25
times of 50, and more than 40 times once in half a million. There are some fifty guesses. An attack returns its guess
of who voted for; it may look at every table, with the place of each row and what the database knows of who wrote it,
at the journal, the news that went out, the logs, and what a shared device keeps.
"""

import json
import logging
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from deliberation.ballots import receipts, urn
from deliberation.ballots.models import Paper
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from sessions.fanout import publish
from tests.cast import enter
from tests.hall import Hall

VOTERS = 50
MOST_RIGHT = 40


@dataclass
class Left:
    """What the votes left: ``rows`` of each table in the order in which the database lays them, with its own columns
    about them; ``voters`` in the order of voting; ``truth`` by reference, which no attack reads."""

    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    journal: Sequence[Mapping[str, Any]]
    news: Sequence[Mapping[str, Any]]
    logs: Sequence[str]
    sessions: Sequence[Mapping[str, Any]]
    cookies: Sequence[Mapping[str, str]]
    truth: Mapping[str, str] = field(repr=False)

    @property
    def people(self) -> list[str]:
        return sorted(self.truth)

    @property
    def order(self) -> list[str]:
        """Who signed the roll, first to last: the journal says so, and may."""
        signed = [entry["actor"].partition(":")[2] for entry in self.journal if entry["verb"] == "ballots:roll-signed"]
        return list(dict.fromkeys(signed))

    def right(self, said_for: set[str]) -> int:
        """How many are told rightly, by this guess of who voted for."""
        return sum((ref in said_for) == (vote == "for") for ref, vote in self.truth.items())


Attack = Callable[[Left], list[set[str]]]


# The attacks. Each gives one guess or more.


def in_the_order_of(papers: Sequence[str], order: Sequence[str]) -> list[set[str]]:
    """The n-th paper is the n-th voter's, or the other way round."""
    return [{ref for ref, value in zip(order, row, strict=False) if value == "for"} for row in (papers, papers[::-1])]


def values_in_place(left: Left, by: str) -> list[str]:
    """What papers say, in the order of one of the columns that the database keeps of them."""
    marks = sorted(left.rows["deliberation_mark"], key=lambda row: (row[by] is None, row[by]))
    return [row["value"] for row in marks]


def by_place_of_papers(left: Left) -> list[set[str]]:
    keys = [row["key"] for row in left.rows["deliberation_paper"]]
    said = {row["paper_id"]: row["value"] for row in left.rows["deliberation_mark"]}
    return in_the_order_of([said[key] for key in keys], left.order)


def by_number_of_marks(left: Left) -> list[set[str]]:
    return in_the_order_of(values_in_place(left, "id"), left.order)


def by_keys(left: Left) -> list[set[str]]:
    said = sorted((row["paper_id"], row["value"]) for row in left.rows["deliberation_mark"])
    values = [value for _key, value in said]
    return in_the_order_of(values, left.order) + in_the_order_of(values, left.people)


def by_the_order_of_every_table(left: Left) -> list[set[str]]:
    """Whatever table names people in some order, papers may be in the same."""
    ref_of = {row["id"]: row["ref"] for row in left.rows["deliberation_membership"]}
    guesses = []
    for rows in left.rows.values():
        people = [ref_of.get(row.get("membership_id")) for row in rows if row.get("membership_id") in ref_of]
        order = [ref for ref in dict.fromkeys(people) if ref in left.truth]
        if len(order) == VOTERS:
            guesses += in_the_order_of(values_in_place(left, "_place"), order)
    return guesses


def by_transaction(left: Left) -> list[set[str]]:
    """A row of a person and a row of a vote that one transaction wrote belong together."""
    ref_of = {row["id"]: row["ref"] for row in left.rows["deliberation_membership"]}
    written: dict[Any, set[str]] = {}
    for table in ("deliberation_rollentry", "deliberation_cast"):
        for row in left.rows[table]:
            entry = row if table.endswith("rollentry") else _entry(left, row["entry_id"])
            written.setdefault(row["_written_by"], set()).add(ref_of[entry["membership_id"]])
    guess = set()
    for row in left.rows["deliberation_mark"]:
        people = written.get(row["_written_by"], set())
        if row["_written_by"] is not None and len(people) == 1 and row["value"] == "for":
            guess |= people
    return [guess]


def _entry(left: Left, number: int) -> Mapping[str, Any]:
    return next(row for row in left.rows["deliberation_rollentry"] if row["id"] == number)


def by_any_value_they_share(left: Left) -> list[set[str]]:
    """A value of a paper that stands also beside a person, anywhere: in a table, the journal, the news, the logs."""
    said = {row["paper_id"]: row["value"] for row in left.rows["deliberation_mark"]}
    guess = set()
    for ref, traces in traces_of_people(left).items():
        if any(said.get(word) == "for" for word in traces):
            guess.add(ref)
    return [guess]


def traces_of_people(left: Left) -> dict[str, set[str]]:
    """By person, every word that stands beside them somewhere."""
    ref_of = {row["id"]: row["ref"] for row in left.rows["deliberation_membership"]}
    user_of = {row["user_id"]: row["ref"] for row in left.rows["deliberation_membership"]}
    found: dict[str, set[str]] = {ref: set() for ref in left.people}
    for rows in left.rows.values():
        for row in rows:
            ref = ref_of.get(row.get("membership_id")) or user_of.get(row.get("user_id"))
            if ref in found:
                found[ref] |= words_of(row.values())
    entries = {row["id"]: ref_of[row["membership_id"]] for row in left.rows["deliberation_rollentry"]}
    for row in left.rows["deliberation_cast"]:
        found[entries[row["entry_id"]]] |= words_of(row.values())
    for line in (*map(json.dumps, left.journal), *map(json.dumps, left.news), *left.logs):
        for ref in left.people:
            if ref in line:
                found[ref] |= words_of([line])
    for claim in left.sessions:
        if (ref := user_of.get(int(claim.get("_auth_user_id", 0)))) in found:
            found[ref] |= words_of(claim.values())
    return found


def words_of(values: Any) -> set[str]:
    return {word for value in values for word in re.findall(r"[0-9A-Za-z]+", str(value))}


def by_derivation(left: Left) -> list[set[str]]:
    """A receipt recomputed from what stands beside a person, as its secret."""
    said = {row["paper_id"]: row["value"] for row in left.rows["deliberation_mark"]}
    ballots = {row["ballot_id"] for row in left.rows["deliberation_paper"]}
    secrets = {settings.SECRET_KEY, "", *(value for jar in left.cookies for value in jar.values())}
    guess = set()
    for ref, traces in traces_of_people(left).items():
        for secret in secrets | traces:
            keys = [receipts.key_of(secret, ballot=ballot, ref=ref) for ballot in ballots]
            if any(said.get(key) == "for" for key in keys):
                guess.add(ref)
    return [guess]


def by_what_news_went_out_when(left: Left) -> list[set[str]]:
    """What was told after each vote, as text: does it differ by what was voted?"""
    told = [json.dumps(message, sort_keys=True) for message in left.news if message["type"] == "touched"]
    told = [re.sub(r"\b[0-9a-f]{12}\b|\d+", "", line) for line in told][-len(left.order) :]
    return in_the_order_of(["for" if line == told[0] else "against" for line in told], left.order)


def by_length(left: Left) -> list[set[str]]:
    """Of what is kept beside each person."""
    sizes = {ref: sum(map(len, traces)) for ref, traces in traces_of_people(left).items()}
    middle = sorted(sizes.values())[len(sizes) // 2]
    return [{ref for ref, size in sizes.items() if size < middle}, {r for r, size in sizes.items() if size >= middle}]


ATTACKS: tuple[Attack, ...] = (
    by_place_of_papers,
    by_number_of_marks,
    by_keys,
    by_the_order_of_every_table,
    by_transaction,
    by_any_value_they_share,
    by_derivation,
    by_what_news_went_out_when,
    by_length,
)


# What there is to take


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, in the order in which they lie."""
    postgres = connection.vendor == "postgresql"
    own = "ctid::text, xmin::text" if postgres else "rowid, NULL"
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            cursor.execute(f'SELECT {own}, * FROM "{table}"')  # noqa: S608 - our own names
            names = ["_place", "_written_by", *(column[0] for column in cursor.description[2:])]
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            if postgres:
                found[table].sort(key=lambda row: tuple(map(int, row["_place"][1:-1].split(","))))
                for number, row in enumerate(found[table]):
                    row["_place"] = number
    return found


@pytest.fixture
def crowd(hall: Hall) -> Hall:
    hall.citizens += [enter(hall.conference, Role.CITIZEN, f"citizen-{n}") for n in range(7, VOTERS + 1)]
    hall.reach(Stage.BALLOT)
    return hall


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What goes to every process, and so to every page."""
    messages: list[dict[str, Any]] = []

    async def tell(message: dict[str, Any]) -> None:
        messages.append(message)

    monkeypatch.setattr(publish, "tell", tell)
    yield messages


def vote_all(hall: Hall, seed: int) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Everyone votes by their own browser, one after the other: what each voted, and what each browser then keeps."""
    draw = random.Random(seed)
    votes = ["for", "against"] * (VOTERS // 2)
    draw.shuffle(votes)
    people = list(hall.citizens)
    draw.shuffle(people)
    truth, cookies, ballot = {}, [], hall.ballot()
    for citizen, vote in zip(people, votes, strict=True):
        truth[citizen.member.ref] = vote
        cookies.append(_by_browser(citizen, ballot.pk, vote, changes=draw.random() < 0.2))
    return truth, cookies


def _by_browser(citizen: Actor, ballot: int, vote: str, *, changes: bool) -> dict[str, str]:
    client = Client()
    client.force_login(citizen.member.user)
    client.cookies[receipts.COOKIE] = receipts.new_secret()
    url = f"/conferences/eau/ballots/{ballot}/cast/"
    for choice in ("abstain", vote) if changes else (vote,):
        answer = client.post(url, {"choice": choice}, headers={"accept": "application/json"})
        assert answer.status_code == 200, answer.content
    # What another person would find on a shared device: all but the secret, which goes with the loan.
    return {name: jar.value for name, jar in client.cookies.items() if name not in settings.LENT_COOKIES}


def taken(hall: Hall, truth: dict[str, str], cookies: list[dict[str, str]], news: Any, caplog: Any) -> Left:
    return Left(
        rows=rows(),
        journal=list(Entry.objects.order_by("number").values("number", "verb", "actor", "detail")),
        news=list(news),
        logs=[record.getMessage() for record in caplog.records],
        sessions=[SessionStore().decode(each.session_data) for each in Session.objects.all()],
        cookies=cookies,
        truth=truth,
    )


@pytest.mark.django_db(transaction=True)
def test_no_attack_does_better_than_chance(
    crowd: Hall, told: list[dict[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    truth, cookies = vote_all(crowd, seed=20_261_126)
    logged = " ".join(record.getMessage() for record in caplog.records)
    assert re.findall(r"'(?:for|against|abstain)'", logged) == []
    # Before the closing no word of any vote is anywhere, but in the urn, which is sealed.
    assert not any(rows()[f"deliberation_{name}"] for name in ("paper", "mark", "count"))
    assert told_by_attacks(taken(crowd, truth, cookies, told, caplog)) == {}
    crowd.end(Stage.BALLOT)
    assert Paper.objects.count() == VOTERS
    assert told_by_attacks(taken(crowd, truth, cookies, told, caplog)) == {}


def told_by_attacks(left: Left) -> dict[str, int]:
    assert len(left.order) == VOTERS
    scores = {attack.__name__: max(map(left.right, attack(left)), default=0) for attack in ATTACKS}
    return {name: score for name, score in scores.items() if score > MOST_RIGHT}


@pytest.mark.django_db(transaction=True)
def test_the_attacks_see_what_there_is_to_see(crowd: Hall, told: list[Any], caplog: pytest.LogCaptureFixture) -> None:
    """Papers laid down as they came, or under a key that the roll knows, are told at once: no attack is a dummy."""
    truth, cookies = vote_all(crowd, seed=2)
    crowd.end(Stage.BALLOT)
    left = taken(crowd, truth, cookies, told, caplog)
    as_they_came = [
        row | {"paper_id": f"k{n}", "value": truth[ref], "id": n, "_place": n, "_written_by": ref}
        for n, (row, ref) in enumerate(zip(left.rows["deliberation_mark"], left.order, strict=True))
    ]
    papers = [row | {"key": f"k{n}"} for n, row in enumerate(left.rows["deliberation_paper"][:VOTERS])]
    ref_of = {row["id"]: row["ref"] for row in left.rows["deliberation_membership"]}
    roll = [
        row
        | {"_written_by": ref_of[row["membership_id"]], "note": f"k{left.order.index(ref_of[row['membership_id']])}"}
        for row in left.rows["deliberation_rollentry"]
        if row["voted"]
    ]
    leaking = Left(
        **{
            **left.__dict__,
            "rows": {
                **left.rows,
                "deliberation_mark": as_they_came,
                "deliberation_paper": papers,
                "deliberation_rollentry": roll,
                "deliberation_cast": [],
            },
        }
    )
    seeing = (by_place_of_papers, by_number_of_marks, by_transaction, by_any_value_they_share)
    assert {attack.__name__: max(map(leaking.right, attack(leaking))) for attack in seeing} == {
        attack.__name__: VOTERS for attack in seeing
    }


def test_of_two_copies_of_the_urn_nothing_is_learnt(crowd: Hall) -> None:
    """Somebody who copies the database before and after each vote sees as many bytes, all of them different."""
    ballot, copies = crowd.ballot(), []
    for citizen, vote in zip(crowd.citizens[:12], ("for", "against", "abstain") * 4, strict=True):
        crowd.cast(citizen, vote, ballot=ballot)
        ballot.refresh_from_db()
        copies.append(bytes(ballot.urn))
    assert len({len(copy) for copy in copies}) == 1
    shared = [sum(a == b for a, b in zip(one, other, strict=True)) for one, other in pairwise(copies)]
    # Two random bytes are alike once in 256.
    assert max(shared) < 3 * len(copies[0]) / 256
    assert len(urn.opened(copies[-1], ballot=ballot.pk)) == 12
