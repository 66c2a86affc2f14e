"""What an installation may set is written down."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def read_by_settings() -> set[str]:
    tree = ast.parse((ROOT / "deliberation/settings.py").read_text(encoding="utf-8"))
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value) == "env"
        and isinstance(node.args[0], ast.Constant)
    }


def documented() -> set[str]:
    """The names in the first column of the page's tables."""
    page = (ROOT / "docs/deployment.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\|([^|]*)\|", page, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", cell)}


def read_anywhere() -> set[str]:
    sources = [
        path.read_text(encoding="utf-8") for app in ("deliberation", "sessions") for path in (ROOT / app).rglob("*.py")
    ]
    return set(re.findall(r'"([A-Z][A-Z0-9_]{3,})"', "\n".join(sources)))


def test_every_variable_that_settings_read_is_in_the_deployment_page() -> None:
    assert read_by_settings() - documented() == set()


def test_the_deployment_page_names_no_variable_that_nothing_reads() -> None:
    assert documented() - read_anywhere() == set()


def test_the_environment_is_read_in_one_place() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for app in ("deliberation", "sessions")
        for path in sorted((ROOT / app).rglob("*.py"))
        if re.search(r"os\.environ\b(?!\.setdefault)|os\.getenv", path.read_text(encoding="utf-8"))
    ]
    assert [path for path in readers if not path.startswith("sessions/rehearsal")] == ["deliberation/env.py"]
