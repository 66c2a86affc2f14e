"""From adopted proposals to a sealed and handed-over opinion: who writes it, and from when on nobody does."""

import hashlib
import json
from collections.abc import Callable

import pytest

from deliberation.ballots.models import Ballot, BallotOption
from deliberation.conference.rules import OPERATOR, Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.journal.verify import verify
from deliberation.kernel import clock
from deliberation.kernel.errors import Conflict, Refused
from deliberation.opinion import actions
from deliberation.opinion.handover import actions as handover
from deliberation.opinion.models import Opinion, Recommendation, SealedOpinion, Section, Signature
from deliberation.opinion.queries import text_of
from deliberation.opinion.signing import actions as signing_actions
from deliberation.opinion.verify import check, known_digests
from deliberation.proposals.models import Proposal
from sessions.drafting import actions as drafting
from tests.cast import enter, set_stage
from tests.frozen import thawed
from tests.hall import Hall

OTHERS = [role for role in Role if role not in {Role.CITIZEN, Role.OPERATOR}]


def verbs() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("verb", flat=True))


def words() -> dict[str, tuple[str, int]]:
    return {s.part: (s.text, s.version) for s in Section.objects.all()}


def write(hall: Hall, actor: Actor, text: str = "Pris", version: int = 1, part: str = "title") -> None:
    drafting.write_section(actor=actor, conference=hall.conference, part=part, text=text, version=version)


# Assembling


def test_recommendations_stand_in_the_order_of_their_support(hall: Hall) -> None:
    hall.reach(Stage.DRAFTING)
    votes = {"A": "ff----", "B": "ffffff", "C": "fffaa-", "D": "fffa--"}
    for title, table in (("A", 1), ("B", 1), ("C", 2), ("D", 2)):
        hall.propose(hall.at_table(table)[0], title)
    hall.end(Stage.DRAFTING)
    hall.start(Stage.BALLOT)
    named = {"f": "for", "a": "against", "-": "abstain"}
    for option in BallotOption.objects.select_related("ballot", "proposal"):
        for citizen, vote in zip(hall.citizens, votes[option.proposal.title], strict=True):
            hall.cast(citizen, named[vote], ballot=option.ballot)
    hall.end(Stage.BALLOT)
    hall.start(Stage.WRITING)
    found = Recommendation.objects.order_by("number").values_list("number", "proposal__title")
    assert list(found) == [(1, "B"), (2, "D"), (3, "C"), (4, "A")]


def test_what_was_not_adopted_is_not_recommended(hall: Hall) -> None:
    hall.reach(Stage.BALLOT)
    kept, lost = Ballot.objects.order_by("pk")
    for citizen in hall.citizens:
        hall.cast(citizen, "for", ballot=kept)
        hall.cast(citizen, "against", ballot=lost)
    hall.end(Stage.BALLOT)
    hall.start(Stage.WRITING)
    assert [r.proposal for r in Recommendation.objects.all()] == [kept.options.get().proposal]
    assert Proposal.objects.get(pk=lost.options.get().proposal_id).state == "rejected"


# Writing


@pytest.fixture
def writing(hall: Hall) -> Hall:
    hall.reach(Stage.WRITING)
    return hall


def test_a_citizen_writes_a_part(writing: Hall) -> None:
    write(writing, writing.citizens[3], "Avis sur l’eau")
    others = ("preamble", "disagreements", "requests", "closing")
    assert words() == {"title": ("Avis sur l’eau", 2)} | dict.fromkeys(others, ("", 1))
    entry = Entry.objects.get(verb="opinion:written")
    assert (entry.actor, entry.detail) == (writing.citizens[3].ref, '{"part":"title","version":2}')


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_but_citizens_writes(role: Role, writing: Hall, client_of: Callable) -> None:
    other = enter(writing.conference, role)
    for actor in (other, OPERATOR):
        with pytest.raises(Refused):
            write(writing, actor)
    response = client_of(other).post("/conferences/eau/opinion/write/title/", {"text": "Pris", "version": "1"})
    assert (response.status_code, words()["title"]) == (403, ("", 1))


