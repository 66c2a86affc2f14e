"""Who may do what, and when. The table is stated here a second time on purpose: changing it is decided twice."""

from datetime import timedelta

import pytest

from deliberation.conference import rules
from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import OPERATOR, Actor, actor_of
from deliberation.conference.stages import BOUND_BY_TIME, Act, Role, Stage
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from tests.cast import enter, found_conference, set_stage

STAGES = (
    "preparation pause plenary questionnaire hearing tables drafting review ballot writing adoption signing handover "
    "handed-over"
)

# One row an act: for each stage, in the order above, the letters of the roles that may; a dot is nobody.
# C citizen, F facilitator, E expert, S steering committee, G guarantor, P sponsor, T a shared tablet, O operator.
GRID = """
act                    prep   pause  plen   quest  hear   tables draft  review ballot write  adopt  sign   hand   over
invite                 FO     FO     FO     FO     FO     FO     FO     FO     FO     FO     FO     FO     FO     .
remove                 FO     FO     FO     FO     FO     FO     FO     FO     FO     FO     FO     FO     FO     .
issue-badge            FO     FO     FO     FO     FO     FO     FO     FO     FO     FO     FO     FO     FO     FO
read-people            FG     FG     FG     FG     FG     FG     FG     FG     FG     FG     FG     FG     FG     FG
follow-sitting         CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT
read-tables            FG     FG     FG     FG     FG     FG     FG     FG     FG     FG     FG     FG     FG     FG
read-journal           G      G      G      G      G      G      G      G      G      G      G      G      G      G
read-dossier           CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT
note-reading           C      C      C      C      C      C      C      C      C      C      C      C      C      C
read-opinion           CFG    CFG    CFG    CFG    CFG    CFG    CFG    CFG    CFG    CFG    CFG    CFG    CFG    CFESGP
choose-name            C      C      C      C      C      C      C      C      C      C      C      C      C      .
add-tablet             FO     FO     FO     FO     FO     FO     FO     FO     FO     FO     FO     FO     FO     .
lend-tablet            .      T      T      T      T      T      T      T      T      T      T      T      T      .
open-sitting           F      F      .      .      .      .      .      .      .      .      .      .      .      .
close-sitting          F      F      .      .      .      .      .      .      .      .      .      .      .      F
give-joining-link      F      F      F      F      F      F      F      F      F      F      F      F      F      F
start-round            .      F      .      .      .      .      .      .      .      .      .      .      .      .
extend-round           .      .      F      F      F      F      F      F      F      F      F      F      F      .
end-round              .      .      F      F      F      F      F      F      F      F      F      F      F      .
skip-round             .      F      .      .      .      .      .      .      .      .      .      .      .      .
restore-round          .      F      .      .      .      .      .      .      .      .      .      .      .      .
go-back                .      F      F      .      F      F      F      F      .      F      .      .      .      .
show-table             .      .      F      .      .      .      .      .      .      .      .      .      .      .
prepare-tables         F      F      F      F      F      F      F      F      F      F      F      F      F      .
move-citizen           .      F      F      F      F      F      F      F      F      F      F      F      F      .
send-notice            .      F      F      F      F      F      F      F      F      F      F      F      F      .
withdraw-notice        .      F      F      F      F      F      F      F      F      F      F      F      F      .
call-for-help          .      CT     CT     CT     CT     CT     CT     CT     CT     CT     CT     CT     CT     .
withdraw-call          .      CT     CT     CT     CT     CT     CT     CT     CT     CT     CT     CT     CT     .
answer-call            .      F      F      F      F      F      F      F      F      F      F      F      F      .
say-ready              .      .      .      .      .      CT     CT     .      .      .      .      .      .      .
move-on                .      .      .      .      .      CFT    CFT    .      .      .      .      .      .      .
raise-card             .      CT     CT     CT     CT     CT     CT     CT     CT     CT     CT     CT     CT     .
answer-card            .      F      F      F      F      F      F      F      F      F      F      F      F      .
choose-floor           F      F      .      .      .      .      .      .      .      .      .      .      .      .
raise-hand             .      .      C      .      C      C      C      C      .      .      .      .      .      .
lower-hand             .      .      C      .      C      C      C      C      .      .      .      .      .      .
interject              .      .      C      .      C      C      C      C      .      .      .      .      .      .
pass-floor             .      .      F      .      F      CFT    CFT    F      .      .      .      .      .      .
give-floor             .      .      F      .      F      F      F      F      .      .      .      .      .      .
end-turn               .      .      F      .      F      CFT    CFT    F      .      .      .      .      .      .
sign-attendance        .      C      C      C      C      C      C      C      C      C      C      C      C      .
add-document           FE     FE     FE     FE     FE     FE     FE     FE     FE     FE     FE     .      .      .
write-sheet            FE     FE     FE     FE     FE     FE     FE     FE     FE     FE     FE     .      .      .
say-not-understood     CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT CFESGT .      .      .
propose-expert         FS     FS     FS     FS     FS     FS     FS     FS     FS     FS     FS     .      .      .
declare-interests      FE     FE     FE     FE     FE     FE     FE     FE     FE     FE     FE     .      .      .
name-sides             FS     FS     FS     FS     FS     FS     FS     FS     FS     FS     FS     .      .      .
decide-programme       S      S      S      S      S      S      S      S      S      S      S      .      .      .
decide-expert          S      S      S      S      S      S      S      S      S      S      S      .      .      .
decide-document        S      S      S      S      S      S      S      S      S      S      S      .      .      .
schedule-hearing       F      F      F      F      F      F      F      F      F      F      F      .      .      .
answer-items           .      .      .      C      .      .      .      .      .      .      .      .      .      .
withdraw-answers       .      .      .      C      .      .      .      .      .      .      .      .      .      .
ask-question           .      .      .      .      C      .      .      .      .      .      .      .      .      .
take-back-question     .      .      .      .      C      .      .      .      .      .      .      .      .      .
put-question           .      .      .      .      F      .      .      .      .      .      .      .      .      .
request-hearing        C      C      C      C      C      C      C      C      C      C      C      .      .      .
support-request        C      C      C      C      C      C      C      C      C      C      C      .      .      .
withdraw-request       C      C      C      C      C      C      C      C      C      C      C      .      .      .
answer-request         FS     FS     FS     FS     FS     FS     FS     FS     FS     FS     FS     .      .      .
link-request           FS     FS     FS     FS     FS     FS     FS     FS     FS     FS     FS     .      .      .
answer-question        .      .      .      .      CF     .      .      .      .      .      .      .      .      .
guide-hearing          .      .      .      .      F      .      .      .      .      .      .      .      .      .
support-question       .      .      .      .      C      .      .      .      .      .      .      .      .      .
choose-question        .      .      .      .      C      .      .      .      .      .      .      .      .      .
take-notes             .      .      .      .      C      .      .      .      .      .      .      .      .      .
group-questions        .      F      .      .      F      .      .      .      .      .      .      .      .      .
defer-question         F      F      F      F      F      F      F      F      F      F      F      .      .      .
confirm-answer         E      E      E      E      E      E      E      E      E      E      E      .      .      .
write-answer           E      E      E      E      E      E      E      E      E      E      E      E      E      E
write-note             .      .      .      .      .      CT     .      .      .      .      .      .      .      .
write-proposal         .      .      .      .      .      .      CT     CT     .      .      .      .      .      .
restore-text           .      .      .      .      .      CT     CT     CT     .      C      .      .      .      .
submit-proposal        .      .      .      .      .      .      CT     CT     .      .      .      .      .      .
agree-to-proposal      .      .      .      .      .      .      C      C      .      .      .      .      .      .
cite-evidence          .      .      .      .      .      .      CT     CT     .      .      .      .      .      .
withdraw-evidence      .      .      .      .      .      .      CT     CT     .      .      .      .      .      .
read-proposal          C      C      C      C      C      C      C      C      C      C      C      C      C      .
make-remark            .      .      .      .      .      .      .      C      .      .      .      .      .      .
take-temperature       .      .      .      .      .      .      .      C      .      .      .      .      .      .
propose-amendment      .      .      .      .      .      .      .      C      .      .      .      .      .      .
support-amendment      .      .      .      .      .      .      .      C      .      .      .      .      .      .
withdraw-amendment     .      .      .      .      .      .      .      C      .      .      .      .      .      .
answer-amendment       .      .      .      .      .      .      .      C      .      .      .      .      .      .
group-proposals        .      F      F      .      .      .      F      F      .      .      .      .      .      .
ask-merge              .      F      F      .      .      .      F      F      .      .      .      .      .      .
open-proposal-votes    .      .      .      .      .      .      .      .      F      .      .      .      .      .
cast-paper             .      .      .      .      .      .      .      .      C      C      C      .      .      .
give-paper             .      .      .      .      .      .      .      .      F      F      F      .      .      .
open-count             .      .      .      .      .      .      .      .      F      F      F      .      .      .
key-papers             .      .      .      .      .      .      .      .      FS     FS     FS     .      .      .
settle-count           .      .      .      .      .      .      .      .      F      F      F      .      .      .
write-minority-opinion C      C      C      C      C      C      C      C      C      C      C      C      .      .
join-minority-opinion  C      C      C      C      C      C      C      C      C      C      C      C      .      .
write-opinion          .      .      .      .      .      .      .      .      .      C      .      .      .      .
offer-to-draft         .      .      .      .      .      .      .      .      .      C      .      .      .      .
choose-drafters        .      .      .      .      .      .      .      .      .      F      .      .      .      .
read-through           .      .      .      .      .      .      .      .      .      F      .      .      .      .
ask-change             .      .      .      .      .      .      .      .      .      C      .      .      .      .
support-change         .      .      .      .      .      .      .      .      .      C      .      .      .      .
withdraw-change        .      .      .      .      .      .      .      .      .      C      .      .      .      .
answer-change          .      .      .      .      .      .      .      .      .      C      .      .      .      .
prove-identity         .      .      .      .      .      .      .      .      .      .      .      C      .      .
certify-key            .      .      .      .      .      .      .      .      .      .      .      C      .      .
sign-opinion           .      .      .      .      .      .      .      .      .      .      .      C      .      .
read-evidence          G      G      G      G      G      G      G      G      G      G      G      G      G      G
hand-over              .      .      .      .      .      .      .      .      .      .      .      .      F      .
acknowledge-receipt    .      .      .      .      .      .      .      .      .      .      .      .      .      P
propose-correction     .      .      .      .      .      .      .      .      .      .      .      .      .      C
agree-to-correction    .      .      .      .      .      .      .      .      .      .      .      .      .      C
withdraw-correction    .      .      .      .      .      .      .      .      .      .      .      .      .      C
add-derivative         .      .      .      .      .      .      .      .      .      .      .      .      .      F
withdraw-derivative    .      .      .      .      .      .      .      .      .      .      .      .      .      F
write-observation      G      G      G      G      G      G      G      G      G      G      G      G      G      G
write-statement        G      G      G      G      G      G      G      G      G      G      G      G      .      .
"""
LETTERS = {
    "C": Role.CITIZEN,
    "F": Role.FACILITATOR,
    "E": Role.EXPERT,
    "S": Role.STEERING,
    "G": Role.GUARANTOR,
    "P": Role.SPONSOR,
    "T": Role.TABLE,
    "O": Role.OPERATOR,
}
OF_CITIZENS_ALONE = (
    "answer-items withdraw-answers ask-question take-back-question support-question choose-question make-remark "
    "agree-to-proposal "
    "cast-paper write-opinion sign-opinion sign-attendance note-reading "
    "read-proposal take-temperature propose-amendment support-amendment withdraw-amendment answer-amendment "
    "write-minority-opinion join-minority-opinion offer-to-draft ask-change support-change withdraw-change "
    "answer-change prove-identity certify-key propose-correction agree-to-correction withdraw-correction"
)
OF_NO_ROUND = {
    Act.WITHDRAW_ANSWERS,
    Act.SIGN_ATTENDANCE,
    Act.READ_PROPOSAL,
    Act.NOTE_READING,
    Act.WRITE_MINORITY_OPINION,
    Act.JOIN_MINORITY_OPINION,
    Act.PROPOSE_CORRECTION,
    Act.AGREE_TO_CORRECTION,
    Act.WITHDRAW_CORRECTION,
}
# What those who sit at a table do together, on any of their devices.
OF_A_TABLE = "write-note write-proposal restore-text submit-proposal cite-evidence withdraw-evidence"


