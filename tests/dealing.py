"""One list of tests for several runs at once: each takes the next file that none has taken, until none is left.

``pytest -p tests.dealing --deal FOLDER PATH ...``, with the same empty FOLDER for all of them. What takes long comes
first, so that the runs end together. A file is taken by making a file of its name in FOLDER, which one run alone can.
"""

import hashlib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

# Minutes each; whatever is not here is taken after them, in its order.
LONG = (
    "tests/e2e/test_pages.py",
    "tests/e2e/test_rehearsal.py",
    "tests/e2e/test_line.py",
    "tests/e2e/test_guide.py",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deal", type=Path, metavar="FOLDER", help="take each file of tests once among all runs")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--deal"):
        items.sort(key=lambda item: LONG.index(_file(item)) if _file(item) in LONG else len(LONG))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    folder = session.config.getoption("--deal")
    if folder is None or session.config.option.collectonly or session.testsfailed:
        return None
    dealt = _dealt(session.items, folder)
    item = next(dealt, None)
    while item is not None:
        # The next one says what of the fixtures can go: it is taken before this one is run.
        following = next(dealt, None)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)
        item = following
    return True


def _dealt(items: list[pytest.Item], folder: Path) -> Iterator[pytest.Item]:
    for file, of_file in groupby(items, _file):
        try:
            (folder / hashlib.sha256(file.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            continue
        yield from of_file


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]
