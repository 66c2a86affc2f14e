from django.utils.translation import gettext_lazy as _

from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from deliberation.dossier.bookmarks import actions
from deliberation.dossier.bookmarks.forms import PlaceForm, SheetReadForm

mark_document_read = act_view(
    Act.NOTE_READING, PlainForm, actions.mark_document_read, said=_("Marked as read, for you alone.")
)
mark_document_unread = act_view(
    Act.NOTE_READING, PlainForm, actions.mark_document_unread, said=_("It is not marked as read any more.")
)
keep_place = act_view(Act.NOTE_READING, PlaceForm, actions.keep_place, said=_("Your page is kept, for you alone."))
mark_sheet_read = act_view(
    Act.NOTE_READING, SheetReadForm, actions.mark_sheet_read, said=_("Marked as read, for you alone.")
)
mark_sheet_unread = act_view(
    Act.NOTE_READING, PlainForm, actions.mark_sheet_unread, said=_("It is not marked as read any more.")
)
forget_reading = act_view(
    Act.NOTE_READING, PlainForm, actions.forget_reading, said=_("It is forgotten: nothing is kept of what you read.")
)
