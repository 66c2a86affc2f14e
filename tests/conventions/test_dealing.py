"""Runs that share a list of tests leave none out and run none twice."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dealing import LONG

ROOT = Path(__file__).parents[2]
A_TEST = """
import time
from pathlib import Path

def test_one():
    with Path({ran!r}).open("a") as file: file.write({name!r} + " 1\\n")
    time.sleep(0.02)

def test_two():
    with Path({ran!r}).open("a") as file: file.write({name!r} + " 2\\n")
    assert {name!r} != "broken"
"""


def run(folder: Path, dealt: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "-p", "no:django", "-p", "no:cacheprovider"]
    command += ["-p", "tests.dealing", "--deal", str(dealt), "--rootdir", str(folder), str(folder)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("broken", [False, True])
def test_every_file_is_run_once_by_one_of_them(tmp_path: Path, broken: bool) -> None:
    folder, dealt, ran = tmp_path / "suite", tmp_path / "dealt", tmp_path / "ran"
    folder.mkdir()
    dealt.mkdir()
    names = [f"n{number}" for number in range(12)] + ["broken"] * broken
    for name in names:
        (folder / f"test_{name}.py").write_text(A_TEST.format(ran=str(ran), name=name))
    codes = [one.wait() for one in [run(folder, dealt) for _which in range(2)]]
    assert sorted(codes) == [0, int(broken)]
    assert sorted(ran.read_text().splitlines()) == sorted(f"{name} {n}" for name in names for n in (1, 2))


def test_what_is_said_to_take_long_exists() -> None:
    assert [file for file in LONG if not (ROOT / file).is_file()] == []
