"""That it is they who sign: a code of the last message, tried a few times at most, or their own valid badge."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core import mail

from deliberation.conference.rules import OPERATOR, Actor, actor_of
from deliberation.conference.stages import Stage
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.opinion.models import Opinion, Signature
from deliberation.opinion.signing import actions, proofs
from deliberation.opinion.signing.models import SigningCertificate, SigningCode
from deliberation.panel.actions import issue_badge, revoke_badge
from tests.cast import fresh_code, set_stage
from tests.deliberation.opinion.signing.pen import Pen
from tests.hall import Hall

GOOD = ""


class Clock:
    def __init__(self) -> None:
        self.time = clock.now()

    def wait(self, **time: float) -> None:
        self.time += timedelta(**time)

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(clock, "now", found.now)
    return found


@pytest.fixture(autouse=True)
def in_english(english: None) -> Iterator[None]:
    yield


def opinion() -> Opinion:
    return Opinion.objects.get()


def said(citizen: Actor, proof: str, code: str) -> str:
    return proofs.refusal(opinion(), citizen.member, proof, code)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


# A code by e-mail


@pytest.fixture
def reached(signing: Hall) -> Actor:
    """A citizen with an address."""
    user = signing.citizens[0].member.user
    user.email = "citizen@example.org"
    user.save()
    return actor_of(signing.citizens[0].member)


def ask(hall: Hall, citizen: Actor) -> str:
    """Ask for a code; the one that came."""
    actions.send_signing_code(actor=citizen, conference=hall.conference)
    message = mail.outbox[-1]
    assert message.to == ["citizen@example.org"]
    line = next(each for each in message.body.splitlines() if each.replace(" ", "").isdigit())
    return line.replace(" ", "")


def test_the_code_of_the_message_proves_it(signing: Hall, reached: Actor) -> None:
    code = ask(signing, reached)
    assert (len(code), len(mail.outbox)) == (6, 1)
    assert said(reached, "code", f" {code[:3]} {code[3:]} ") == GOOD


def test_no_code_is_kept_or_told(signing: Hall, reached: Actor) -> None:
    code = ask(signing, reached)
    row = SigningCode.objects.values().get()
    assert [name for name, value in row.items() if code in str(value) and name not in {"sent_at", "code_hash"}] == []
    assert len(row["code_hash"]) == 64


@pytest.mark.parametrize("typed", ["", "0", "abc", "١٢٣٤٥٦", "' OR 1=1", "9" * 20])
def test_what_is_no_code_proves_nothing(typed: str, signing: Hall) -> None:
    citizen = signing.citizens[0]
    fresh_code(citizen)
    assert said(citizen, "code", typed).startswith("This is not the code that was sent last.")


def test_a_code_is_good_for_ten_minutes(signing: Hall, later: Clock) -> None:
    citizen = signing.citizens[0]
    code = fresh_code(citizen)
    later.wait(minutes=10, seconds=1)
    assert said(citizen, "code", code) == "This code is no longer good: ask for a new one."
    code = fresh_code(citizen)
    later.wait(minutes=9, seconds=59)
    assert said(citizen, "code", code) == GOOD


def test_of_two_codes_the_last_counts(signing: Hall) -> None:
    citizen = signing.citizens[0]
    first, second = fresh_code(citizen), fresh_code(citizen)
    while first == second:
        second = fresh_code(citizen)
    assert said(citizen, "code", first).startswith("This is not the code that was sent last.")
    assert said(citizen, "code", second) == GOOD


def test_a_code_is_used_once(signing: Hall) -> None:
    citizen = signing.citizens[0]
    code = fresh_code(citizen)
    assert [said(citizen, "code", code) for _time in range(2)] == [
        GOOD,
        "This code is no longer good: ask for a new one.",
    ]


def test_after_five_wrong_tries_the_right_code_is_refused_too(signing: Hall) -> None:
    """Through the actions, whose transaction must keep the wrong tries."""
    citizen = signing.citizens[0]
    code = fresh_code(citizen)
    for _try in range(3):
        with pytest.raises(Refused, match="This is not the code"):
            Pen(signing, citizen).certify(proof="code", code=other_than(code))
    for _try in range(2):
        with pytest.raises(Refused, match="This is not the code"):
            signing_simply(signing, citizen, code=other_than(code))
    assert SigningCode.objects.get().tries == 5
    for _try in range(2):
        with pytest.raises(Refused, match="This code was tried too often"):
            Pen(signing, citizen).certify(proof="code", code=code)
    assert (SigningCertificate.objects.count(), Signature.objects.count()) == (0, 0)


def signing_simply(hall: Hall, citizen: Actor, *, code: str, proof: str = "code") -> None:
    actions.sign_opinion(
        actor=citizen,
        conference=hall.conference,
        decision="signed",
        text_digest=hall.text_digest(),
        proof=proof,
        code=code,
    )


def test_somebody_elses_code_proves_nothing(signing: Hall) -> None:
    mine, theirs = signing.citizens[:2]
    code = fresh_code(theirs)
    assert said(mine, "code", code) == "No code was sent to you yet: ask for one first."
    while fresh_code(mine) == code:
        pass
    assert said(mine, "code", code).startswith("This is not the code")
    assert said(theirs, "code", code) == GOOD


def test_codes_are_not_sent_one_after_the_other(signing: Hall, reached: Actor, later: Clock) -> None:
    ask(signing, reached)
    with pytest.raises(Refused, match="A code has just been sent"):
        ask(signing, reached)
    for _code in range(proofs.CODES_AN_HOUR - 1):
        later.wait(seconds=31)
        ask(signing, reached)
    later.wait(seconds=31)
    with pytest.raises(Refused, match="Too many codes were sent"):
        ask(signing, reached)
    later.wait(hours=1)
    # The round is given more time.
    set_stage(signing.conference, Stage.SIGNING)
    ask(signing, reached)
    assert (len(mail.outbox), SigningCode.objects.count()) == (proofs.CODES_AN_HOUR + 1,) * 2


def test_who_has_no_address_is_told_so(signing: Hall) -> None:
    with pytest.raises(Refused, match="No e-mail address of yours is known here"):
        actions.send_signing_code(actor=signing.citizens[0], conference=signing.conference)
    assert (mail.outbox, SigningCode.objects.count()) == ([], 0)


def test_a_message_that_could_not_be_sent_costs_nothing(
    signing: Hall, reached: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    with pytest.raises(Refused, match="The message could not be sent"):
        ask(signing, reached)
    monkeypatch.undo()
    assert SigningCode.objects.count() == 0
    assert said(reached, "code", ask(signing, reached)) == GOOD


def refuse(*_: object) -> int:
    raise ConnectionRefusedError


# A badge


def badge(hall: Hall, citizen: Actor) -> str:
    return issue_badge(actor=OPERATOR, conference=hall.conference, membership=citizen.member)


def test_the_code_of_ones_badge_proves_it_again_and_again(signing: Hall) -> None:
    citizen = signing.citizens[0]
    code = badge(signing, citizen)
    typed = (code, f"{code[:5]}-{code[5:]}".lower(), f" {code} ")
    assert [said(citizen, "badge", each) for each in typed] == [GOOD] * 3


def test_nobody_elses_badge_proves_it(signing: Hall) -> None:
    mine, theirs = signing.citizens[:2]
    code = badge(signing, theirs)
    badge(signing, mine)
    assert said(mine, "badge", code).startswith("This is not the code of your badge.")


def test_a_revoked_badge_proves_nothing_and_a_new_one_does(signing: Hall) -> None:
    citizen = signing.citizens[0]
    first, second = badge(signing, citizen), badge(signing, citizen)
    assert said(citizen, "badge", first).startswith("This is not the code of your badge.")
    assert said(citizen, "badge", second) == GOOD
    revoke_badge(actor=OPERATOR, conference=signing.conference, membership=citizen.member)
    assert said(citizen, "badge", second).startswith("This is not the code of your badge.")


def test_too_many_wrong_badges_are_not_tried_further(signing: Hall) -> None:
    mine, other = signing.citizens[:2]
    code, theirs = badge(signing, mine), badge(signing, other)
    for _try in range(proofs.BADGES_AN_HOUR):
        assert said(mine, "badge", "AAAAA-AAAAA").startswith("This is not the code of your badge.")
    assert said(mine, "badge", code).startswith("Too many wrong codes were tried")
    assert said(other, "badge", theirs) == GOOD


@pytest.mark.parametrize("proof", ["", "name", "Code"])
def test_there_is_no_third_way(proof: str, signing: Hall) -> None:
    citizen = signing.citizens[0]
    assert said(citizen, proof, fresh_code(citizen)) == "Say how you prove that it is you."


def test_a_code_is_no_badge_and_a_badge_no_code(signing: Hall) -> None:
    citizen = signing.citizens[0]
    code, of_badge = fresh_code(citizen), badge(signing, citizen)
    assert "" not in (said(citizen, "badge", code), said(citizen, "code", of_badge))


def test_a_badge_signs(signing: Hall) -> None:
    citizen = signing.citizens[0]
    signing_simply(signing, citizen, proof="badge", code=badge(signing, citizen))
    assert Signature.objects.values_list("form", "proof").get() == ("attested", "badge")