def stated() -> dict[Act, dict[Stage, set[Role]]]:
    rows = [line.split() for line in GRID.strip().splitlines()[1:]]
    stages = [Stage(word) for word in STAGES.split()]
    return {
        Act(name): {
            stage: {LETTERS[letter] for letter in cell if letter != "."}
            for stage, cell in zip(stages, cells, strict=True)
        }
        for name, *cells in rows
    }


def test_the_grid_names_every_act_and_every_stage() -> None:
    assert set(stated()) == set(Act)
    assert {stage for cells in stated().values() for stage in cells} == set(Stage)
    assert set(LETTERS.values()) == set(Role)


def test_every_cell_is_as_stated(conference: Conference, cast: dict[Role, Actor]) -> None:
    actors = cast | {Role.OPERATOR: OPERATOR}
    found: dict[Act, dict[Stage, set[Role]]] = {act: {} for act in Act}
    for stage in Stage:
        conference.stage = stage
        for act in Act:
            found[act][stage] = {role for role in Role if rules.may(act, actors[role], conference)}
    assert found == stated()


def test_who_may_not_is_refused_with_a_sentence(conference: Conference, cast: dict[Role, Actor], english: None) -> None:
    wordless = []
    for stage in Stage:
        conference.stage = stage
        for act in Act:
            for role in set(cast) - stated()[act][stage]:
                with pytest.raises(Refused) as refusal:
                    rules.require(act, cast[role], conference)
                wordless += [(act, role, stage)] if not str(refusal.value).endswith(".") else []
    assert wordless == []


