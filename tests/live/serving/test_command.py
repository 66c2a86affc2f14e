"""What ``manage.py serve`` says before it serves."""

import socket
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from sessions.management.commands import serve
from sessions.serving import limits, listening

pytestmark = pytest.mark.usefixtures("english")
SQLITE = {"default": {"ENGINE": "django.db.backends.sqlite3"}}
POSTGRESQL = {"default": {"ENGINE": "django.db.backends.postgresql"}}


def refusal(*words: str) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("serve", "--skip-checks", *words)
    return str(refused.value)


@pytest.mark.parametrize(("databases", "redis"), [(POSTGRESQL, ""), (SQLITE, "redis://localhost:1/0"), (SQLITE, "")])
def test_several_processes_need_postgresql_and_redis(
    monkeypatch: pytest.MonkeyPatch, databases: dict[str, dict[str, str]], redis: str
) -> None:
    monkeypatch.setattr(serve, "settings", SimpleNamespace(REDIS_URL=redis, DATABASES=databases))
    assert "PostgreSQL and Redis (DATABASE_URL, REDIS_URL)" in refusal("--processes", "2", "--port", "0")


def test_none_is_too_few() -> None:
    assert refusal("--processes", "0") == "There is one server process at least."


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert refusal("--port", str(port)).startswith(f"Port {port} of 127.0.0.1 cannot be used: ")


def test_a_server_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name="uvicorn")

    monkeypatch.setattr(serve, "import_module", missing)
    assert refusal("--server", "uvicorn") == "uvicorn is not installed: pip install it, or serve with daphne."


def test_a_system_that_is_too_narrow_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "raise_open_files", lambda: 1024)
    monkeypatch.setattr(serve, "shortest_queue", lambda: 128)
    with socket.create_server(("127.0.0.1", 0)) as other:
        refusal("--port", str(other.getsockname()[1]))
    said = capsys.readouterr().err
    assert f"The system allows each process 1024 open files: for a full hall, allow {limits.OPEN_FILES}." in said
    assert f"128 connections wait (net.core.somaxconn): for a full hall, allow {limits.BACKLOG}." in said


def test_the_door_is_as_wide_as_decided_and_takes_both_families() -> None:
    with listening.open_listener("127.0.0.1", 0) as four:
        assert listening.shown(four) == f"http://127.0.0.1:{four.getsockname()[1]}"
    if socket.has_dualstack_ipv6():
        with listening.open_listener("::1", 0) as six:
            assert listening.shown(six) == f"http://[::1]:{six.getsockname()[1]}"
