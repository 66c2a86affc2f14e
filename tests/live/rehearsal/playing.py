"""A rehearsal run as anyone runs it, and what must be true of what it leaves."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[3]
VILLAGE = ROOT / "tests" / "live" / "scenarios" / "village-2026.yaml"


@dataclass(frozen=True)
class Rehearsed:
    """``environment`` reaches the database that was played on."""

    out: Path
    environment: Mapping[str, str]
    said: str

    @property
    def record(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.out / "record.json").read_text())
        return found

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return manage(self.environment, *arguments)

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        """Past the product, as somebody with the database's password would."""
        url = self.environment["DATABASE_URL"]
        if url.startswith("sqlite"):
            with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
                return connection.execute(sql).fetchall()
        with psycopg.connect(url, autocommit=True) as connection:
            done = connection.execute(sql.encode())
            return done.fetchall() if done.description else []


def manage(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=dict(environment), capture_output=True, text=True)


def rehearse(out: Path, settings: Mapping[str, str], *, citizens: int = 12, scenario: Path = VILLAGE) -> Rehearsed:
    """The village's day. Fails with what the command said when it does not succeed."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment = kept | {"VAR_DIR": str(out / "var"), "DJANGO_DEBUG": "0", "DEMO": "0", **settings}
    options = ["--scenario", str(scenario), "--citizens", str(citizens), "--seed", "3", "--out", str(out)]
    done = manage(environment, "rehearse", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    environment.setdefault("DATABASE_URL", f"sqlite:///{out / 'rehearsal.sqlite3'}")
    return Rehearsed(out, environment, done.stdout)


def village_by(method: str, folder: Path) -> Path:
    """The village, voting on its proposals by this method."""
    told, rule = VILLAGE.read_text(), "  proposals: {quorum:"
    assert rule in told
    found = folder / f"village-by-{method}.yaml"
    found.write_text(told.replace(rule, f"  proposals: {{method: {method}, quorum:"))
    return found


def assert_told(rehearsed: Rehearsed, *, citizens: int = 12) -> None:
    """``record.json`` tells a whole conference."""
    record = rehearsed.record
    assert record["stage"] == "handed-over"
    assert record["people"]["citizen"] == citizens
    assert all(each["ended_at"] for each in record["rounds"])
    assert {each["state"] for each in record["proposals"]} <= {"adopted", "rejected"}
    assert any(each["state"] == "adopted" for each in record["proposals"])
    # Those who never came are on the roll all the same.
    assert {each["tally"]["on_roll"] for each in record["proposals"]} == {citizens}
    assert record["opinion"]["adoption"]["counts"]["for"] > record["opinion"]["adoption"]["counts"]["against"]
    assert record["opinion"]["signatures"]["signed"] > 0
    assert record["journal"]["whole"]
    assert len((rehearsed.out / "journal.jsonl").read_text().splitlines()) == record["journal"]["entries"]


def assert_dissent(rehearsed: Rehearsed) -> None:
    """What one citizen wrote against a recommendation and another joined is printed beside it."""
    (told,) = rehearsed.record["minority_opinions"]
    contested = next(each for each in rehearsed.record["proposals"] if each["id"] == told["proposal"])
    assert (told["people"], contested["state"]) == (2, "adopted")
    said = subprocess.run(["pdftotext", str(rehearsed.out / "opinion.pdf"), "-"], capture_output=True, text=True).stdout
    assert " ".join(said.split()).count("Personne ne nous a dit qui paiera.") == 1


def assert_sealed(rehearsed: Rehearsed) -> None:
    """By another program than ours: the seal is valid and covers every byte; a byte changed, it does not."""
    assert shutil.which("pdfsig"), "pdfsig is missing: install the package poppler-utils."
    pdf = rehearsed.out / "opinion.pdf"
    said = subprocess.run(["pdfsig", str(pdf)], capture_output=True, text=True).stdout
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    verified = rehearsed.manage("verify_opinion", str(pdf))
    assert verified.returncode == 0, verified.stdout + verified.stderr
    content = bytearray(pdf.read_bytes())
    content[len(content) // 3] ^= 1
    changed = rehearsed.out / "changed.pdf"
    changed.write_bytes(content)
    assert "Signature is Valid." not in subprocess.run(["pdfsig", str(changed)], capture_output=True, text=True).stdout
    assert rehearsed.manage("verify_opinion", str(changed)).returncode == 1


@contextmanager
def broken_journal(rehearsed: Rehearsed, sql: str, back: str) -> Iterator[str]:
    """What verify_journal says once the row was touched; then the row is put back."""
    assert rehearsed.manage("verify_journal").returncode == 0
    rehearsed.execute(sql)
    done = rehearsed.manage("verify_journal")
    assert done.returncode == 1
    yield done.stdout + done.stderr
    rehearsed.execute(back)
    assert rehearsed.manage("verify_journal").returncode == 0


def assert_guarded(rehearsed: Rehearsed) -> None:
    """An entry that is edited, or taken away, is named."""
    ((verb,),) = rehearsed.execute("SELECT verb FROM deliberation_entry WHERE number = 23")
    edit = "UPDATE deliberation_entry SET verb = '{}' WHERE number = 23"
    with broken_journal(rehearsed, edit.format("ballots:roll-signed?"), edit.format(verb)) as said:
        assert "23" in said
    hide = "UPDATE deliberation_entry SET number = {} WHERE number = {}"
    with broken_journal(rehearsed, hide.format(100000, 40), hide.format(40, 100000)) as said:
        assert "40" in said
    rehearsed.execute("DELETE FROM deliberation_entry WHERE number = 31")
    done = rehearsed.manage("verify_journal")
    assert done.returncode == 1
    assert "31" in done.stdout


def need_services() -> None:
    if not os.environ.get("DATABASE_URL", "").startswith("postgres") or not os.environ.get("REDIS_URL"):
        pytest.fail("PostgreSQL and Redis are not there: run this through python -m tests.services.")
