"""Every signature with a citizen's own key, checked as anyone can: by OpenSSL, with the files inside the document."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from sessions.rehearsal.players.memory import Memory


def check(file_of: Callable[[str], bytes], memory: Memory) -> Iterator[str]:
    """``file_of`` gives a file inside the document; empty when there is none."""
    openssl, index = shutil.which("openssl"), file_of("signatures.json")
    if openssl is None:
        yield _("OpenSSL is not installed: no signature was checked")
        return
    if not index:
        yield _("the document lacks the list of its signatures")
        return
    told = json.loads(index)
    signed = sum(decision.signed for decision in memory.decisions.values())
    if len(told["signatures"]) != signed:
        yield _("%(theirs)d signatures are listed in the document, and %(mine)d citizens signed") % {
            "theirs": len(told["signatures"]),
            "mine": signed,
        }
    files = [each["file"] for each in told["signatures"] if each["file"]]
    mine = sum(decision.own_key for decision in memory.decisions.values())
    if len(files) != mine:
        yield _("%(theirs)d signatures with a key are in the document, and %(mine)d citizens signed so") % {
            "theirs": len(files),
            "mine": mine,
        }
    text = file_of("avis.txt")
    if not text:
        # That it is missing is said of the document.
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "authority.pem").write_bytes(file_of(told["authority"]))
        (folder / "whole.txt").write_bytes(text)
        (folder / "changed.txt").write_bytes(bytes([text[0] ^ 1]) + text[1:])
        for file in files:
            (folder / file).write_bytes(file_of(file))
            if not _verifies(openssl, folder, file, "whole.txt"):
                yield _("the signature %s does not hold") % file
            if _verifies(openssl, folder, file, "changed.txt"):
                yield _("the signature %s holds for another text") % file


def _verifies(openssl: str, folder: Path, file: str, text: str) -> bool:
    command = [openssl, "cms", "-verify", "-binary", "-inform", "DER", "-in", file, "-content", text]
    command += ["-CAfile", "authority.pem", "-no_check_time", "-out", "/dev/null"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0  # noqa: S603
