"""``docker-compose.yml`` without Docker: every command in it, run for real on this machine."""

import os
import secrets
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from sessions.rehearsal.environment import free_port
from sessions.serving import limits
from tests.live.serving.compose import Installation, filled, seconds
from tests.live.serving.running import (
    CUT,
    ROOT,
    children,
    found_conference,
    own_environment,
    running,
    signed_in,
    status,
    stopped,
    wait_until,
)
from tests.services import services as servers

MIGRATED_WITHIN = 120


def own_variables(folder: Path) -> dict[str, str]:
    """What ``.env`` would say, and, of what the file lets one choose, addresses and ports of this machine."""
    proxy = free_port()
    return {
        "HOST_NAME": "127.0.0.1",
        "BASE_URL": f"http://127.0.0.1:{proxy}",
        "DJANGO_SECRET_KEY": secrets.token_urlsafe(48),
        "POSTGRES_PASSWORD": "made-up",
        "EMAIL_URL": f"file://{folder}/mail",
        "INTERFACE": "127.0.0.1",
        "WEB_ADDRESS": "127.0.0.1",
        "WEB_PORT": str(free_port()),
        "REDIS_PORT": str(free_port()),
        "PROXY_HEALTH_PORT": str(free_port()),
        "CADDYFILE": str(folder / "Caddyfile"),
    }


class Machine:
    """Runs what the file says, service by service."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.variables = own_variables(folder)
        self.file = Installation(self.variables)
        self.stack = ExitStack()
        self.started: dict[str, subprocess.Popen[bytes]] = {}
        # The addresses of servers and the folders of data are this machine's.
        self.here = {"VAR_DIR": str(folder), "MEDIA_DIR": str(folder / "media"), "SEAL_DIR": str(folder / "seal")}
        self.here |= {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        self.here |= {"REDIS_URL": f"redis://127.0.0.1:{self.variables['REDIS_PORT']}/0", "no_proxy": "127.0.0.1"}

    @property
    def address(self) -> str:
        return self.variables["BASE_URL"]

    def environment(self, service: str) -> dict[str, str]:
        return own_environment(self.folder, self.file.environment(service) | self.here)

    def healthy(self, service: str) -> bool:
        command, environment = self.file.health(service), self.environment(service)
        return subprocess.run(command, env=environment, capture_output=True, timeout=30).returncode == 0

    def start(self, service: str) -> None:
        self._begin(service, self.file.command(service), self.environment(service))

    def start_image(self, settings: Mapping[str, str]) -> None:
        self._begin("web", self.file.image_command(), self.environment("web") | dict(settings))

    def _begin(self, service: str, command: list[str], environment: Mapping[str, str]) -> None:
        assert not self.healthy(service)
        log = self.folder / f"{service}.log"
        self.started[service] = self.stack.enter_context(running(command, environment, log))
        wait_until(lambda: self.healthy(service) or self.started[service].poll() is not None)
        assert self.started[service].poll() is None, log.read_text()

    def run(self, service: str) -> None:
        """A service that does its work and ends."""
        command, environment = self.file.command(service), self.environment(service)
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=MIGRATED_WITHIN
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def stop(self, service: str) -> None:
        """The way Docker does: the signal, then the time, of the file."""
        written = self.file.services[service]
        grace = seconds(written.get("stop_grace_period", "10s"))
        code = stopped(self.started.pop(service), signal.Signals[written.get("stop_signal", "SIGTERM")], grace)
        assert code == 0, (self.folder / f"{service}.log").read_text()
        assert not self.healthy(service)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    found = Machine(tmp_path)
    with found.stack:
        yield found


@pytest.mark.services
@pytest.mark.slow
async def test_every_command_in_it_does_what_it_is_there_for(machine: Machine, tmp_path: Path) -> None:
    machine.here["PGHOST"] = str(tmp_path)
    assert not machine.healthy("postgres")
    # Its image's own command, which is PostgreSQL's server.
    with servers({**os.environ, "DATABASE_URL": "", "REDIS_URL": "none"}) as given:
        machine.here |= {"DATABASE_URL": given["DATABASE_URL"], "PGHOST": socket_of(given["DATABASE_URL"])}
        assert machine.healthy("postgres")
        machine.start("redis")
        machine.run("migrate")
        machine.start("web")
        assert len(children(machine.started["web"].pid)) == 2
        (tmp_path / "Caddyfile").write_text(machine.file.configs["caddyfile"]["content"])
        machine.start("proxy")
        await a_page_and_its_socket_through_the_proxy(machine)
        what_the_proxy_holds(machine)
        # An update: the new processes' database is brought up to date while the old ones serve.
        machine.run("migrate")
        an_update_that_nobody_notices(machine)
        for service in ("proxy", "web", "redis"):
            machine.stop(service)
    assert not machine.healthy("postgres")
    # Holds whatever is added to the file: a command that nothing above has run is named here.
    assert machine.file.unexercised() == set()


def socket_of(database: str) -> str:
    return parse_qs(urlsplit(database).query)["host"][0]


async def a_page_and_its_socket_through_the_proxy(machine: Machine) -> None:
    wait_until(lambda: status(f"{machine.address}/") == 200)
    badge = found_conference(machine.environment("web"), machine.folder)
    visit = await signed_in(machine.address, badge)
    with visit.open() as page:
        page.send('{"type": "hello", "news": 0, "shown": {}, "holds": []}')
        # A refused page would be closed at once.
        assert page.recv(timeout=20)


def what_the_proxy_holds(machine: Machine) -> None:
    """Who sends too much is turned away by the proxy; who asks the server for another's name finds nothing."""
    form = f"{machine.address}/badge/"
    assert status(form, bytes(1_000_000)) == 403  # by the application: it has no token
    assert status(form, bytes(26_000_000)) in {413, 502, CUT}
    direct = f"http://127.0.0.1:{machine.variables['WEB_PORT']}/healthz"
    assert status(direct, host="other.example") == 400