def test_nothing_is_written_before_or_after(writing: Hall) -> None:
    for stage in set(Stage) - {Stage.WRITING}:
        set_stage(writing.conference, stage)
        with pytest.raises(Refused):
            write(writing, writing.citizens[0])
    assert words()["title"] == ("", 1)


def test_who_wrote_meanwhile_is_not_written_over(writing: Hall) -> None:
    write(writing, writing.citizens[0], "Un avis")
    write(writing, writing.citizens[0], "Un avis sur l’eau", version=2)
    write(writing, writing.citizens[1], "Un avis court", version=2)
    text, version = words()["title"]
    assert (sorted(text.split()), version) == (sorted(["Un", "avis", "sur", "l’eau", "court"]), 4)


def test_words_against_a_version_that_does_not_exist_are_refused(writing: Hall) -> None:
    write(writing, writing.citizens[0], "Premier")
    with pytest.raises(Conflict) as conflict:
        write(writing, writing.citizens[1], "Second", version=7)
    assert (conflict.value.current, conflict.value.version) == ("Premier", 2)
    assert words()["title"] == ("Premier", 2)


def test_the_very_same_part_sent_again_is_done_once(writing: Hall) -> None:
    for _ in range(2):
        write(writing, writing.citizens[0], "Premier")
    assert words()["title"] == ("Premier", 2)


def test_a_part_that_does_not_exist_is_refused(writing: Hall, client_of: Callable) -> None:
    response = client_of(writing.citizens[0]).post(
        "/conferences/eau/opinion/write/nothing/", {"text": "Pris", "version": "1"}
    )
    assert response.status_code == 409


# Adopting


def test_an_opinion_that_lacks_a_part_is_not_put_to_the_vote(writing: Hall) -> None:
    write(writing, writing.citizens[0], "Un titre")
    writing.end(Stage.WRITING)
    with pytest.raises(Refused):
        writing.start(Stage.ADOPTION)
    assert Ballot.objects.filter(closed_at=None).count() == 0


def adopt(hall: Hall, *choices: str) -> None:
    hall.reach(Stage.ADOPTION)
    for citizen, choice in zip(hall.citizens, choices, strict=False):
        hall.cast(citizen, choice)
    hall.end(Stage.ADOPTION)


def test_the_vote_is_on_the_text_as_it_stands(hall: Hall) -> None:
    hall.reach(Stage.ADOPTION)
    ballot = hall.ballot()
    assert (ballot.rule, ballot.options.get().text_digest) == (hall.conference.mandate.adoption, hall.text_digest())


@pytest.mark.parametrize(
    ("choices", "adopted"),
    [("ffffaa", True), ("fffaaa", False), ("ff----", True), ("ff", False), ("------", False)],
)
def test_an_opinion_is_adopted_by_the_mandates_rule(choices: str, adopted: bool, hall: Hall) -> None:
    """Two thirds of those for or against, with half of the roll voting."""
    named = {"f": "for", "a": "against", "-": "abstain"}
    adopt(hall, *(named[choice] for choice in choices))
    assert (Opinion.objects.get().adopted_at is not None) == adopted
    assert verbs().count("opinion:adopted" if adopted else "opinion:rejected") == 1
    if not adopted:
        with pytest.raises(Refused):
            hall.start(Stage.SIGNING)


def test_a_rejected_opinion_can_be_rewritten_and_voted_again(hall: Hall) -> None:
    adopt(hall, *["against"] * 6)
    first = hall.text_digest()
    hall.start(Stage.WRITING)
    hall.write(hall.citizens[0], Section.Part.CLOSING, "Autrement")
    hall.end(Stage.WRITING)
    votes = BallotOption.objects.exclude(opinion=None).order_by("pk")
    adopt_again = list(votes.values_list("outcome", flat=True))
    hall.hold(Stage.ADOPTION)
    assert adopt_again == ["rejected"]
    assert [vote.outcome for vote in votes.all()] == ["rejected", "adopted"]
    assert hall.text_digest() != first
    hall.start(Stage.SIGNING)


def test_writing_again_voids_the_adoption(hall: Hall) -> None:
    adopt(hall, *["for"] * 6)
    hall.start(Stage.WRITING)
    hall.end(Stage.WRITING)
    assert Opinion.objects.get().adopted_at is None
    with pytest.raises(Refused):
        hall.start(Stage.SIGNING)


