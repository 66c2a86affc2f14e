"""A server of our own, for the length of a rehearsal."""

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from sessions.rehearsal.operator import MANAGE
from sessions.rehearsal.players.waiting import Stuck

STARTS_WITHIN = 60.0
# Nothing is lost with a throwaway server that does not let go of its sockets.
STOPS_WITHIN = 5.0


@contextmanager
def serving(
    environment: Mapping[str, str], port: int, log: Path, *, interface: str = "127.0.0.1", processes: int = 1
) -> Iterator[str]:
    """The address of a server that answers. Stopped at the end, whatever happens."""
    command = [sys.executable, str(MANAGE), "serve", "--port", str(port), "--interface", interface]
    command += ["--processes", str(processes)]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own server
            command,
            env=dict(environment),
            cwd=MANAGE.parent,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl-C is for us: the server stops after the players, not under them.
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _await_answer(process, address, log)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_answer(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    give_up_at = time.monotonic() + STARTS_WITHIN
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while True:
        try:
            with opener.open(f"{address}/healthz", timeout=5):
                return
        except OSError as error:
            if process.poll() is not None or time.monotonic() > give_up_at:
                said = log.read_text(errors="replace").strip()[-2000:]
                raise Stuck(_("the server did not start: %s") % (said or error)) from error
            time.sleep(0.1)
