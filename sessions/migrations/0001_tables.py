import datetime

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("deliberation", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="SeatingRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seating_rules",
                        to="deliberation.conference",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("apart", "Keep apart"),
                            ("together", "Keep together"),
                            ("at-table", "Must sit at a table"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="deliberation.membership"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deliberation.membership",
                    ),
                ),
                ("table", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "at-table"), ("other", None), ("table__gte", 1), ("table__isnull", False)
                            ),
                            models.Q(("kind__in", ["apart", "together"]), ("other__isnull", False), ("table", None)),
                            _connector="OR",
                        ),
                        name="seating_rule_has_what_its_kind_needs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("other", None), models.Q(("other", models.F("person")), _negated=True), _connector="OR"
                        ),
                        name="seating_rule_is_of_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="deliberation.conference"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="deliberation.membership"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("computing", "Being prepared"),
                            ("ready", "Ready"),
                            ("failed", "Not possible"),
                            ("interrupted", "Interrupted"),
                        ],
                        default="computing",
                        max_length=12,
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("beat_at", models.DateTimeField()),
                ("seed", models.PositiveIntegerField()),
                ("failure", models.TextField(blank=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "computing")),
                        fields=("conference",),
                        name="plan_one_computing_a_conference",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Sitting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sittings",
                        to="deliberation.conference",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("day", models.DateField(blank=True, null=True)),
                ("starts", models.TimeField(blank=True, null=True)),
                ("place", models.CharField(max_length=200)),
                ("online", models.BooleanField(default=False)),
                ("joining_address", models.URLField(blank=True, max_length=500)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("conference", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("conference", "number"), name="sitting_numbered_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None), ("opened_at__isnull", False)),
                        fields=("conference",),
                        name="sitting_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("joining_address", ""), models.Q(("closed_at", None), ("online", True)), _connector="OR"
                        ),
                        name="sitting_joined_online_until_closed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sitting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cards", to="live.sitting"
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=80)),
                ("folded", models.CharField(blank=True, max_length=320)),
                ("count", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("explained", "Explained"), ("put-aside", "Put aside")],
                        default="waiting",
                        max_length=20,
                    ),
                ),
            ],
            options={
                "ordering": ("-count", "text"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")), fields=("sitting", "folded"), name="card_one_a_word"
                    ),
                    models.CheckConstraint(condition=models.Q(("count__gte", 1)), name="card_of_somebody"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "waiting"), models.Q(("folded", ""), ("text", "")), _connector="OR"
                        ),
                        name="card_forgets_its_word",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HelpCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sitting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="calls", to="live.sitting"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="calls", to="deliberation.membership"
                    ),
                ),
                ("table", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("called_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deliberation.membership",
                    ),
                ),
            ],
            options={
                "ordering": ("called_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("table__isnull", False)),
                        fields=("sitting", "table"),
                        name="call_one_open_a_table",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("table", None)),
                        fields=("sitting", "membership"),
                        name="call_one_open_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sitting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="live.sitting"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="deliberation.membership",
                    ),
                ),
                ("table", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("text", models.CharField(max_length=300, verbose_name="message")),
                ("sent_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-sent_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sitting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="live.sitting"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("plenary", "Plenary"),
                            ("questionnaire", "Questionnaire"),
                            ("hearing", "Hearing"),
                            ("tables", "Tables"),
                            ("drafting", "Drafting"),
                            ("review", "Review"),
                            ("ballot", "Ballot"),
                            ("writing", "Writing the opinion"),
                            ("adoption", "Adoption"),
                            ("signing", "Signing"),
                            ("handover", "Hand-over"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("prompt", models.TextField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("table_size", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("reseat", models.BooleanField(default=False)),
                (
                    "hearing",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="deliberation.hearing"
                    ),
                ),
                (
                    "questionnaire",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="deliberation.questionnaire",
                    ),
                ),
                (
                    "floor_order",
                    models.CharField(
                        choices=[("arrival", "As hands went up"), ("least-heard", "The least heard first")],
                        default="arrival",
                        max_length=20,
                    ),
                ),
                ("turn_seconds", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("table_shown", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("skipped_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("sitting", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("sitting", "number"), name="round_numbered_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("started_at__isnull", False)),
                        fields=("sitting",),
                        name="round_one_running_a_sitting",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sitting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attendances", to="live.sitting"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="deliberation.membership",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("sitting", "membership"), name="attendance_once")],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="live.round"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="deliberation.membership"
                    ),
                ),
                ("table", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ("round", "table"),
                "constraints": [models.UniqueConstraint(fields=("round", "membership"), name="seat_one_a_round")],
            },
        ),
        migrations.CreateModel(
            name="PlannedSeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="seats", to="live.plan"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="live.round"),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="deliberation.membership"
                    ),
                ),
                ("table", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ("round", "table"),
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "round", "membership"), name="planned_seat_one_a_round")
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="drafts", to="deliberation.conference"
                    ),
                ),
                ("table", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="live.round",
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="deliberation.proposal",
                    ),
                ),
                (
                    "section",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="deliberation.section",
                    ),
                ),
                ("length", models.PositiveIntegerField(default=0)),
                ("weight", models.PositiveIntegerField(default=0)),
                ("written_down", models.PositiveIntegerField(default=0)),
                ("written_down_at", models.DateTimeField(blank=True, null=True)),
                ("state", models.BinaryField(default=bytes)),
                ("frozen_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("round", "table"), name="draft_one_a_table_and_round"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("proposal", None),
                                ("round__isnull", False),
                                ("section", None),
                                ("table__isnull", False),
                            ),
                            models.Q(
                                ("proposal__isnull", False),
                                ("round", None),
                                ("section", None),
                                ("table__isnull", False),
                            ),
                            models.Q(("proposal", None), ("round", None), ("section__isnull", False), ("table", None)),
                            _connector="OR",
                        ),
                        name="draft_of_one_text",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("written_down__lte", models.F("length"))),
                        name="draft_written_down_is_written",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hands", to="live.round"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hands", to="deliberation.membership"
                    ),
                ),
                ("table", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("interjection", models.BooleanField(default=False)),
                ("raised_at", models.DateTimeField()),
                ("given_at", models.DateTimeField(blank=True, null=True)),
                ("held_up", models.DurationField(default=datetime.timedelta)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("spoken", models.DurationField(blank=True, null=True)),
            ],
            options={
                "ordering": ("raised_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("round", "membership", "interjection"),
                        name="hand_one_up_a_person",
                    ),
                    models.UniqueConstraint(
                        models.F("round"),
                        django.db.models.functions.comparison.Coalesce("table", 0),
                        models.F("interjection"),
                        condition=models.Q(("ended_at", None), ("given_at__isnull", False)),
                        name="hand_one_speaks_in_a_queue",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="live.round"
                    ),
                ),
                ("table", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("people", models.PositiveSmallIntegerField()),
                ("spoke", models.PositiveSmallIntegerField()),
                ("half_by", models.PositiveSmallIntegerField()),
                ("percent", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ("round", "table"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("round"),
                        django.db.models.functions.comparison.Coalesce("table", 0),
                        name="share_one_a_table",
                    ),
                    models.CheckConstraint(condition=models.Q(("people__gte", 5)), name="share_of_five_people"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="live.round"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("minutes", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ("round", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("round", "number"), name="step_numbered_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="step_from_one"),
                    models.CheckConstraint(condition=models.Q(("minutes__range", (1, 600))), name="step_has_its_time"),
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="step_says_something"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="live.round"
                    ),
                ),
                ("table", models.PositiveSmallIntegerField()),
                ("text", models.TextField(blank=True, verbose_name="notes")),
                ("version", models.PositiveIntegerField(default=1)),
                ("table_left", models.BooleanField(default=False)),
                ("people", models.ManyToManyField(related_name="notes", to="deliberation.membership")),
            ],
            options={
                "ordering": ("round", "table"),
                "constraints": [models.UniqueConstraint(fields=("round", "table"), name="note_one_a_table")],
            },
        ),
        migrations.CreateModel(
            name="Update",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="updates", to="live.document"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft_updates",
                        to="deliberation.membership",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("document", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("document", "number"), name="draft_update_numbered_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="draft_update_from_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="live.document"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("number", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("document", "version"), name="draft_version_once")],
            },
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="arrivals", to="live.step"
                    ),
                ),
                ("table", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("step", "table"),
                "constraints": [models.UniqueConstraint(fields=("step", "table"), name="arrival_once_a_table")],
            },
        ),
        migrations.CreateModel(
            name="Ready",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "arrival",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ready", to="live.arrival"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="deliberation.membership"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("arrival", "membership"), name="ready_once")],
            },
        ),
    ]