def test_only_citizens_ever_deliberate() -> None:
    """Law 7 and law 9, read from the grid itself."""
    for name in OF_CITIZENS_ALONE.split():
        assert set.union(*stated()[Act(name)].values()) == {Role.CITIZEN}
    for name in OF_A_TABLE.split():
        assert set.union(*stated()[Act(name)].values()) == {Role.CITIZEN, Role.TABLE}


def test_the_sponsor_reads_and_acknowledges_and_only_once_it_is_handed_over() -> None:
    granted = [
        (act, stage) for act, cells in stated().items() for stage, roles in cells.items() if Role.SPONSOR in roles
    ]
    assert granted == [(Act.READ_OPINION, Stage.HANDED_OVER), (Act.ACKNOWLEDGE_RECEIPT, Stage.HANDED_OVER)]


@pytest.mark.parametrize("act", sorted(BOUND_BY_TIME))
def test_what_citizens_do_in_a_round_ends_with_its_time(
    act: Act, conference: Conference, citizen: Actor, english: None
) -> None:
    stage = next(stage for stage, roles in stated()[act].items() if roles)
    set_stage(conference, stage, clock.now() + timedelta(minutes=1))
    assert rules.why_not(act, citizen, conference) == ""
    set_stage(conference, stage, clock.now() - timedelta(seconds=1))
    assert rules.why_not(act, citizen, conference) == "The time for this is over."


