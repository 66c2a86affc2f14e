"""What the page's modules compute without a browser, tested by node's own runner."""

import subprocess
from pathlib import Path

import pytest

from tests.e2e.server import ROOT

TESTS = sorted((ROOT / "tests/e2e/js").glob("*.test.mjs"))


def test_there_are_units_to_test() -> None:
    assert TESTS


@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.name)
def test_a_module_does_what_its_tests_say(file: Path) -> None:
    done = subprocess.run(["node", "--test", str(file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "# pass 0" not in done.stdout
