"""What is said to people is found in the sources by gettext, which does not look inside an f-string."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAYS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}


def said_inside_an_f_string(source: str) -> list[int]:
    """The lines of it."""
    return [
        call.lineno
        for joined in ast.walk(ast.parse(source))
        if isinstance(joined, ast.JoinedStr)
        for call in ast.walk(joined)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SAYS
    ]


def test_no_sentence_is_hidden_from_gettext() -> None:
    assert said_inside_an_f_string("f\"{a} {_('Short.')}\"") == [1]
    files = [file for app in ("deliberation", "sessions") for file in sorted((ROOT / app).rglob("*.py"))]
    hidden = {str(file.relative_to(ROOT)): said_inside_an_f_string(file.read_text()) for file in files}
    assert {name: lines for name, lines in hidden.items() if lines} == {}
