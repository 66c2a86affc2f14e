from django.conf import settings
from django.urls import include, path, re_path

from deliberation.amendments import views as amendments
from deliberation.ballots import views as ballots
from deliberation.ballots.box import views as box
from deliberation.conference import views as conference
from deliberation.dissent import views as dissent
from deliberation.dossier import views as dossier
from deliberation.hearings import views as hearings
from deliberation.merging import views as merging
from deliberation.opinion import views as opinion
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
    path("dossier/<int:document_id>/", dossier.document, name="document"),
    path("questionnaires/<int:questionnaire_id>/answer/", questionnaire.answer_items, name="answer_items"),
    path("hearings/<int:hearing_id>/ask/", hearings.ask_question, name="ask_question"),
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
    path("opinion/sign/", opinion.sign_opinion, name="sign_opinion"),
    path("opinion/write/<slug:part>/", opinion.write_opinion, name="write_opinion"),
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
    path("verify/", opinion.verify, name="verify"),
    # Nobody has a password here, and nobody is to get one.
    re_path(r"^accounts/password/", conference.no_such_page),
    path("accounts/", include("allauth.account.urls")),
    path("conferences/<slug:slug>/", include(in_conference)),
    path("", include("sessions.urls")),
]

if settings.DEMO:
    urlpatterns.append(path("", include("sessions.demo.urls")))
