"""What the database holds, read past the product: nothing acknowledged is lost, nothing is done twice."""

import json
from collections import Counter

import psycopg

from tests.faults.acts import Ledger
from tests.faults.installation import Installation


def assert_kept(served: Installation, ledger: Ledger) -> None:
    """Every act acknowledged is there once, in its place and in the journal, whose chain is whole."""
    with psycopg.connect(served.environment["DATABASE_URL"]) as connection:
        _questions(connection, ledger)
        _notes(connection, ledger)
        _votes(connection, ledger)
    verified = served.manage("verify_journal")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def _entries(connection: psycopg.Connection, verb: str) -> list[tuple[str, dict[str, int]]]:
    found = connection.execute("SELECT actor, detail FROM deliberation_entry WHERE verb = %s", (verb,)).fetchall()
    return [(actor.partition(":")[2], json.loads(detail)) for actor, detail in found]


def _questions(connection: psycopg.Connection, ledger: Ledger) -> None:
    rows = connection.execute(
        "SELECT q.id, m.ref, q.text FROM deliberation_question q JOIN deliberation_membership m ON m.id = q.asked_by_id"
    ).fetchall()
    kept = Counter((ref, text) for _, ref, text in rows)
    assert set(kept.values()) <= {1}, "a question is there twice"
    assert not set(ledger.questions) - set(kept), "a question that was acknowledged is lost"
    told = Counter(detail["question"] for _, detail in _entries(connection, "hearings:question-asked"))
    assert told == Counter(number for number, _, _ in rows), "questions and journal do not agree"


def _notes(connection: psycopg.Connection, ledger: Ledger) -> None:
    told = Counter((entry["round"], entry["table"]) for _, entry in _entries(connection, "tables:note-written"))
    for round_, table, text, version in connection.execute('SELECT round_id, "table", text, version FROM live_note'):
        kept = Counter(text.split("\n"))
        assert set(kept.values()) == {1}, "a line is there twice"
        assert not set(ledger.lines[round_, table]) - set(kept), "a line that was acknowledged is lost"
        assert version == told[round_, table], "notes and journal do not agree"


def _votes(connection: psycopg.Connection, ledger: Ledger) -> None:
    rows = connection.execute(
        "SELECT m.ref, r.ballot_id FROM deliberation_rollentry r"
        " JOIN deliberation_membership m ON m.id = r.membership_id WHERE r.voted"
    ).fetchall()
    on_roll = Counter((ref, ballot) for ref, ballot in rows)
    assert set(on_roll.values()) <= {1}
    assert not set(ledger.votes) - set(on_roll), "a vote that was acknowledged is not on the roll"
    signed = Counter((ref, entry["ballot"]) for ref, entry in _entries(connection, "ballots:roll-signed"))
    assert signed == on_roll, "roll and journal do not agree"
    # Papers exist once their ballot is closed: not one more than people who voted, and each as its voter was told.
    closed = {
        ballot for (ballot,) in connection.execute("SELECT id FROM deliberation_ballot WHERE closed_at IS NOT NULL")
    }
    marks = connection.execute(
        "SELECT p.ballot_id, p.key, m.value FROM deliberation_paper p JOIN deliberation_mark m ON m.paper_id = p.key"
    ).fetchall()
    cast = {(ballot, key): value for ballot, key, value in marks}
    told = {(ballot, key): choice for (_ref, ballot), (key, choice) in ledger.votes.items()}
    assert {ballot for ballot, _key in told} <= closed, "the papers of an open ballot cannot be looked at"
    assert told.items() <= cast.items(), "a vote that was acknowledged is lost, or says something else"
    papers = Counter(ballot for (ballot,) in connection.execute("SELECT ballot_id FROM deliberation_paper"))
    voted = Counter(ballot for _, ballot in rows if ballot in closed)
    assert papers == voted, "there are not as many papers as people who voted"
