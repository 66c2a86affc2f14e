from django.urls import include, path

from sessions.allocation import views as allocation
from sessions.amending import views as amending
from sessions.box import views as box
from sessions.cards import views as cards
from sessions.drafting import views as drafting
from sessions.floor import views as floor
from sessions.guide import views as guide
from sessions.handover import views as handover
from sessions.hearing import views as hearing
from sessions.help import views as help_calls
from sessions.merging import views as merging
from sessions.notices import views as notices
from sessions.plurality import views as plurality
from sessions.questionnaires import views as questionnaires
from sessions.reading import views as reading
from sessions.record import views as record
from sessions.requests import views as requests
from sessions.rounds import views as rounds
from sessions.sittings import views as sittings
from sessions.tables import views as tables
from sessions.votes import views as votes

urlpatterns = [
    path("conferences/<slug:slug>/", reading.conference_page, name="conference"),
    path("conferences/<slug:slug>/dossier/", reading.dossier, name="dossier"),
    path("conferences/<slug:slug>/dossier/print.pdf", reading.dossier_to_print, name="dossier_to_print"),
    path("conferences/<slug:slug>/viewpoints/", plurality.viewpoints, name="viewpoints"),
    path("conferences/<slug:slug>/experts/", plurality.experts, name="experts"),
    path("conferences/<slug:slug>/opinion/", reading.opinion, name="opinion"),
    path("conferences/<slug:slug>/opinion.pdf", reading.opinion_pdf, name="opinion_pdf"),
    path("conferences/<slug:slug>/opinion/handover/", handover.handover_page, name="handover_page"),
    path("conferences/<slug:slug>/opinion/handover.pdf", handover.handover_pdf, name="handover_pdf"),
    path("conferences/<slug:slug>/opinion/corrections/", handover.corrections, name="corrections"),
    path(
        "conferences/<slug:slug>/opinion/corrections/<int:number>.pdf", handover.correction_pdf, name="correction_pdf"
    ),
    path("conferences/<slug:slug>/opinion/versions/", handover.versions, name="versions"),
    path("conferences/<slug:slug>/opinion/versions/<int:derivative_id>/", handover.version, name="version"),
    path("conferences/<slug:slug>/ballots/", votes.ballots, name="ballots"),
    path("conferences/<slug:slug>/ballots/go-on/", rounds.open_proposal_votes, name="open_proposal_votes"),
    path("conferences/<slug:slug>/ballots/mine/", votes.my_receipts, name="receipts"),
    path("conferences/<slug:slug>/ballots/<int:ballot_id>/", votes.ballot, name="ballot"),
    path("conferences/<slug:slug>/ballots/<int:ballot_id>.json", votes.ballot_file, name="ballot_file"),
    path("conferences/<slug:slug>/questionnaires/", questionnaires.results, name="questionnaires"),
    path("conferences/<slug:slug>/questionnaires/mine/", questionnaires.my_answers, name="my_answers"),
    path("conferences/<slug:slug>/box/", box.box, name="box"),
    path("conferences/<slug:slug>/box/<int:ballot_id>/", box.count, name="box_count"),
    path("recount.py", votes.recount, name="recount"),
    path("conferences/<slug:slug>/sitting/", sittings.sitting, name="sitting"),
    path("conferences/<slug:slug>/screen/", sittings.screen, name="screen"),
    path("conferences/<slug:slug>/sitting/attend/", sittings.sign_attendance, name="sign_attendance"),
    path("conferences/<slug:slug>/sittings/<int:number>/open/", sittings.open_sitting, name="open_sitting"),
    path("conferences/<slug:slug>/sittings/<int:number>/close/", sittings.close_sitting, name="close_sitting"),
    path("conferences/<slug:slug>/sittings/<int:number>/join/", sittings.give_joining_link, name="give_joining_link"),
    path(
        "conferences/<slug:slug>/sittings/<int:number>/join/withdraw/",
        sittings.withdraw_joining_link,
        name="withdraw_joining_link",
    ),
    path("conferences/<slug:slug>/rounds/<int:round_id>/start/", rounds.start_round, name="start_round"),
    path("conferences/<slug:slug>/rounds/<int:round_id>/floor/", floor.choose_floor, name="choose_floor"),
    path("conferences/<slug:slug>/rounds/<int:round_id>/extend/", rounds.extend_round, name="extend_round"),
    path("conferences/<slug:slug>/rounds/<int:round_id>/end/", rounds.end_round, name="end_round"),
    path("conferences/<slug:slug>/rounds/<int:round_id>/skip/", rounds.skip_round, name="skip_round"),
    path("conferences/<slug:slug>/rounds/<int:round_id>/restore/", rounds.restore_round, name="restore_round"),
    path("conferences/<slug:slug>/rounds/<int:round_id>/go-back/", rounds.go_back, name="go_back"),
    path("conferences/<slug:slug>/rounds/<int:round_id>/resume/", rounds.resume_round, name="resume_round"),
    path("conferences/<slug:slug>/rounds/<int:round_id>/hand-over/", rounds.hand_over, name="hand_over"),
    path("conferences/<slug:slug>/rounds/<int:round_id>/show-table/", rounds.show_table, name="show_table"),
    path("conferences/<slug:slug>/hand/raise/", floor.raise_hand, name="raise_hand"),
    path("conferences/<slug:slug>/hand/interject/", floor.interject, name="interject"),
    path("conferences/<slug:slug>/hand/lower/", floor.lower_hand, name="lower_hand"),
    path("conferences/<slug:slug>/floor/pass/", floor.pass_floor, name="pass_floor"),
    path("conferences/<slug:slug>/hands/<int:hand_id>/give-floor/", floor.give_floor, name="give_floor"),
    path("conferences/<slug:slug>/hands/<int:hand_id>/end-turn/", floor.end_turn, name="end_turn"),
    path("conferences/<slug:slug>/steps/<int:step_id>/ready/", guide.say_ready, name="say_ready"),
    path("conferences/<slug:slug>/steps/ready/take-back/", guide.take_back_ready, name="take_back_ready"),
    path("conferences/<slug:slug>/steps/<int:step_id>/move-on/", guide.move_on, name="move_on"),
    path("conferences/<slug:slug>/cards/raise/", cards.raise_card, name="raise_card"),
    path("conferences/<slug:slug>/cards/<int:card_id>/explain/", cards.explain_card, name="explain_card"),
    path("conferences/<slug:slug>/cards/<int:card_id>/put-aside/", cards.put_card_aside, name="put_card_aside"),
    path("conferences/<slug:slug>/help/call/", help_calls.call_for_help, name="call_for_help"),
    path("conferences/<slug:slug>/help/withdraw/", help_calls.withdraw_call, name="withdraw_call"),
    path("conferences/<slug:slug>/help/<int:call_id>/answer/", help_calls.answer_call, name="answer_call"),
    path("conferences/<slug:slug>/notices/send/", notices.send_notice, name="send_notice"),
    path("conferences/<slug:slug>/notices/<int:notice_id>/withdraw/", notices.withdraw_notice, name="withdraw_notice"),
    path("conferences/<slug:slug>/hearings/requests/", requests.hearing_requests, name="hearing_requests"),
    path(
        "conferences/<slug:slug>/hearings/requests/<int:request_id>/link/", requests.link_request, name="link_request"
    ),
    path("conferences/<slug:slug>/questions/", hearing.questions, name="questions"),
    path(
        "conferences/<slug:slug>/questions/<int:question_id>/choose/", hearing.choose_question, name="choose_question"
    ),
    path("conferences/<slug:slug>/questions/<int:question_id>/leave/", hearing.leave_question, name="leave_question"),
    path("conferences/<slug:slug>/written/", reading.written, name="written"),
    path("conferences/<slug:slug>/proposals/cite/", tables.cite_evidence, name="cite_evidence"),
    path("conferences/<slug:slug>/proposals/<int:proposal_id>/submit/", tables.submit_proposal, name="submit_proposal"),
    path("conferences/<slug:slug>/proposals/<int:proposal_id>/agree/", tables.agree, name="agree_to_proposal"),
    path("conferences/<slug:slug>/proposals/<int:proposal_id>/lack/", tables.lack, name="lack_in_proposal"),
    path(
        "conferences/<slug:slug>/amendments/<int:amendment_id>/accept/",
        amending.accept_amendment,
        name="accept_amendment",
    ),
    path(
        "conferences/<slug:slug>/amendments/<int:amendment_id>/rewrite/",
        amending.rewrite_amendment,
        name="rewrite_amendment",
    ),
    path(
        "conferences/<slug:slug>/amendments/<int:amendment_id>/reject/",
        amending.reject_amendment,
        name="reject_amendment",
    ),
    path(
        "conferences/<slug:slug>/verdicts/<int:verdict_id>/agree/", amending.agree_to_verdict, name="agree_to_verdict"
    ),
    path("conferences/<slug:slug>/proposals/themes/", merging.themes, name="themes"),
    path("conferences/<slug:slug>/proposals/merge/", merging.ask_merge, name="ask_merge"),
    path(
        "conferences/<slug:slug>/proposals/merges/<int:merge_id>/withdraw/",
        merging.withdraw_merge,
        name="withdraw_merge",
    ),
    path("conferences/<slug:slug>/notes/write/", tables.write_note, name="write_note"),
    path("conferences/<slug:slug>/people/move/", allocation.move_citizen, name="move_citizen"),
    path("conferences/<slug:slug>/tables/", allocation.tables, name="tables"),
    path("conferences/<slug:slug>/tables/rules/add/", allocation.add_seating_rule, name="add_seating_rule"),
    path(
        "conferences/<slug:slug>/tables/rules/<int:rule_id>/remove/",
        allocation.remove_seating_rule,
        name="remove_seating_rule",
    ),
    path("conferences/<slug:slug>/tables/prepare/", allocation.prepare_tables, name="prepare_tables"),
    path(
        "conferences/<slug:slug>/tables/plans/<int:plan_id>/rounds/<int:round_id>/move/",
        allocation.change_plan,
        name="change_plan",
    ),
    path("conferences/<slug:slug>/tables/plans/<int:plan_id>/accept/", allocation.accept_plan, name="accept_plan"),
    path("conferences/<slug:slug>/tables/rebalance/", allocation.rebalance, name="rebalance"),
    path("conferences/<slug:slug>/proposals/new/", drafting.write_proposal, name="new_proposal"),
    path("conferences/<slug:slug>/proposals/<int:proposal_id>/write/", drafting.write_proposal, name="write_proposal"),
    path("conferences/<slug:slug>/opinion/write/<slug:part>/", drafting.write_opinion, name="write_opinion"),
    path("conferences/<slug:slug>/texts/<slug:key>/", drafting.text, name="text"),
    path("conferences/<slug:slug>/texts/<slug:key>/restore/", drafting.restore_text, name="restore_text"),
    path("conferences/<slug:slug>/journal/", record.journal, name="journal"),
    path("conferences/<slug:slug>/journal/observations/", record.observations, name="journal_observations"),
    path("conferences/<slug:slug>/journal/statement/", record.statement, name="journal_statement"),
    path("conferences/<slug:slug>/journal/roles/", record.roles, name="journal_roles"),
    path("conferences/<slug:slug>/journal.jsonl", record.journal_file, name="journal_lines"),
    path("conferences/<slug:slug>/journal/evidence.json", record.evidence_file, name="signature_evidence"),
    path("conferences/<slug:slug>/record.json", record.record_file, name="record"),
    path("", include("sessions.styleguide.urls")),
]
