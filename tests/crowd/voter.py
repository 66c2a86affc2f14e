"""An open page that votes, as the browser does: over its socket, with an id, again while it is not answered."""

import json
import secrets
import uuid
from typing import TYPE_CHECKING, Any

from deliberation.ballots import receipts
from tests.crowd.page import CrowdPage
from tests.crowd.people import People, Person

if TYPE_CHECKING:
    from tests.crowd.crowd import Crowd

# After the server said that it could not tell.
SECONDS_BEFORE_AGAIN = 0.3


class Voter(CrowdPage):
    """``answer`` is what the server said of the vote, ``answered_at`` when it came (monotonic, nanoseconds);
    ``presses`` counts how often it was sent, ``answers`` how often that was answered for good."""

    def __init__(
        self, crowd: "Crowd", address: tuple[str, int], people: People, person: Person, *, language: str = "fr"
    ) -> None:
        self.person, self.secret = person, secrets.token_urlsafe(32)
        super().__init__(crowd, address, people.socket(language), cookie=self.cookie, comes_back=True)
        self.ballot, self.choice, self.vote_id = 0, "", ""
        self.answer: dict[str, Any] | None = None
        self.answered_at = self.presses = self.answers = 0
        # One whose page turns to an ordinary form when its line is lost says no more over it.
        self.says_again = True

    @property
    def cookie(self) -> str:
        """What its browser sends with everything: whose session it is, and the secret that the receipt is made from."""
        return f"{self.person.cookie}; {receipts.COOKIE}={self.secret}"

    @property
    def receipt(self) -> str:
        """Found from what only this browser has."""
        return receipts.key_of(self.secret, ballot=self.ballot, ref=self.person.ref)

    @property
    def done(self) -> bool:
        return self.answer is not None and self.answer["type"] == "done"

    # In the crowd's thread.

    def cast(self, ballot: int, choice: str) -> None:
        self.ballot, self.choice, self.vote_id = ballot, choice, str(uuid.uuid4())
        self.answer, self.answered_at, self.presses, self.answers = None, 0, 0, 0
        self.press()

    def press(self) -> None:
        """The very same vote, whether or not it was answered."""
        self.presses += self.open
        frame = {"type": "act", "act": "cast-paper", "id": self.vote_id, "ballot": self.ballot}
        self.send(json.dumps(frame | {"fields": {"choice": self.choice}}))

    def press_again(self) -> None:
        if self.asked:
            self.press()

    @property
    def asked(self) -> bool:
        return bool(self.vote_id) and self.answer is None and self.says_again

    def opened(self) -> None:
        self.press_again()
        super().opened()

    def heard(self, payload: bytes, arrived: int) -> None:
        super().heard(payload, arrived)
        frame = self.crowd.read(payload).frame
        if frame.get("id") == self.vote_id and frame["type"] == "failed":
            self.crowd.later(SECONDS_BEFORE_AGAIN, self.press_again)
        elif frame.get("id") == self.vote_id:
            self.answers += 1
            self.answered_at = self.answered_at or arrived
            self.answer = frame
