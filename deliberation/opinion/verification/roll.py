"""The list of signatures of a sealed file, compared with the files it names."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from deliberation.opinion.canonical import digest
from deliberation.opinion.verification.cades import Anchors, Examined, examine
from deliberation.opinion.verification.certificates import certificates_in
from deliberation.opinion.verification.findings import ListProblem, Problem, SignatureFinding, SignaturesFinding

LIST, AUTHORITY, TIMESTAMPS = "signatures.json", "authority.pem", "timestamps.pem"
FORMAT = "avis-citoyen-signatures/1"
A_SIGNATURE = re.compile(r"signature-\d{3,}\.p7s")
FORMS = ("own-key", "attested")
# A time is listed in whole seconds or minutes.
PRECISION = timedelta(minutes=1)
# Of a common name in a certificate.
LONGEST_NAME = 64


def examine_all(files: Mapping[str, bytes], text: bytes, signed: int | None) -> SignaturesFinding | None:
    """Every signature of ``files``; None when they list none, as before signatures were kept in the document.

    ``signed`` is how many the figures of the document count."""
    if LIST not in files:
        unlisted = any(A_SIGNATURE.fullmatch(name) for name in files)
        return SignaturesFinding((), (ListProblem.UNLISTED,)) if unlisted else None
    try:
        listed = json.loads(files[LIST])
        rows = listed["signatures"]
        names = (listed["format"], listed["authority"], listed["timestamps"])
        if names != (FORMAT, AUTHORITY, TIMESTAMPS) or not isinstance(rows, list):
            return SignaturesFinding((), (ListProblem.UNREADABLE,))
    except (ValueError, KeyError, TypeError, RecursionError):
        return SignaturesFinding((), (ListProblem.UNREADABLE,))
    return _compared(listed, rows, files, text, signed)


def _compared(
    listed: Mapping[str, Any], rows: list[Any], files: Mapping[str, bytes], text: bytes, signed: int | None
) -> SignaturesFinding:
    problems, anchors = _anchors(files, any(_is_own(row) for row in rows))
    if listed.get("text_sha256") != digest(text):
        problems.append(ListProblem.TEXT)
    if len(rows) != signed:
        problems.append(ListProblem.COUNT)
    named = Counter(row["file"] for row in rows if _is_own(row) and isinstance(row.get("file"), str))
    if any(A_SIGNATURE.fullmatch(name) and name not in named for name in files):
        problems.append(ListProblem.UNLISTED)
    examined = [_examined(row, files, text, anchors) for row in rows]
    keys = Counter(one.key for one in examined if one and one.key)
    found = tuple(
        _finding(row, one, bool(one and keys[one.key] > 1) or named[_text(row, "file")] > 1)
        for row, one in zip(rows, examined, strict=True)
    )
    return SignaturesFinding(found, tuple(problems))


def _is_own(row: Any) -> bool:
    return isinstance(row, dict) and row.get("form") == "own-key"


def _anchors(files: Mapping[str, bytes], needed: bool) -> tuple[list[ListProblem], Anchors | None]:
    """Needed where somebody signed with a key of their own."""
    if not needed:
        return [], None
    found = {}
    problems = []
    for name, problem in ((AUTHORITY, ListProblem.AUTHORITY), (TIMESTAMPS, ListProblem.TIMESTAMPS)):
        try:
            found[name] = certificates_in(files[name])
        except (ValueError, KeyError, TypeError):
            problems.append(problem)
    if not problems and len(found[AUTHORITY]) != 1:
        problems.append(ListProblem.AUTHORITY)
    return problems, None if problems else Anchors(found[AUTHORITY][0], found[TIMESTAMPS])


def _examined(row: Any, files: Mapping[str, bytes], text: bytes, anchors: Anchors | None) -> Examined | None:
    """None for what has no file to examine."""
    if not _is_own(row) or _text(row, "file") not in files or not A_SIGNATURE.fullmatch(row["file"]):
        return None
    if anchors is None:
        return Examined((Problem.CERTIFICATE, Problem.STAMP))
    return examine(files[row["file"]], text, _text(row, "reservation"), anchors)


def _finding(row: Any, examined: Examined | None, repeated: bool) -> SignatureFinding:
    if not isinstance(row, dict) or row.get("form") not in FORMS or not _text(row, "name"):
        return SignatureFinding(_text(row, "name"), problems=(Problem.ENTRY,))
    return SignatureFinding(
        name=_text(row, "name"),
        named=row.get("named") is True,
        form=row["form"],
        proof=_text(row, "proof"),
        file=_text(row, "file"),
        reservation=_text(row, "reservation"),
        stamped_at=examined.stamped_at if examined else None,
        problems=_problems(row, examined, repeated),
    )


def _problems(row: dict[str, Any], examined: Examined | None, repeated: bool) -> tuple[Problem, ...]:
    if row["form"] == "attested":
        return () if row.get("file") is None else (Problem.ENTRY,)
    if examined is None:
        return (Problem.FILE,)
    problems = [*examined.problems]
    # Who goes by a name they chose is named by their pseudonym; nobody's own name stands for who is not named.
    is_theirs = examined.subject == row["name"][:LONGEST_NAME] and (row.get("named") is True or not examined.named)
    if examined.key and not is_theirs:
        problems.append(Problem.NAME)
    if examined.stamped_at and not _is_at(row.get("signed_at"), examined.stamped_at):
        problems.append(Problem.TIME)
    if repeated:
        problems.append(Problem.REPEATED)
    return tuple(dict.fromkeys(problems))


def _is_at(listed: Any, stamped_at: datetime) -> bool:
    """A list need not say when; what it says must be what the time stamp says."""
    if listed is None:
        return True
    try:
        return abs(datetime.fromisoformat(listed) - stamped_at) < PRECISION
    except (ValueError, TypeError):
        return False


def _text(row: Any, name: str) -> str:
    value = row.get(name) if isinstance(row, dict) else None
    return value if isinstance(value, str) else ""
