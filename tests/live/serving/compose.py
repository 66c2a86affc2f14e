"""``docker-compose.yml`` and ``Dockerfile`` as written: what they would run, with their variables filled in."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[3]
OPENING = re.compile(r"\$(?:\$|\{(\w+)(:-|:\?|\}))")


def filled(text: str, variables: Mapping[str, str]) -> str:
    """``$$``, ``${NAME}``, ``${NAME:-default}`` and ``${NAME:?message}``, one within another, as Compose has them."""
    done, at = "", 0
    while opening := OPENING.search(text, at):
        done += text[at : opening.start()]
        name, then = opening.groups()
        at = opening.end()
        if name is None:
            done += "$"
            continue
        otherwise = ""
        if then != "}":
            end = _closing(text, at)
            otherwise, at = text[at:end], end + 1
        value = variables.get(name, "")
        if not value and then == ":?":
            raise KeyError(f"{name}: {otherwise}")
        done += value or filled(otherwise, variables)
    assert "${" not in text[at:], f"a variable that is not understood: {text[at:]}"
    return done + text[at:]


def _closing(text: str, at: int) -> int:
    depth = 1
    while depth:
        depth += {"{": text[at - 1] == "$", "}": -1}.get(text[at], 0)
        at += 1
    return at - 1


class Installation:
    """The two files. A command that is asked for is taken to be exercised; :meth:`unexercised` names the others."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        written = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
        self.services: dict[str, Any] = self._filled(written["services"])
        self.configs: dict[str, Any] = self._filled(written["configs"])
        self.image = dict(instructions((ROOT / "Dockerfile").read_text()))
        self.exercised: set[tuple[str, str]] = set()

    def _filled(self, part: Any) -> Any:
        if isinstance(part, dict):
            return {name: self._filled(value) for name, value in part.items()}
        if isinstance(part, list):
            return [self._filled(value) for value in part]
        return filled(part, self.variables) if isinstance(part, str) else part

    def written(self) -> set[tuple[str, str]]:
        """Every command there is, by the service, or the image, that has it."""
        found = {("image", name) for name in self.image}
        for name, service in self.services.items():
            found |= {(name, key) for key in ("command", "entrypoint", "healthcheck") if key in service}
            # What a service may run besides: none does, and one that begins to must be exercised too.
            found |= {(name, key) for key in ("post_start", "pre_stop", "provider") if key in service}
        return found

    def unexercised(self) -> set[tuple[str, str]]:
        return self.written() - self.exercised

    def command(self, service: str) -> list[str]:
        self.exercised.add((service, "command"))
        command = self.services[service]["command"]
        assert isinstance(command, list), "a list of words: nothing depends on a shell"
        return [str(word) for word in command]

    def health(self, service: str) -> list[str]:
        self.exercised.add((service, "healthcheck"))
        kind, *words = self.services[service]["healthcheck"]["test"]
        assert kind == "CMD"
        return [str(word) for word in words]

    def image_command(self) -> list[str]:
        self.exercised.add(("image", "CMD"))
        words: list[str] = json.loads(self.image["CMD"])
        return words

    def environment(self, service: str) -> dict[str, str]:
        return {name: str(value) for name, value in self.services[service].get("environment", {}).items()}


def instructions(dockerfile: str) -> Iterator[tuple[str, str]]:
    """What the image runs when it is started: the last stage's CMD, ENTRYPOINT and HEALTHCHECK."""
    last_stage = re.split(r"^FROM ", dockerfile, flags=re.MULTILINE)[-1]
    for line in last_stage.replace("\\\n", " ").splitlines():
        word, _, rest = line.partition(" ")
        if word in {"CMD", "ENTRYPOINT", "HEALTHCHECK"}:
            yield word, rest


def seconds(duration: str) -> float:
    """``30s`` or ``1m30s``."""
    units = {"h": 3600, "m": 60, "s": 1}
    return sum(float(number) * units[unit] for number, unit in re.findall(r"([\d.]+)([hms])", duration))