# Signing


@pytest.fixture
def signing(hall: Hall) -> Hall:
    hall.reach(Stage.SIGNING)
    return hall


def test_the_first_signature_freezes_the_text(signing: Hall) -> None:
    before = text_of(Opinion.objects.get())
    assert Opinion.objects.get().frozen_at is None
    signing.sign(signing.citizens[0])
    opinion = Opinion.objects.get()
    assert (opinion.frozen_text.encode(), opinion.text_digest) == (
        before,
        hashlib.sha256(before).hexdigest(),
    )
    assert verbs()[-2:] == ["opinion:frozen", "opinion:signed"]


def test_declining_first_freezes_it_as_well(signing: Hall) -> None:
    signing.sign(signing.citizens[0], "declined", reason="Pas chiffré")
    assert Opinion.objects.get().frozen_at is not None
    assert verbs()[-2:] == ["opinion:frozen", "opinion:declined"]


@pytest.mark.parametrize("role", [*OTHERS, Role.CITIZEN])
def test_after_the_first_signature_no_action_of_anyone_changes_the_text(role: Role, signing: Hall) -> None:
    """Whatever the stage says: even one that is forced back."""
    signing.sign(signing.citizens[0])
    frozen, conference = text_of(Opinion.objects.get()), signing.conference
    before = (words(), list(Recommendation.objects.values_list("number", "proposal")))
    actor = signing.citizens[1] if role == Role.CITIZEN else enter(conference, role)
    for stage in Stage:
        set_stage(conference, stage)
        for act in (
            lambda: write(signing, actor, version=2),
            lambda: actions.begin_writing(actor=actor, conference=conference),
            lambda: actions.put_to_vote(actor=actor, conference=conference),
        ):
            with pytest.raises(Refused):
                act()
    assert text_of(Opinion.objects.get()) == frozen
    assert (words(), list(Recommendation.objects.values_list("number", "proposal"))) == before


def test_a_text_changed_behind_the_product_does_not_change_what_was_signed(signing: Hall) -> None:
    signing.sign(signing.citizens[0])
    frozen = text_of(Opinion.objects.get())
    with thawed():
        Section.objects.update(text="Changé")
        Proposal.objects.update(text="Changé")
    assert text_of(Opinion.objects.get()) == frozen


def test_a_text_signed_in_the_first_format_is_sealed_as_it_was_signed(signing: Hall) -> None:
    signing.sign(signing.citizens[0])
    first = "avis-citoyen/1\n\n# Question\nQ\n\n"
    with thawed():
        Opinion.objects.update(frozen_text=first, text_digest=hashlib.sha256(first.encode()).hexdigest())
    signing.end(Stage.SIGNING)
    assert text_of(Opinion.objects.get()) == first.encode()
    assert SealedOpinion.objects.get().text_sha256 == hashlib.sha256(first.encode()).hexdigest()


def test_a_text_nobody_voted_on_is_not_signed(signing: Hall) -> None:
    """What is signed is what was adopted, even if rows were changed between the two."""
    Section.objects.filter(part="closing").update(text="Glissé après le vote")
    with pytest.raises(Refused):
        signing.sign(signing.citizens[0])
    assert (Opinion.objects.get().frozen_at, Signature.objects.count()) == (None, 0)


@pytest.mark.parametrize("digest", ["", "0" * 64])
def test_who_read_another_text_does_not_sign_this_one(digest: str, signing: Hall) -> None:
    with pytest.raises(Refused):
        signing_actions.sign_opinion(
            actor=signing.citizens[0],
            conference=signing.conference,
            decision="signed",
            text_digest=digest,
        )
    assert (Opinion.objects.get().frozen_at, Signature.objects.count()) == (None, 0)


@pytest.mark.parametrize("role", OTHERS)
def test_only_citizens_sign(role: Role, signing: Hall) -> None:
    with pytest.raises(Refused):
        signing.sign(enter(signing.conference, role))
    assert Signature.objects.count() == 0


