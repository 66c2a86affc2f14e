from django.utils.translation import gettext_lazy as _

from deliberation.conference.posting import act_view
from deliberation.conference.stages import Act
from sessions.tables import actions
from sessions.tables.forms import NoteForm

write_note = act_view(Act.WRITE_NOTE, NoteForm, actions.write_note, said=_("Your table's notes are saved."))
