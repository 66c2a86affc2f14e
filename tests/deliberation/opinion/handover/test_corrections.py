"""A correction is a document of its own, by citizens alone, once more than half of those who signed agree."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role
from deliberation.journal.models import Entry
from deliberation.journal.verify import verify
from deliberation.kernel.errors import Refused
from deliberation.opinion.handover import actions, rules
from deliberation.opinion.handover.models import Correction, CorrectionAgreement
from deliberation.opinion.handover.queries import agreed_at_the_seal, corrections_of
from tests.at_once import at_once
from tests.deliberation.opinion.handover.conftest import PASSAGE, Handed
from tests.deliberation.opinion.samples import printed

HOSTILE = '<script>alert(1)</script> #eval("x") $y$ *z* \\u{41} [a](evidence:b)'


@pytest.mark.parametrize(("signed", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (70, 36)])
def test_more_than_half_of_those_who_signed(signed: int, needed: int) -> None:
    assert rules.needed(signed) == needed


@pytest.mark.parametrize(
    ("passage", "said"),
    [
        ("l'eau « rare »", True),
        ("L’eau", False),
        ("l’eau  “rare”\n, en été", True),
        ("de l’eau pour tous", True),
        ("l’eau des autres", False),
        ("   ", False),
        ("*", False),
    ],
)
def test_a_passage_is_what_the_opinion_says_however_it_is_spaced_and_quoted(passage: str, said: bool) -> None:
    text = "avis-citoyen/3\n\n# Préambule\nC’est **l’eau « rare »**, en été.\n- de *l’eau*\n- pour tous\n\\# fin\n"
    assert rules.is_said(passage, text) == said


def test_what_the_opinion_does_not_say_is_not_corrected(handed: Handed, english: None) -> None:
    with pytest.raises(Refused, match="The opinion does not say this"):
        handed.propose(handed.signers[0], passage="Mots que personne n’a écrits")
    assert Correction.objects.count() == 0


def test_it_is_sealed_when_more_than_half_agree_and_not_before(handed: Handed, tmp_path: Path) -> None:
    handed.propose(handed.signers[0])
    handed.agree(handed.signers[1])
    assert list(corrections_of(handed.sealed)) == []
    handed.agree(handed.signers[2])
    (correction,) = corrections_of(handed.sealed)
    pdf = bytes(correction.pdf)
    assert correction.pdf_sha256 == hashlib.sha256(pdf).hexdigest()
    assert agreed_at_the_seal(correction) == (3, 5)
    detail = json.loads(Entry.objects.get(verb="opinion:correction-sealed").detail)
    assert detail == {
        "correction": 1,
        "agreed": 3,
        "signed": 5,
        "pdf": correction.pdf_sha256,
        "original": handed.sealed.pdf_sha256,
    }
    text = printed(pdf, tmp_path)
    wanted = (PASSAGE, "Mots du préambule", "Une faute de frappe.", handed.sealed.pdf_sha256, handed.sealed.text_sha256)
    assert [words for words in wanted if words not in text] == []
    assert verify(handed.conference).whole


def test_the_opinion_never_changes(handed: Handed) -> None:
    before = bytes(handed.sealed.pdf), handed.sealed.pdf_sha256, handed.conference.opinion.frozen_text
    handed.correct()
    handed.conference.opinion.refresh_from_db()
    after = bytes(handed.sealed.pdf), handed.sealed.pdf_sha256, handed.conference.opinion.frozen_text
    assert after == before
    assert len(corrections_of(handed.sealed)) == 1


def everything_tried(handed: Handed, who: Actor) -> list[str]:
    """Each act of a correction, by somebody: those that were not refused."""
    tried = {
        "propose": lambda: handed.propose(who, text="Autrement"),
        "agree": lambda: handed.agree(who),
        "take back": lambda: actions.take_back_agreement(actor=who, conference=handed.conference, number=1),
        "withdraw": lambda: actions.withdraw_correction(actor=who, conference=handed.conference, number=1),
    }
    done = []
    for name, act in tried.items():
        try:
            act()
        except Refused:
            continue
        done.append(name)
    return done


def test_nobody_of_the_staff_nor_of_those_who_watch_has_a_path(handed: Handed) -> None:
    handed.propose(handed.signers[0])
    tried = {who.ref: everything_tried(handed, who) for who in handed.all_but(Role.CITIZEN)}
    assert set(map(len, tried.values())) == {0}
    assert (Correction.objects.count(), CorrectionAgreement.objects.count()) == (1, 1)


def test_nothing_is_corrected_before_the_hand_over(signed: Handed) -> None:
    assert everything_tried(signed, signed.signers[0]) == []


def test_who_did_not_sign_proposes_and_does_not_count(handed: Handed, english: None) -> None:
    other = handed.hall.citizens[5]
    handed.propose(other)
    with pytest.raises(Refused, match="Those who signed the opinion agree"):
        handed.agree(other)
    assert CorrectionAgreement.objects.count() == 0


def test_agreement_is_taken_back_until_it_is_sealed(handed: Handed, english: None) -> None:
    first, second, third, fourth, _fifth = handed.signers
    handed.propose(first)
    handed.agree(second)
    actions.take_back_agreement(actor=second, conference=handed.conference, number=1)
    handed.agree(third)
    assert list(corrections_of(handed.sealed)) == []
    handed.agree(second)
    assert len(corrections_of(handed.sealed)) == 1
    with pytest.raises(Refused, match="This correction is sealed"):
        actions.take_back_agreement(actor=second, conference=handed.conference, number=1)
    with pytest.raises(Refused, match="This correction is sealed"):
        handed.agree(fourth)
    with pytest.raises(Refused, match="This correction is sealed"):
        actions.withdraw_correction(actor=first, conference=handed.conference, number=1)


def test_its_author_alone_withdraws_it_and_nobody_agrees_any_more(handed: Handed, english: None) -> None:
    author, other = handed.signers[:2]
    handed.propose(author)
    with pytest.raises(Refused, match="Only who proposed"):
        actions.withdraw_correction(actor=other, conference=handed.conference, number=1)
    actions.withdraw_correction(actor=author, conference=handed.conference, number=1)
    with pytest.raises(Refused, match="withdrawn"):
        handed.agree(other)
    handed.propose(author)
    assert list(Correction.objects.filter(withdrawn_at=None).values_list("number", flat=True)) == [2]


def test_the_very_same_again_changes_nothing(handed: Handed) -> None:
    for _again in range(2):
        handed.propose(handed.signers[0])
        handed.agree(handed.signers[1])
    assert (Correction.objects.count(), CorrectionAgreement.objects.count()) == (1, 2)
    for _again in range(2):
        actions.withdraw_correction(actor=handed.signers[0], conference=handed.conference, number=1)
    verbs = ["opinion:correction-proposed", "opinion:correction-agreed", "opinion:correction-withdrawn"]
    assert [Entry.objects.filter(verb=verb).count() for verb in verbs] == [1, 2, 1]


def test_hostile_words_are_printed_as_words(handed: Handed, tmp_path: Path) -> None:
    handed.propose(handed.signers[0], text=HOSTILE, reason=HOSTILE)
    for who in handed.signers[1:3]:
        handed.agree(who)
    (correction,) = corrections_of(handed.sealed)
    flat = "".join(printed(bytes(correction.pdf), tmp_path).split())
    assert flat.count("".join(HOSTILE.split()).replace('"x"', "«x»")) + flat.count("".join(HOSTILE.split())) == 2


def test_the_journal_names_no_words(handed: Handed) -> None:
    handed.correct()
    said = " ".join(Entry.objects.values_list("detail", flat=True))
    assert [words in said for words in (PASSAGE, "préambule", "frappe")] == [False] * 3


@pytest.mark.django_db(transaction=True)
def test_two_who_reach_the_number_together_seal_it_once(handed: Handed) -> None:
    handed.propose(handed.signers[0])
    handed.agree(handed.signers[1])
    last = handed.signers[2:5]
    raised = at_once(*(lambda who=who: handed.agree(who) for who in last))
    connection.close()
    assert [type(error) for error in raised if error is not None] in ([], [Refused], [Refused] * 2)
    assert Entry.objects.filter(verb="opinion:correction-sealed").count() == 1
    (correction,) = corrections_of(handed.sealed)
    assert agreed_at_the_seal(correction) == (3, 5)
    assert verify(handed.conference).whole


def test_a_time_stamping_service_that_does_not_answer_seals_nothing_and_counts_no_agreement(
    handed: Handed, settings: Any, english: None
) -> None:
    handed.propose(handed.signers[0])
    handed.agree(handed.signers[1])
    settings.TIMESTAMP_URL, settings.SEAL_LEVEL = "http://127.0.0.1:9", "B-T"
    with pytest.raises(Refused, match="the correction is not sealed yet"):
        handed.agree(handed.signers[2])
    assert (list(corrections_of(handed.sealed)), CorrectionAgreement.objects.count()) == ([], 2)
    settings.TIMESTAMP_URL = settings.SEAL_LEVEL = ""
    handed.agree(handed.signers[2])
    assert len(corrections_of(handed.sealed)) == 1
    assert verify(handed.conference).whole
