from django.conf import settings
from django.urls import include, path, re_path

from deliberation.amendments import views as amendments
from deliberation.ballots import views as ballots
from deliberation.ballots.box import views as box
from deliberation.conference import views as conference
from deliberation.dissent import views as dissent
from deliberation.dossier import views as dossier
from deliberation.dossier.bookmarks import views as bookmarks
from deliberation.dossier.sheets import views as sheets
from deliberation.hearings import views as hearings
from deliberation.hearings.plurality import views as plurality
from deliberation.hearings.questions import views as questions
from deliberation.hearings.requests import views as hearing_requests
from deliberation.merging import views as merging
from deliberation.opinion.handover import views as handover
from deliberation.opinion.signing import views as signing
from deliberation.opinion.verification import views as verification
from deliberation.opinion.writing import views as writing
from deliberation.oversight import views as oversight
from deliberation.panel import views as panel
from deliberation.proposals import views as proposals
from deliberation.questionnaire import views as questionnaire
from deliberation.review import views as review

in_conference = [
    path("name/", conference.choose_name, name="choose_name"),
    path("people/", panel.people, name="people"),
    path("people/invite/", conference.invite, name="invite"),
    path("people/badges/", panel.print_badges, name="print_badges"),
    path("people/<slug:ref>/revoke-badge/", panel.revoke_badge, name="revoke_badge"),
    path("people/<slug:ref>/remove/", conference.remove, name="remove"),
    path("people/tablets/add/", panel.add_tablet, name="add_tablet"),
    path("tablet/", panel.lend_tablet, name="lend_tablet"),
    path("tablet/back/", panel.give_back_tablet, name="give_back_tablet"),
    path("tablet/keep/", panel.keep_tablet, name="keep_tablet"),
    path("tablet/<slug:ref>/", panel.lend_tablet, name="lend_tablet_to"),
    path("dossier/add/", dossier.add_document, name="add_document"),
    path("dossier/pack/", dossier.dossier_pack, name="dossier_pack"),
    path("dossier/sheets/new/", sheets.sheet_editor, name="new_sheet"),
    path("dossier/sheets/write/", sheets.write_sheet, name="write_sheet"),
    path("dossier/sheets/<int:sheet_id>/", sheets.sheet, name="sheet"),
    path("dossier/sheets/<int:sheet_id>/edit/", sheets.sheet_editor, name="edit_sheet"),
    path("dossier/sheets/<int:sheet_id>/revise/", sheets.revise_sheet, name="revise_sheet"),
    path("dossier/sheets/<int:sheet_id>/not-understood/", sheets.say_not_understood, name="say_not_understood"),
    path(
        "dossier/sheets/<int:sheet_id>/not-understood/take-back/",
        sheets.take_back_not_understood,
        name="take_back_not_understood",
    ),
    path("dossier/<int:document_id>/", dossier.document, name="document"),
    path("dossier/<int:document_id>/file/", dossier.document_file, name="document_file"),
    path("dossier/<int:document_id>/replace/", dossier.replace_document, name="replace_document"),
    path("dossier/<int:document_id>/read/", bookmarks.mark_document_read, name="mark_document_read"),
    path("dossier/<int:document_id>/unread/", bookmarks.mark_document_unread, name="mark_document_unread"),
    path("dossier/<int:document_id>/place/", bookmarks.keep_place, name="keep_place"),
    path("dossier/sheets/<int:sheet_id>/read/", bookmarks.mark_sheet_read, name="mark_sheet_read"),
    path("dossier/sheets/<int:sheet_id>/unread/", bookmarks.mark_sheet_unread, name="mark_sheet_unread"),
    path("dossier/forget/", bookmarks.forget_reading, name="forget_reading"),
    path("questionnaires/<int:questionnaire_id>/answer/", questionnaire.answer_items, name="answer_items"),
    path("experts/propose/", plurality.propose_expert, name="propose_expert"),
    path("experts/<int:expert_id>/correct/", plurality.correct_expert, name="correct_expert"),
    path("experts/<int:expert_id>/declare/", plurality.declare_interests, name="declare_interests"),
    path("experts/<int:expert_id>/place/", plurality.place_expert, name="place_expert"),
    path("experts/<int:expert_id>/decide/", plurality.decide_expert, name="decide_expert"),
    path("sides/name/", plurality.name_side, name="name_side"),
    path("programme/decide/", plurality.decide_programme, name="decide_programme"),
    path("dossier/<int:document_id>/decide/", plurality.decide_document, name="decide_document"),
    path("hearings/<int:hearing_id>/schedule/", plurality.schedule_hearing, name="schedule_hearing"),
    path("questionnaires/<int:questionnaire_id>/withdraw/", questionnaire.withdraw_answers, name="withdraw_answers"),
    path("hearings/<int:hearing_id>/ask/", hearings.ask_question, name="ask_question"),
    path("hearings/requests/ask/", hearing_requests.request_hearing, name="request_hearing"),
    path("hearings/requests/<int:request_id>/support/", hearing_requests.support_request, name="support_request"),
    path(
        "hearings/requests/<int:request_id>/support/take-back/",
        hearing_requests.take_back_request_support,
        name="take_back_request_support",
    ),
    path("hearings/requests/<int:request_id>/withdraw/", hearing_requests.withdraw_request, name="withdraw_request"),
    path("hearings/requests/<int:request_id>/answer/", hearing_requests.answer_request, name="answer_request"),
    path("hearings/<int:hearing_id>/move/", questions.move_hearing, name="move_hearing"),
    path("hearings/<int:hearing_id>/order/", questions.choose_order, name="choose_order"),
    path("hearings/<int:hearing_id>/group/", questions.group_questions, name="group_questions"),
    path("hearings/<int:hearing_id>/notes/take/", questions.take_notes, name="take_notes"),
    path("hearings/<int:hearing_id>/notes/leave/", questions.leave_notes, name="leave_notes"),
    path("questions/<int:question_id>/support/", questions.support_question, name="support_question"),
    path("questions/<int:question_id>/support/withdraw/", questions.withdraw_support, name="withdraw_question_support"),
    path("questions/<int:question_id>/ungroup/", questions.ungroup_question, name="ungroup_question"),
    path("questions/<int:question_id>/defer/", questions.defer_question, name="defer_question"),
    path("questions/<int:question_id>/write/", questions.write_answer, name="write_answer"),
    path("questions/<int:question_id>/confirm/", questions.confirm_answer, name="confirm_answer"),
    path("questions/<int:question_id>/take-back/", questions.take_back_question, name="take_back_question"),
    path("questions/<int:question_id>/put/", hearings.put_question, name="put_question"),
    path("questions/<int:question_id>/answer/", hearings.answer_question, name="answer_question"),
    path(
        "proposals/<int:proposal_id>/evidence/<int:evidence_id>/withdraw/",
        proposals.withdraw_evidence,
        name="withdraw_evidence",
    ),
    path("proposals/<int:proposal_id>/agree/withdraw/", proposals.withdraw_agreement, name="withdraw_agreement"),
    path("proposals/<int:proposal_id>/remark/", proposals.make_remark, name="make_remark"),
    path("proposals/<int:proposal_id>/amend/", amendments.propose_amendment, name="propose_amendment"),
    path("amendments/<int:amendment_id>/support/", amendments.support_amendment, name="support_amendment"),
    path("amendments/<int:amendment_id>/support/withdraw/", amendments.withdraw_support, name="withdraw_support"),
    path("amendments/<int:amendment_id>/withdraw/", amendments.withdraw_amendment, name="withdraw_amendment"),
    path("proposals/<int:proposal_id>/group/", merging.group_proposal, name="group_proposal"),
    path("proposals/themes/add/", merging.add_theme, name="add_theme"),
    path("proposals/themes/<int:theme_id>/rename/", merging.rename_theme, name="rename_theme"),
    path("proposals/themes/<int:theme_id>/remove/", merging.remove_theme, name="remove_theme"),
    path("proposals/<int:proposal_id>/read/", review.mark_read, name="mark_read"),
    path("proposals/<int:proposal_id>/temperature/", review.take_temperature, name="take_temperature"),
    path("ballots/<int:ballot_id>/cast/", ballots.cast_paper, name="cast_paper"),
    path("proposals/<int:proposal_id>/dissent/", dissent.write_minority_opinion, name="write_minority_opinion"),
    path("dissent/<int:minority_id>/withdraw/", dissent.withdraw_minority_opinion, name="withdraw_minority_opinion"),
    path("dissent/<int:minority_id>/join/", dissent.join_minority_opinion, name="join_minority_opinion"),
    path("dissent/<int:minority_id>/leave/", dissent.leave_minority_opinion, name="leave_minority_opinion"),
    path("box/give/", box.give_papers, name="give_papers"),
    path("box/take-back/", box.take_back_papers, name="take_back_papers"),
    path("box/<int:ballot_id>/open/", box.open_count, name="open_count"),
    path("box/<int:ballot_id>/key/", box.key_paper, name="key_paper"),
    path("box/<int:ballot_id>/undo/", box.undo_paper, name="undo_paper"),
    path("box/<int:ballot_id>/done/", box.finish_keying, name="finish_keying"),
    path("box/<int:ballot_id>/correct/", box.correct_paper, name="correct_paper"),
    path("box/<int:ballot_id>/discard/", box.discard_keying, name="discard_keying"),
    path("box/<int:ballot_id>/settle/", box.settle_count, name="settle_count"),
    path("opinion/drafters/offer/", writing.offer_to_draft, name="offer_to_draft"),
    path("opinion/drafters/offer/take-back/", writing.take_back_offer, name="take_back_offer"),
    path("opinion/drafters/choose/", writing.choose_drafters, name="choose_drafters"),
    path("opinion/drafters/elected/", writing.close_election, name="close_election"),
    path("opinion/changes/<slug:part>/ask/", writing.ask_change, name="ask_change"),
    path("opinion/changes/<int:change_id>/support/", writing.support_change, name="support_change"),
    path("opinion/changes/<int:change_id>/support/take-back/", writing.take_back_support, name="take_back_support"),
    path("opinion/changes/<int:change_id>/withdraw/", writing.withdraw_change, name="withdraw_change"),
    path("opinion/changes/<int:change_id>/answer/", writing.answer_change, name="answer_change"),
    path("opinion/reading/<slug:place>/", writing.read_on, name="read_on"),
    path("opinion/signing/", signing.signing, name="signing"),
    path("opinion/signing/text/", signing.text_to_sign, name="text_to_sign"),
    path("opinion/signing/code/", signing.send_signing_code, name="send_signing_code"),
    path("opinion/signing/certify/", signing.certify_key, name="certify_key"),
    path("opinion/signing/key/", signing.sign_with_key, name="sign_with_key"),
    path("opinion/sign/", signing.sign_opinion, name="sign_opinion"),
    path("opinion/handover/acknowledge/", handover.acknowledge_receipt, name="acknowledge_receipt"),
    path("opinion/corrections/propose/", handover.propose_correction, name="propose_correction"),
    path("opinion/corrections/<int:number>/agree/", handover.agree_to_correction, name="agree_to_correction"),
    path("opinion/corrections/<int:number>/take-back/", handover.take_back_agreement, name="take_back_agreement"),
    path("opinion/corrections/<int:number>/withdraw/", handover.withdraw_correction, name="withdraw_correction"),
    path("opinion/versions/add/", handover.add_derivative, name="add_derivative"),
    path("opinion/versions/<int:derivative_id>/withdraw/", handover.withdraw_derivative, name="withdraw_derivative"),
    path("oversight/observe/", oversight.write_observation, name="write_observation"),
    path("oversight/state/", oversight.write_statement, name="write_statement"),
]

urlpatterns = [
    path("", conference.home, name="home"),
    path("healthz", conference.healthz, name="healthz"),
    path("language/", conference.choose_language, name="choose_language"),
    path("display/", conference.display, name="display"),
    path("badge/", panel.badge, name="badge_entry"),
    path("b/<slug:code>/", panel.badge, name="badge"),
    path("invitation/<str:token>/", panel.invitation, name="invitation"),
    path("verify/", verification.verify, name="verify"),
    path("verify/register/", verification.ask_register, name="ask_register"),
    path("verify/by-hand/", verification.verify_by_hand, name="verify_by_hand"),
    path("verify/authority.pem", verification.authority, name="verify_authority"),
    # Nobody has a password here, and nobody is to get one.
    re_path(r"^accounts/password/", conference.no_such_page),
    path("accounts/", include("allauth.account.urls")),
    path("conferences/<slug:slug>/", include(in_conference)),
    path("", include("sessions.urls")),
]

if settings.DEMO:
    urlpatterns.append(path("", include("sessions.demo.urls")))