def test_every_act_of_citizens_alone_is_bound_by_time_except_what_is_of_no_round() -> None:
    names = f"{OF_CITIZENS_ALONE} {OF_A_TABLE}".split()
    assert {Act(name) for name in names} - OF_NO_ROUND == BOUND_BY_TIME


def test_guiding_a_round_is_not_bound_by_its_time(conference: Conference, facilitator: Actor) -> None:
    set_stage(conference, Stage.BALLOT, clock.now() - timedelta(hours=1))
    allowed = {act for act in Act if rules.may(act, facilitator, conference)}
    assert allowed == {act for act in Act if Role.FACILITATOR in stated()[act][Stage.BALLOT]}


def everything_allowed(actor: Actor | None, conference: Conference) -> set[tuple[Act, Stage]]:
    found = set()
    for stage in Stage:
        conference.stage = stage
        found |= {(act, stage) for act in Act if rules.may(act, actor, conference)}
    return found


def test_nobody_may_do_nothing(conference: Conference) -> None:
    assert everything_allowed(None, conference) == set()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OPERATOR])
def test_who_was_removed_may_do_nothing(role: Role, conference: Conference) -> None:
    actor = enter(conference, role)
    Membership.objects.filter(pk=actor.member.pk).update(ended_at=clock.now())
    assert everything_allowed(actor_of(Membership.objects.get(pk=actor.member.pk)), conference) == set()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OPERATOR])
def test_a_member_of_another_conference_may_do_nothing(role: Role, conference: Conference) -> None:
    assert everything_allowed(enter(found_conference("ailleurs"), role), conference) == set()