def test_nobody_decides_twice(signing: Hall) -> None:
    signing.sign(signing.citizens[0])
    signing.sign(signing.citizens[0])
    with pytest.raises(Refused):
        signing.sign(signing.citizens[0], "declined")
    assert list(Signature.objects.values_list("decision", flat=True)) == ["signed"]
    assert verbs().count("opinion:signed") == 1


def test_a_reservation_is_kept_with_the_signature_and_named_only_if_wished(signing: Hall) -> None:
    signing.sign(signing.citizens[0], reservation="Trop peu de temps", public_name="A. Personne")
    signing.sign(signing.citizens[1], reservation="Le prix")
    assert list(Signature.objects.values_list("reservation", "public_name")) == [
        ("Trop peu de temps", "A. Personne"),
        ("Le prix", ""),
    ]
    journal = "".join(Entry.objects.values_list("detail", flat=True))
    assert [said in journal for said in ("Trop peu", "Personne", "prix")] == [False] * 3


def test_nobody_signed_nothing_is_sealed(signing: Hall) -> None:
    signing.sign(signing.citizens[0], "declined")
    with pytest.raises(Refused):
        signing.end(Stage.SIGNING)
    signing.conference.refresh_from_db()
    assert (signing.conference.stage, SealedOpinion.objects.count()) == (Stage.SIGNING, 0)


# Sealing and handing over


@pytest.fixture
def sealed(signing: Hall) -> Hall:
    signing.sign(signing.citizens[0], reservation="Le prix par paliers")
    signing.sign(signing.citizens[1], "declined", reason="Pas chiffré")
    signing.end(Stage.SIGNING)
    return signing


def test_the_text_signed_is_the_text_sealed(sealed: Hall) -> None:
    seal = SealedOpinion.objects.get()
    verdict = check(bytes(seal.pdf), known_digests=known_digests())
    assert (verdict.genuine, verdict.known, verdict.text_sha256) == (True, True, sealed.text_digest())
    assert seal.text_sha256 == Opinion.objects.get().text_digest
    assert seal.pdf_sha256 == hashlib.sha256(bytes(seal.pdf)).hexdigest()
    detail = json.loads(Entry.objects.get(verb="opinion:sealed").detail)
    assert detail == {"text": seal.text_sha256, "pdf": seal.pdf_sha256, "evidence_file": seal.evidence_sha256}


def test_a_signing_is_not_held_twice(sealed: Hall) -> None:
    with pytest.raises(Refused):
        sealed.start(Stage.SIGNING)


def test_handing_over_changes_no_byte(sealed: Hall) -> None:
    before = bytes(SealedOpinion.objects.get().pdf)
    sealed.start(Stage.HANDOVER)
    sealed.end(Stage.HANDOVER)
    after = SealedOpinion.objects.get()
    assert bytes(after.pdf) == before
    assert (after.public_at - after.handed_over_at).days == 30
    assert (sealed.conference.stage, verify(sealed.conference).whole) == (Stage.HANDED_OVER, True)


def test_only_a_facilitator_hands_it_over(sealed: Hall) -> None:
    others = [enter(sealed.conference, r) for r in Role if r not in {Role.FACILITATOR, Role.OPERATOR}]
    sealed.start(Stage.HANDOVER)
    for other in (*others, OPERATOR):
        with pytest.raises(Refused):
            handover.hand_over(actor=other, conference=sealed.conference)
    assert SealedOpinion.objects.get().handed_over_at is None


def test_nothing_is_handed_over_before_it_is_sealed(hall: Hall) -> None:
    hall.open()
    hall.start(Stage.HANDOVER)
    with pytest.raises(Refused):
        hall.end(Stage.HANDOVER)
    hall.conference.refresh_from_db()
    assert (hall.conference.stage, hall.round(Stage.HANDOVER).ended_at) == (Stage.HANDOVER, None)


def test_an_opinion_is_handed_over_once(sealed: Hall) -> None:
    sealed.start(Stage.HANDOVER)
    sealed.end(Stage.HANDOVER)
    at = SealedOpinion.objects.get().handed_over_at
    with pytest.raises(Refused):
        handover.hand_over(actor=sealed.facilitator, conference=sealed.conference)
    assert SealedOpinion.objects.get().handed_over_at == at <= clock.now()
