"""Typed readers of environment variables. Each fails loudly, naming the variable and what it expected."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str) -> str:
    return os.environ.get(name, default)


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, str(default)).strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: expected one of 1, 0, true, false, yes, no, on, off.")


def whole(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r}: expected a whole number.") from None


def words(name: str, default: str) -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    return Path(os.environ.get(name, str(default))).resolve()


def secret(name: str, kept_in: Path) -> str:
    """The variable if set, else a secret made once and kept in a file only its owner can read."""
    if value := os.environ.get(name):
        if len(value) < 40:
            raise ImproperlyConfigured(f"{name}: expected at least 40 characters.")
        return value
    kept_in.parent.mkdir(parents=True, exist_ok=True)
    made = kept_in.with_suffix(f".{os.getpid()}-{secrets.token_hex(4)}")
    made.touch(mode=0o600)
    made.write_text(secrets.token_urlsafe(48))
    try:
        # A link to a name that exists fails: of several processes starting at once, one secret wins.
        os.link(made, kept_in)
    except FileExistsError:
        pass
    finally:
        made.unlink()
    return kept_in.read_text()


def database(name: str, default: Path) -> dict[str, Any]:
    """``sqlite:///path`` or ``postgres://user:password@host:port/name`` (``?host=`` for a unix socket)."""
    url = urlsplit(os.environ.get(name, f"sqlite:///{default}"))
    if url.scheme == "sqlite":
        path = Path(url.path.removeprefix("/") if url.path.startswith("//") else url.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
            # A file, not memory: daphne's own process must open it too.
            "TEST": {"NAME": path.with_suffix(f".test-{os.getpid()}.sqlite3")},
        }
    if url.scheme in {"postgres", "postgresql"}:
        host = parse_qs(url.query).get("host", [url.hostname or ""])[0]
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.removeprefix("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": host,
            "PORT": url.port or "",
            # Kept connections: under ASGI a new one for every request is what fails first.
            "OPTIONS": {"pool": {"min_size": 2, "max_size": 16, "timeout": 30}},
            # After the database was restarted, the first to come finds a new connection, not a broken one.
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured(f"{name}: expected sqlite:///path or postgres://…, not {url.scheme}://….")


def email(name: str, default: Path) -> dict[str, Any]:
    """``smtp://user:password@host:port`` (``smtps``: TLS from the start, ``smtp+tls``: STARTTLS), ``file:///folder``,
    or ``console:``."""
    url = urlsplit(os.environ.get(name, f"file://{default}"))
    backend = "django.core.mail.backends"
    if url.scheme in {"smtp", "smtps", "smtp+tls"}:
        return {
            "EMAIL_BACKEND": f"{backend}.smtp.EmailBackend",
            "EMAIL_HOST": url.hostname or "localhost",
            "EMAIL_PORT": url.port or 25,
            "EMAIL_HOST_USER": unquote(url.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
            "EMAIL_USE_SSL": url.scheme == "smtps",
            "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        }
    if url.scheme == "file":
        return {"EMAIL_BACKEND": f"{backend}.filebased.EmailBackend", "EMAIL_FILE_PATH": url.path}
    if url.scheme == "console":
        return {"EMAIL_BACKEND": f"{backend}.console.EmailBackend"}
    raise ImproperlyConfigured(f"{name}: expected smtp://…, smtps://…, smtp+tls://…, file:///… or console:.")
