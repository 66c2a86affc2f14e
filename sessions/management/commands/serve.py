import socket
import sys
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from sessions.serving import limits
from sessions.serving.listening import open_listener, raise_open_files, shortest_queue, shown
from sessions.serving.supervise import supervise

SERVERS = ("daphne", "uvicorn")


class Command(BaseCommand):
    help = _("Serve the application, with as many processes as asked behind one port.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--processes", type=int, default=1, help=_("more than one needs PostgreSQL and Redis"))
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--interface", default="127.0.0.1", help=_("the address to listen on"))
        parser.add_argument("--server", choices=SERVERS, default=SERVERS[0])
        # What a process of several is told by the one that started it: the files it inherits.
        parser.add_argument("--inherited", type=int, nargs=2, help=SUPPRESS)

    def handle(
        self, *args: Any, processes: int, port: int, interface: str, server: str,
        inherited: tuple[int, int] | None, **options: Any,
    ) -> None:  # fmt: skip
        run = _runner(server)
        if inherited is not None:
            listener, line = (socket.socket(fileno=number) for number in inherited)
            run(listener, line)
            return
        self._check(processes)
        try:
            listener = open_listener(interface, port)
        except OSError as error:
            raise CommandError(
                _("Port %(port)d of %(interface)s cannot be used: %(error)s.")
                % {"port": port, "interface": interface, "error": error.strerror or error}
            ) from error
        with listener:
            self.stdout.write(
                _("Serving at %(address)s (%(server)s, processes: %(processes)d).")
                % {"address": shown(listener), "server": server, "processes": processes}
            )
            self.stdout.flush()
            if processes == 1:
                run(listener, None)
            elif not supervise(_command(server), listener, processes, self._warn):
                raise CommandError(_("The server did not start, or did not stop, as it should."))

    def _check(self, processes: int) -> None:
        """Refuse what would not work; say what would work badly."""
        if processes < 1:
            raise CommandError(_("There is one server process at least."))
        if processes > 1 and (not settings.REDIS_URL or "sqlite" in settings.DATABASES["default"]["ENGINE"]):
            raise CommandError(
                _(
                    "Several processes need PostgreSQL and Redis (DATABASE_URL, REDIS_URL): "
                    "without them, people in one would not see what those in another do."
                )
            )
        files = raise_open_files()
        if files < limits.OPEN_FILES:
            self._warn(
                _("The system allows each process %(files)d open files: for a full hall, allow %(enough)d.")
                % {"files": files, "enough": limits.OPEN_FILES}
            )
        if shortest_queue() < limits.BACKLOG:
            self._warn(
                _("The system lets %(some)d connections wait (net.core.somaxconn): for a full hall, allow %(enough)d.")
                % {"some": shortest_queue(), "enough": limits.BACKLOG}
            )

    def _warn(self, sentence: str) -> None:
        self.stderr.write(self.style.WARNING(sentence))
        self.stderr.flush()


def _runner(server: str) -> Callable[[socket.socket, socket.socket | None], None]:
    """What serves, in this process, on a listening socket."""
    try:
        module = import_module(f"sessions.serving.{server}")
    except ModuleNotFoundError as error:
        if error.name != server:
            raise
        raise CommandError(_("%s is not installed: pip install it, or serve with daphne.") % server) from error

    def run(listener: socket.socket, line: socket.socket | None) -> None:
        from sessions.asgi import application

        # The setting that believes what the proxy says of a person's address and of HTTPS.
        module.serve(application, listener, line, behind_proxy=settings.SECURE_PROXY_SSL_HEADER is not None)

    return run


def _command(server: str) -> Callable[[int, int], tuple[str, ...]]:
    def words(listener: int, line: int) -> tuple[str, ...]:
        manage = str(settings.BASE_DIR / "manage.py")
        inherited = ("--inherited", str(listener), str(line))
        return (sys.executable, manage, "serve", "--skip-checks", "--server", server, *inherited)

    return words
