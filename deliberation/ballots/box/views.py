from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from deliberation.ballots.box import actions, queries
from deliberation.ballots.box.forms import KeyedPaperForm, NumberForm, PersonForm, SettleForm
from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act

give_papers = act_view(
    Act.GIVE_PAPER,
    PersonForm,
    actions.give_papers,
    said=_("Give them their paper now. From this moment on they vote in the box alone."),
    done_before=queries.holds_papers,
)
take_back_papers = act_view(
    Act.GIVE_PAPER,
    PersonForm,
    actions.take_back_papers,
    said=_("The paper is taken back: they may vote on a page again."),
    done_before=queries.holds_none,
)
open_count = act_view(
    Act.OPEN_COUNT,
    PlainForm,
    actions.open_count,
    said=_("The vote is over, and the box may be opened."),
    done_before=queries.is_counted,
)
# What a paper says must not stand in an error report either.
key_paper = sensitive_post_parameters()(
    act_view(
        Act.KEY_PAPERS,
        KeyedPaperForm,
        actions.key_paper,
        said=_("The paper is keyed in: the next one."),
        form_options=queries.paper_of,
    )
)
correct_paper = sensitive_post_parameters()(
    act_view(
        Act.KEY_PAPERS,
        KeyedPaperForm,
        actions.correct_paper,
        said=_("Your keying is corrected."),
        form_options=queries.paper_of,
    )
)
undo_paper = act_view(Act.KEY_PAPERS, NumberForm, actions.undo_paper, said=_("The last paper is taken back."))
finish_keying = act_view(
    Act.KEY_PAPERS,
    NumberForm,
    actions.finish_keying,
    said=_("You have keyed in the whole box."),
    done_before=queries.is_done,
)
discard_keying = act_view(
    Act.KEY_PAPERS,
    PersonForm,
    actions.discard_keying,
    said=_("This keying is thrown away: the box is to be keyed in anew."),
)
settle_count = act_view(
    Act.SETTLE_COUNT,
    SettleForm,
    actions.settle_count,
    said=_("The count is settled: the papers are in the urn."),
    done_before=queries.is_settled,
)
