"""A simulated person's button: an ordinary POST with the page's token, pressed again until it is acknowledged."""

import http.client
import json
import random
import time
import urllib.parse
from dataclasses import dataclass, field
from typing import Any

from tests.crowd.people import TOKEN, Person

ANSWERS_WITHIN = 15.0
PATIENCE = 60.0
NOT_ANSWERED = 0


@dataclass
class Answer:
    """``status`` is NOT_ANSWERED when the line broke: the act may have been done, or not."""

    status: int
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        return self.status == 200

    @property
    def again(self) -> bool:
        """The page says that it was not sent, and leaves the button to be pressed again."""
        return self.status == NOT_ANSWERED or self.status >= 500


def press_once(address: tuple[str, int], person: Person, path: str, fields: dict[str, str]) -> Answer:
    body = urllib.parse.urlencode({"csrfmiddlewaretoken": TOKEN, **fields})
    headers = {
        "Cookie": f"{person.cookie}; csrftoken={TOKEN}",
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection = http.client.HTTPConnection(*address, timeout=ANSWERS_WITHIN)
    try:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        said = response.read()
    except (OSError, http.client.HTTPException):
        return Answer(NOT_ANSWERED)
    finally:
        connection.close()
    try:
        return Answer(response.status, json.loads(said))
    except ValueError:
        return Answer(response.status)


def press(address: tuple[str, int], person: Person, path: str, **fields: str) -> tuple[Answer, int]:
    """Press until the server answers yes or no: its answer, and how often it took. The fields stay the same."""
    give_up_at = time.monotonic() + PATIENCE
    presses = 1
    while (answer := press_once(address, person, path, fields)).again:
        assert time.monotonic() < give_up_at, f"{path} was not answered for {PATIENCE:g} s: {answer}"
        time.sleep(random.uniform(0.2, 1.0))
        presses += 1
    return answer, presses
