from django.urls import path

from sessions.record import views as record
from sessions.rounds import views as rounds
from sessions.sittings import views as sittings
from sessions.tables import views as tables

urlpatterns = [
    path("conferences/<slug:slug>/", sittings.conference_page, name="conference"),
    path("conferences/<slug:slug>/sitting/", sittings.sitting, name="sitting"),
    path("conferences/<slug:slug>/sitting/attend/", sittings.sign_attendance, name="sign_attendance"),
    path("conferences/<slug:slug>/sittings/<int:number>/open/", sittings.open_sitting, name="open_sitting"),
    path("conferences/<slug:slug>/sittings/<int:number>/close/", sittings.close_sitting, name="close_sitting"),
    path("conferences/<slug:slug>/rounds/<int:round_id>/start/", rounds.start_round, name="start_round"),
    path("conferences/<slug:slug>/rounds/<int:round_id>/extend/", rounds.extend_round, name="extend_round"),
    path("conferences/<slug:slug>/rounds/<int:round_id>/end/", rounds.end_round, name="end_round"),
    path("conferences/<slug:slug>/rounds/<int:round_id>/hand-over/", rounds.hand_over, name="hand_over"),
    path("conferences/<slug:slug>/notes/write/", tables.write_note, name="write_note"),
    path("conferences/<slug:slug>/journal/", record.journal, name="journal"),
    path("conferences/<slug:slug>/journal.jsonl", record.journal, {"form": "jsonl"}, name="journal_lines"),
    path("conferences/<slug:slug>/record.json", record.journal, {"form": "record"}, name="record"),
]