def an_update_that_nobody_notices(machine: Machine) -> None:
    """The web service is stopped, then the image's own command starts it again: requests wait at the proxy."""
    answers: list[int] = []
    over = threading.Event()

    def trickle() -> None:
        while not over.is_set():
            answers.append(status(f"{machine.address}/healthz"))
            time.sleep(0.05)

    person = threading.Thread(target=trickle)
    person.start()
    try:
        time.sleep(0.5)
        machine.stop("web")
        names = ("INTERFACE", "WEB_PORT")
        machine.start_image({name: machine.variables[name] for name in names} | {"WEB_PROCESSES": "2"})
        before = len(answers)
        wait_until(lambda: len(answers) > before + 10)
    finally:
        over.set()
        person.join()
    assert set(answers) == {200}
    assert len(children(machine.started["web"].pid)) == 2


@pytest.fixture
def file(tmp_path: Path) -> Installation:
    return Installation(own_variables(tmp_path))


def test_everything_that_lasts_says_whether_it_is_well(file: Installation) -> None:
    lasting = {name for name, service in file.services.items() if service["restart"] != "no"}
    assert lasting == set(file.services) - {"migrate"}
    assert all("healthcheck" in file.services[name] for name in lasting)


def test_nobody_is_cut_off_while_draining(file: Installation) -> None:
    assert seconds(file.services["web"]["stop_grace_period"]) > limits.DRAINS_WITHIN
    assert all(file.services[name]["ulimits"]["nofile"] >= limits.OPEN_FILES for name in ("web", "proxy"))


def test_only_the_proxy_is_reached_from_outside(file: Installation) -> None:
    assert [name for name, service in file.services.items() if "ports" in service] == ["proxy"]


def test_a_command_that_nobody_runs_is_named(file: Installation) -> None:
    file.services["clock"] = {"command": ["date"], "healthcheck": {"test": ["CMD", "true"]}}
    file.exercised = file.written() - {("clock", "command"), ("clock", "healthcheck")}
    assert file.unexercised() == {("clock", "command"), ("clock", "healthcheck")}


def test_variables_are_filled_in_as_compose_does() -> None:
    said = {"A": "1"}
    assert filled("${A} $${A} ${B:-${C:-x${A}y}} ${A:?no} ${B:-} {b}", said) == "1 ${A} x1y 1  {b}"
    with pytest.raises(KeyError, match="B: set it"):
        filled("${C:-${B:?set it}}", said)


def test_one_name_is_enough_for_an_ordinary_installation(tmp_path: Path) -> None:
    said = own_variables(tmp_path) | {"HOST_NAME": "avis.example", "BASE_URL": ""}
    file = Installation(said)
    assert file.environment("web")["BASE_URL"] == "https://avis.example"
    assert file.environment("web")["ALLOWED_HOSTS"] == "avis.example"
    assert "\nhttps://avis.example {\n" in file.configs["caddyfile"]["content"]
