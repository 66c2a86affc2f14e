from django.utils.translation import gettext_lazy as _

from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from sessions.rounds import actions, queries, voting
from sessions.rounds.forms import ExtendForm, ShownTableForm

start_round = act_view(
    Act.START_ROUND,
    PlainForm,
    actions.start_round,
    said=_("The round has started."),
    done_before=queries.was_started,
)
extend_round = act_view(
    Act.EXTEND_ROUND,
    ExtendForm,
    actions.extend_round,
    said=_("The round has more time."),
    done_before=queries.was_extended,
)
end_round = act_view(
    Act.END_ROUND,
    PlainForm,
    actions.end_round,
    said=_("The round is over."),
    done_before=queries.was_ended,
)
open_proposal_votes = act_view(
    Act.OPEN_PROPOSAL_VOTES,
    PlainForm,
    voting.open_proposal_votes,
    said=_("The votes on the amendments are closed, those on their proposals open."),
    done_before=voting.were_opened,
)
show_table = act_view(Act.SHOW_TABLE, ShownTableForm, actions.show_table, said=_("The screen has changed."))
hand_over = act_view(
    Act.HAND_OVER,
    PlainForm,
    actions.hand_over,
    said=_("The opinion is handed over to the sponsor."),
    done_before=queries.was_handed_over,
)
skip_round = act_view(
    Act.SKIP_ROUND,
    PlainForm,
    actions.skip_round,
    said=_("The round is left out."),
    done_before=queries.was_skipped,
)
restore_round = act_view(
    Act.RESTORE_ROUND,
    PlainForm,
    actions.restore_round,
    said=_("The round is back on the run sheet."),
    done_before=queries.was_restored,
)
go_back = act_view(
    Act.GO_BACK,
    PlainForm,
    actions.go_back,
    said=_("The round is put back, to be held later."),
    done_before=queries.was_put_back,
)
resume_round = act_view(
    Act.GO_BACK,
    PlainForm,
    actions.resume_round,
    said=_("The round goes on."),
    done_before=queries.was_started,
)
