"""The example of docs/scenarios.md: what the page promises to load is what these tests begin from."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "scenarios.md"
_found = re.search(r"^```yaml\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
if _found is None:
    raise ValueError("docs/scenarios.md holds no YAML example")
EXAMPLE: str = _found[1]
