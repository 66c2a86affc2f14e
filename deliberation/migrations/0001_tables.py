import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import deliberation.conference.models
import deliberation.dossier.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(blank=True, max_length=254, null=True, unique=True)),
                ("is_active", models.BooleanField(default=True)),
                ("date_joined", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Conference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("language", models.CharField(max_length=5)),
                ("title", models.CharField(max_length=200)),
                ("question", models.TextField()),
                ("context", models.TextField()),
                ("purpose", models.TextField()),
                ("organisers", models.TextField()),
                ("sponsor", models.CharField(max_length=200)),
                ("commitment", models.TextField()),
                ("scenario", models.SlugField(max_length=60)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("preparation", "In preparation"),
                            ("pause", "Between two rounds"),
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
                            ("handed-over", "Handed over"),
                        ],
                        default="preparation",
                        max_length=20,
                    ),
                ),
                ("stage_ends_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                [
                                    "preparation",
                                    "pause",
                                    "plenary",
                                    "questionnaire",
                                    "hearing",
                                    "tables",
                                    "drafting",
                                    "review",
                                    "ballot",
                                    "writing",
                                    "adoption",
                                    "signing",
                                    "handover",
                                    "handed-over",
                                ],
                            )
                        ),
                        name="conference_stage_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("for-against", "For, against or abstain"),
                            ("consent", "Consent"),
                            ("approval", "Approval"),
                            ("majority-judgment", "Majority judgment"),
                            ("points", "Ranking by points"),
                        ],
                        default="for-against",
                        max_length=20,
                    ),
                ),
                ("named", models.BooleanField(default=False)),
                ("quorum", deliberation.conference.models.FractionField(max_length=15)),
                (
                    "quorum_of",
                    models.CharField(
                        choices=[("roll", "of the citizens on the roll"), ("present", "of the citizens present")],
                        default="roll",
                        max_length=8,
                    ),
                ),
                ("majority", deliberation.conference.models.FractionField(max_length=15)),
                ("strict", models.BooleanField()),
                (
                    "abstentions",
                    models.CharField(
                        choices=[
                            ("ignored", "not counted among the votes cast"),
                            ("counted", "counted among the votes cast"),
                        ],
                        default="ignored",
                        max_length=8,
                    ),
                ),
                (
                    "tie",
                    models.CharField(
                        choices=[
                            ("rejected", "None of them is adopted"),
                            ("adopted", "All of them are adopted"),
                            ("lot", "Drawn by lot, from the digest of the papers"),
                            ("again", "They are voted on again"),
                        ],
                        default="rejected",
                        max_length=8,
                    ),
                ),
                ("places", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "least_grade",
                    models.CharField(
                        choices=[
                            ("excellent", "Excellent"),
                            ("very-good", "Very good"),
                            ("good", "Good"),
                            ("fairly-good", "Fairly good"),
                            ("passable", "Acceptable"),
                            ("insufficient", "Insufficient"),
                            ("reject", "To be rejected"),
                        ],
                        default="fairly-good",
                        max_length=12,
                    ),
                ),
                ("ranks", models.PositiveSmallIntegerField(default=3)),
            ],
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballots",
                        to="deliberation.conference",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ballots", to="deliberation.rule"
                    ),
                ),
                ("on_roll", models.PositiveIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("urn", models.BinaryField(default=bytes)),
                ("electors", models.PositiveIntegerField(blank=True, null=True)),
                ("voted", models.PositiveIntegerField(blank=True, null=True)),
                ("papers_digest", models.CharField(blank=True, max_length=64)),
                ("roll_digest", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at", None),
                                ("electors", None),
                                ("papers_digest", ""),
                                ("roll_digest", ""),
                                ("voted", None),
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("electors__isnull", False),
                                ("voted__isnull", False),
                                models.Q(("papers_digest", ""), _negated=True),
                                models.Q(("roll_digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="ballot_figures_only_once_closed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandate",
                        to="deliberation.conference",
                    ),
                ),
                (
                    "proposals",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="deliberation.rule"
                    ),
                ),
                (
                    "amendments",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="deliberation.rule"
                    ),
                ),
                (
                    "adoption",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="deliberation.rule"
                    ),
                ),
                ("consensus", deliberation.conference.models.FractionField(blank=True, max_length=15)),
                (
                    "amendment_support",
                    deliberation.conference.models.FractionField(
                        default=deliberation.conference.models.one_fifth, max_length=15
                    ),
                ),
                ("drafters", models.PositiveSmallIntegerField(default=0)),
                (
                    "drafting",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deliberation.rule",
                    ),
                ),
                (
                    "proposals_per_table",
                    models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)]),
                ),
                ("publication_days", models.PositiveSmallIntegerField()),
                ("answer_days", models.PositiveSmallIntegerField()),
                ("hearing_answer_days", models.PositiveSmallIntegerField(default=7)),
                ("frozen_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RecordSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheet", to="deliberation.conference"
                    ),
                ),
                ("methods", models.TextField(blank=True)),
                ("deliverables", models.TextField(blank=True)),
                ("transparency", models.TextField(blank=True)),
                ("recruitment", models.TextField(blank=True)),
                ("information", models.TextField(blank=True)),
                ("follow_up", models.TextField(blank=True)),
                ("conditions", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="deliberation.conference",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("citizen", "Citizen"),
                            ("facilitator", "Facilitator"),
                            ("expert", "Expert"),
                            ("steering", "Steering committee"),
                            ("guarantor", "Guarantor"),
                            ("sponsor", "Sponsor"),
                            ("table", "Shared tablet"),
                            ("operator", "Operator"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "ref",
                    models.CharField(
                        default=deliberation.conference.models.new_ref, editable=False, max_length=12, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("called", models.CharField(blank=True, max_length=40, verbose_name="how I am called")),
                ("place", models.SlugField(blank=True, max_length=60)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("conference", "user"), name="membership_one_role_a_conference"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                ["citizen", "facilitator", "expert", "steering", "guarantor", "sponsor", "table"],
                            )
                        ),
                        name="membership_role_is_a_persons",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="deliberation.conference",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("citizen", "Citizen"),
                            ("facilitator", "Facilitator"),
                            ("expert", "Expert"),
                            ("steering", "Steering committee"),
                            ("guarantor", "Guarantor"),
                            ("sponsor", "Sponsor"),
                            ("table", "Shared tablet"),
                            ("operator", "Operator"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("place", models.SlugField(blank=True, max_length=60)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="deliberation.conference"
                    ),
                ),
                ("word", models.CharField(max_length=60, verbose_name="word")),
                ("explanation", models.TextField(verbose_name="explanation")),
            ],
            options={
                "ordering": ("word",),
                "constraints": [models.UniqueConstraint(fields=("conference", "word"), name="term_once")],
            },
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="deliberation.conference"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Side",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sides", to="deliberation.conference"
                    ),
                ),
                ("label", models.CharField(max_length=80, verbose_name="side")),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("conference", "label"), name="side_once")],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="journal",
                        to="deliberation.conference",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("verb", models.CharField(max_length=60)),
                ("actor", models.CharField(max_length=60)),
                ("detail", models.TextField()),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ("conference", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("conference", "number"), name="journal_entry_numbered_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="journal_head",
                        to="deliberation.conference",
                    ),
                ),
                ("length", models.PositiveIntegerField(default=0)),
                ("hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Theme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="themes", to="deliberation.conference"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title of the theme")),
                ("position", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ("position", "pk"),
                "constraints": [models.UniqueConstraint(fields=("conference", "title"), name="theme_one_a_title")],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinion",
                        to="deliberation.conference",
                    ),
                ),
                ("adopted_at", models.DateTimeField(blank=True, null=True)),
                ("frozen_at", models.DateTimeField(blank=True, null=True)),
                ("frozen_text", models.TextField(blank=True)),
                ("text_digest", models.CharField(blank=True, max_length=64)),
                ("drafters_chosen_at", models.DateTimeField(blank=True, null=True)),
                ("drafters_seed", models.CharField(blank=True, max_length=64)),
                ("read_aloud", models.CharField(blank=True, max_length=24)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("frozen_at", None), ("frozen_text", ""), ("text_digest", "")),
                            models.Q(
                                ("adopted_at__isnull", False),
                                ("frozen_at__isnull", False),
                                models.Q(("frozen_text", ""), _negated=True),
                                models.Q(("text_digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="opinion_frozen_whole_once_adopted",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="criteria",
                        to="deliberation.conference",
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("value", models.CharField(max_length=60)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("conference", "name", "value"), name="criterion_value_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="deliberation.conference"
                    ),
                ),
                ("key", models.SlugField(max_length=60)),
                ("text", models.TextField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("scale", "Scale"), ("single", "Single"), ("multiple", "Multiple"), ("open", "Open")],
                        max_length=8,
                    ),
                ),
                ("low", models.SmallIntegerField(blank=True, null=True)),
                ("high", models.SmallIntegerField(blank=True, null=True)),
                ("low_label", models.CharField(blank=True, max_length=80)),
                ("high_label", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("conference", "key"), name="item_key_once")],
            },
        ),
        migrations.CreateModel(
            name="BoxCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ballot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="box", to="deliberation.ballot"
                    ),
                ),
                ("given", models.PositiveIntegerField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("papers", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "shortfall",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("kept", "Somebody kept their paper, or left with it"),
                            ("lost", "A paper cannot be found, or was destroyed"),
                            ("set-aside", "The box held more papers than were given: none of them is counted"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("papers", None), ("settled_at", None), ("shortfall", "")),
                            models.Q(("papers", models.F("given")), ("settled_at__isnull", False), ("shortfall", "")),
                            models.Q(
                                ("papers__lt", models.F("given")),
                                ("settled_at__isnull", False),
                                models.Q(("shortfall", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="box_count_says_why_papers_are_missing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RollEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="roll", to="deliberation.ballot"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="roll", to="deliberation.membership"
                    ),
                ),
                ("voted", models.BooleanField(default=False)),
                ("on_paper", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("ballot", "membership"), name="roll_entry_once"),
                    models.CheckConstraint(
                        condition=models.Q(("on_paper", False), ("voted", True), _connector="OR"),
                        name="roll_entry_signed_for_a_paper",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("key", models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="deliberation.ballot"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ("key",),
            },
        ),
        migrations.CreateModel(
            name="SheetBookmark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bookmarks", to="deliberation.sheet"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sheet_bookmarks",
                        to="deliberation.membership",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("sheet", "membership"), name="sheet_bookmark_one_a_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="deliberation.sheet"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("question", models.CharField(max_length=300, verbose_name="question")),
                ("easy", models.TextField()),
                ("essential", models.TextField()),
                ("in_depth", models.TextField()),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("changed", models.CharField(blank=True, max_length=300, verbose_name="what changed")),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="deliberation.membership",
                    ),
                ),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("sheet", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("sheet", "number"), name="sheet_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="sheet_version_counted_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("easy", ""), _negated=True),
                            models.Q(("essential", ""), _negated=True),
                            models.Q(("in_depth", ""), _negated=True),
                        ),
                        name="sheet_version_in_every_depth",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Expert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="experts",
                        to="deliberation.conference",
                    ),
                ),
                ("key", models.SlugField(max_length=60)),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("affiliation", models.CharField(max_length=200, verbose_name="affiliation")),
                ("viewpoint", models.TextField(verbose_name="viewpoint")),
                ("works_for_organiser", models.BooleanField()),
                (
                    "side",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="experts",
                        to="deliberation.side",
                    ),
                ),
                ("interests", models.TextField(blank=True, verbose_name="interests")),
                ("declared_at", models.DateTimeField(blank=True, null=True)),
                (
                    "declared_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("self", "written by the expert"),
                            ("behalf", "keyed in by a facilitator on the expert’s behalf"),
                            ("programme", "given with the first programme"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("conference", "key"), name="expert_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("declared_at", None), ("declared_how", ""), ("interests", "")),
                            models.Q(("declared_at__isnull", False), models.Q(("declared_how", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="expert_declaration_has_a_date_and_an_author",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "opinion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sections", to="deliberation.opinion"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("title", "Title"),
                            ("preamble", "Preamble"),
                            ("disagreements", "What we could not agree on"),
                            ("requests", "What we ask the sponsor"),
                            ("closing", "Closing words"),
                        ],
                        max_length=13,
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("opinion", "part"), name="section_part_once")],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "opinion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="deliberation.opinion",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="deliberation.membership",
                    ),
                ),
                (
                    "decision",
                    models.CharField(choices=[("signed", "I sign"), ("declined", "I do not sign")], max_length=8),
                ),
                ("text_digest", models.CharField(max_length=64)),
                ("reservation", models.TextField(blank=True, verbose_name="reservation")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("public_name", models.CharField(blank=True, max_length=80, verbose_name="name to print")),
                ("at", models.DateTimeField()),
                (
                    "form",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own-key", "Signed with their own key"),
                            ("attested", "Attested by a fresh proof of identity"),
                        ],
                        max_length=8,
                    ),
                ),
                ("pseudonym", models.CharField(blank=True, max_length=24)),
                ("cms", models.BinaryField(default=bytes)),
                (
                    "proof",
                    models.CharField(
                        blank=True,
                        choices=[("code", "A code sent by e-mail"), ("badge", "The code of their badge")],
                        max_length=8,
                    ),
                ),
                ("proved_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("opinion", "membership"), name="signature_once_a_person"),
                    models.UniqueConstraint(
                        condition=models.Q(("pseudonym", ""), _negated=True),
                        fields=("opinion", "pseudonym"),
                        name="signature_pseudonym_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decision", "declined"),
                                ("form", ""),
                                ("proof", ""),
                                ("pseudonym", ""),
                                ("reservation", ""),
                            ),
                            models.Q(("decision", "signed"), ("form", "attested"), ("reason", "")),
                            models.Q(
                                ("decision", "signed"),
                                ("form", "own-key"),
                                ("reason", ""),
                                models.Q(("proof", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="signature_says_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealedOpinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealed_opinion",
                        to="deliberation.conference",
                    ),
                ),
                ("pdf", models.BinaryField()),
                ("pdf_sha256", models.CharField(max_length=64)),
                ("text_sha256", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField()),
                ("handed_over_at", models.DateTimeField(blank=True, null=True)),
                ("public_at", models.DateTimeField(blank=True, null=True)),
                ("evidence", models.BinaryField(default=bytes)),
                ("evidence_sha256", models.CharField(blank=True, max_length=64)),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="deliberation.membership",
                    ),
                ),
                ("received_sha256", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="SigningAuthority",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "opinion",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signing_authority",
                        to="deliberation.opinion",
                    ),
                ),
                ("certificate", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SigningCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "opinion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signing_codes",
                        to="deliberation.opinion",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signing_codes",
                        to="deliberation.membership",
                    ),
                ),
                ("code_hash", models.CharField(max_length=64)),
                ("sent_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("spent_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="SigningCertificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "opinion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signing_certificates",
                        to="deliberation.opinion",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signing_certificates",
                        to="deliberation.membership",
                    ),
                ),
                ("certificate", models.BinaryField()),
                ("pseudonym", models.CharField(max_length=24)),
                ("public_name", models.CharField(blank=True, max_length=80)),
                ("reservation", models.TextField(blank=True)),
                ("proof", models.CharField(max_length=8)),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Drafter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "opinion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="drafters", to="deliberation.opinion"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafting",
                        to="deliberation.membership",
                    ),
                ),
                ("offered_at", models.DateTimeField()),
                ("chosen", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("opinion", "membership"), name="drafter_once_a_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="Observation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="observations",
                        to="deliberation.conference",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="observations",
                        to="deliberation.membership",
                    ),
                ),
                ("entry", models.PositiveIntegerField(blank=True, null=True)),
                ("text", models.TextField(verbose_name="observation")),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statement",
                        to="deliberation.conference",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="deliberation.membership",
                    ),
                ),
                ("text", models.TextField(verbose_name="statement")),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="Panellist",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "membership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panellist",
                        to="deliberation.membership",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("table", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="table")),
                ("criteria", models.ManyToManyField(related_name="panellists", to="deliberation.criterion")),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="Badge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="badges", to="deliberation.membership"
                    ),
                ),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("issued_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("membership",),
                        name="badge_one_valid_a_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="deliberation.conference",
                    ),
                ),
                ("table", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("observation", models.TextField(blank=True, verbose_name="what we observe")),
                ("text", models.TextField(verbose_name="what we recommend")),
                ("reason", models.TextField(blank=True, verbose_name="why")),
                ("addressee", models.CharField(blank=True, max_length=200, verbose_name="to whom it is addressed")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("adopted", "Adopted"),
                            ("rejected", "Not adopted"),
                            ("merged", "Merged into another"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="deliberation.theme",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("frozen", models.BooleanField(default=False)),
                ("table_left", models.BooleanField(default=False)),
                ("submission_digest", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ("table", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Option",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="options", to="deliberation.item"
                    ),
                ),
                ("text", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Questionnaire",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questionnaires",
                        to="deliberation.conference",
                    ),
                ),
                ("under_way", models.BooleanField(default=False)),
                ("urn", models.BinaryField(default=bytes)),
                ("items", models.ManyToManyField(related_name="questionnaires", to="deliberation.item")),
            ],
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="deliberation.proposal",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="deliberation.membership",
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "field",
                    models.CharField(
                        choices=[("observation", "What we observe"), ("text", "What we recommend"), ("reason", "Why")],
                        max_length=12,
                    ),
                ),
                ("passage", models.TextField()),
                ("replacement", models.TextField(blank=True)),
                ("reason", models.CharField(max_length=1000, verbose_name="why")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for the table"),
                            ("accepted", "Accepted by the table"),
                            ("rewritten", "Accepted by the table, in other words"),
                            ("rejected", "Rejected by the table"),
                            ("unanswered", "Not answered by the table in time"),
                            ("overtaken", "Its passage is no longer in the text"),
                            ("withdrawn", "Withdrawn by its author"),
                            ("voted", "Adopted by the vote of all"),
                            ("lost", "Not adopted by the vote of all"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("settled", models.TextField(blank=True)),
                ("outcome_reason", models.CharField(blank=True, max_length=1000, verbose_name="reason given")),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True), models.Q(("closed_at", None), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="amendment_closed_with_a_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["rewritten", "rejected", "withdrawn"]), _negated=True),
                            models.Q(("outcome_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="amendment_ends_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Keying",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "count",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="keyings", to="deliberation.boxcount"
                    ),
                ),
                (
                    "keyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keyings",
                        to="deliberation.membership",
                    ),
                ),
                ("pile", models.BinaryField(default=bytes)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("count", "keyer"), name="keying_once_a_person")],
            },
        ),
        migrations.CreateModel(
            name="Cast",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="casts", to="deliberation.rollentry"
                    ),
                ),
                ("request", models.UUIDField(default=uuid.uuid4)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("entry", "request"), name="cast_once")],
            },
        ),
        migrations.CreateModel(
            name="NamedPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="named", to="deliberation.paper"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="named_papers",
                        to="deliberation.membership",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MinorityOpinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minority_opinions",
                        to="deliberation.proposal",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minority_opinions",
                        to="deliberation.membership",
                    ),
                ),
                ("text", models.TextField(verbose_name="minority opinion")),
                ("version", models.PositiveIntegerField(default=1)),
                ("written_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("proposal", "written_by"),
                        name="minority_opinion_one_a_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NotUnderstood",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="not_understood",
                        to="deliberation.sheetversion",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="not_understood",
                        to="deliberation.membership",
                    ),
                ),
                (
                    "depth",
                    models.CharField(
                        choices=[("easy", "Easy to read"), ("essential", "The essential"), ("in-depth", "In depth")],
                        max_length=12,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("version", "membership"), name="sheet_not_understood_once"),
                    models.CheckConstraint(
                        condition=models.Q(("depth__in", ["easy", "essential", "in-depth"])),
                        name="sheet_not_understood_in_a_depth",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hearing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearings",
                        to="deliberation.conference",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearings",
                        to="deliberation.expert",
                    ),
                ),
                ("under_way", models.BooleanField(default=False)),
                ("begun_at", models.DateTimeField(blank=True, null=True)),
                ("scheduled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("presentation", "The expert presents"),
                            ("clarification", "What was not clear"),
                            ("preparation", "Tables choose their questions"),
                            ("exchange", "Questions and answers"),
                        ],
                        default="presentation",
                        max_length=20,
                    ),
                ),
                (
                    "order",
                    models.CharField(
                        choices=[
                            ("support", "The most supported first"),
                            ("tables", "So that the most tables are heard"),
                        ],
                        default="support",
                        max_length=10,
                    ),
                ),
                (
                    "note_taker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearings_noted",
                        to="deliberation.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("under_way", True)), fields=("conference",), name="hearing_one_under_way"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("under_way", False), ("expert__isnull", False), _connector="OR"),
                        name="hearing_hears_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merge", to="deliberation.proposal"
                    ),
                ),
                ("reason", models.CharField(max_length=1000, verbose_name="why")),
                ("asked_at", models.DateTimeField()),
                ("lapsed_at", models.DateTimeField(blank=True, null=True)),
                ("lapse_reason", models.CharField(blank=True, max_length=1000)),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="HandoverCertificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "original",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificate",
                        to="deliberation.sealedopinion",
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("computed", "Computed by the sponsor’s own device from the file it holds"),
                            ("sent", "Computed here from the file that the sponsor sent back"),
                            ("typed", "Its first and last eight characters, typed by the sponsor from their own tool"),
                        ],
                        max_length=8,
                    ),
                ),
                ("handed_over_by", models.CharField(max_length=20)),
                ("pdf", models.BinaryField()),
                ("pdf_sha256", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "original",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="deliberation.sealedopinion",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("passage", models.TextField(verbose_name="what the opinion says")),
                ("text", models.TextField(verbose_name="what it should say")),
                ("reason", models.TextField(verbose_name="why")),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="deliberation.membership",
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("pdf", models.BinaryField(default=bytes)),
                ("pdf_sha256", models.CharField(blank=True, max_length=64)),
                ("sealed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.UniqueConstraint(fields=("original", "number"), name="correction_numbered_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pdf_sha256", ""), ("sealed_at", None)),
                            models.Q(
                                ("sealed_at__isnull", False),
                                ("withdrawn_at", None),
                                models.Q(("pdf_sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="correction_sealed_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Derivative",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "original",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="derivatives",
                        to="deliberation.sealedopinion",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("easy-read", "Easy-read version"), ("translation", "Translation")], max_length=11
                    ),
                ),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("text", models.TextField(verbose_name="text")),
                ("made_by", models.CharField(max_length=200, verbose_name="made by")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="derivatives",
                        to="deliberation.membership",
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawal_reason", models.CharField(blank=True, max_length=500, verbose_name="why it is withdrawn")),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "opinion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendations",
                        to="deliberation.opinion",
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendation",
                        to="deliberation.proposal",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.UniqueConstraint(fields=("opinion", "number"), name="recommendation_numbered_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangeRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_requests",
                        to="deliberation.section",
                    ),
                ),
                ("passage", models.TextField(blank=True)),
                ("text", models.TextField(verbose_name="what should change, and why")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_requests",
                        to="deliberation.membership",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waits for the drafting group"),
                            ("done", "Done"),
                            ("declined", "Not done"),
                            ("withdrawn", "Withdrawn by who asked"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_answers",
                        to="deliberation.membership",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="deliberation.proposal"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="deliberation.membership",
                    ),
                ),
                ("field", models.CharField(blank=True, max_length=12)),
                ("passage", models.TextField(blank=True)),
                ("text", models.CharField(max_length=1000, verbose_name="remark")),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("made_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="deliberation.proposal",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="deliberation.membership",
                    ),
                ),
                ("first_at", models.DateTimeField(blank=True, null=True)),
                ("last_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "membership"), name="participation_once_a_person"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_at", None), ("last_at", None)),
                            ("first_at__lte", models.F("last_at")),
                            _connector="OR",
                        ),
                        name="participation_first_before_last",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="deliberation.proposal",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="deliberation.membership",
                    ),
                ),
                ("text_digest", models.CharField(max_length=64)),
                ("missing", models.CharField(blank=True, max_length=300, verbose_name="what is still missing")),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "membership"), name="agreement_one_a_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="RollLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roll",
                        to="deliberation.questionnaire",
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
                "constraints": [
                    models.UniqueConstraint(fields=("questionnaire", "membership"), name="answers_once_a_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="deliberation.questionnaire",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="deliberation.item"
                    ),
                ),
                ("respondent", models.CharField(max_length=64)),
                ("value", models.TextField()),
                ("agreed", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("questionnaire", "item", "respondent", "value"), name="answer_once_a_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="deliberation.proposal"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="deliberation.membership",
                    ),
                ),
                ("version", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "membership"), name="reading_one_a_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="Temperature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="temperatures",
                        to="deliberation.proposal",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="temperatures",
                        to="deliberation.membership",
                    ),
                ),
                (
                    "degree",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "I support it"),
                            (2, "I rather support it"),
                            (3, "I am not sure"),
                            (4, "I rather object"),
                            (5, "I object"),
                        ]
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "membership"), name="temperature_one_a_person"),
                    models.CheckConstraint(
                        condition=models.Q(("degree__gte", 1), ("degree__lte", 5)), name="temperature_degree_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AmendmentSupport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "amendment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supports",
                        to="deliberation.amendment",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendment_supports",
                        to="deliberation.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("amendment", "membership"), name="amendment_supported_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "amendment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="deliberation.amendment",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("accept", "Accept"), ("rewrite", "Accept in other words"), ("reject", "Reject")],
                        max_length=8,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="why")),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="deliberation.membership",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "accept"), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="verdict_against_has_a_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BallotOption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="options", to="deliberation.ballot"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="options",
                        to="deliberation.proposal",
                    ),
                ),
                (
                    "amendment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="options",
                        to="deliberation.amendment",
                    ),
                ),
                (
                    "opinion",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="options",
                        to="deliberation.opinion",
                    ),
                ),
                (
                    "drafter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="options",
                        to="deliberation.drafter",
                    ),
                ),
                ("text_digest", models.CharField(max_length=64)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("adopted", "Adopted"),
                            ("rejected", "Not adopted"),
                            ("no-quorum", "Not adopted: too few people voted"),
                            ("tied", "Undecided: to be voted on again"),
                        ],
                        max_length=10,
                    ),
                ),
                ("base", models.PositiveIntegerField(blank=True, null=True)),
                ("score", models.PositiveIntegerField(blank=True, null=True)),
                ("place", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent", "Excellent"),
                            ("very-good", "Very good"),
                            ("good", "Good"),
                            ("fairly-good", "Fairly good"),
                            ("passable", "Acceptable"),
                            ("insufficient", "Insufficient"),
                            ("reject", "To be rejected"),
                        ],
                        max_length=12,
                    ),
                ),
            ],
            options={
                "ordering": ("ballot", "position"),
                "constraints": [
                    models.UniqueConstraint(fields=("ballot", "position"), name="option_one_a_position"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amendment", None), ("drafter", None), ("opinion", None), ("proposal__isnull", False)
                            ),
                            models.Q(
                                ("amendment__isnull", False), ("drafter", None), ("opinion", None), ("proposal", None)
                            ),
                            models.Q(
                                ("amendment", None), ("drafter", None), ("opinion__isnull", False), ("proposal", None)
                            ),
                            models.Q(
                                ("amendment", None), ("drafter__isnull", False), ("opinion", None), ("proposal", None)
                            ),
                            _connector="OR",
                        ),
                        name="option_is_one_text",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Joining",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "opinion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joinings",
                        to="deliberation.minorityopinion",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joinings",
                        to="deliberation.membership",
                    ),
                ),
                ("version", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("opinion", "membership"), name="joining_one_a_person")],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="deliberation.conference",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("author", models.CharField(blank=True, max_length=200, verbose_name="author")),
                ("affiliation", models.CharField(blank=True, max_length=200, verbose_name="affiliation of the author")),
                ("dated", models.CharField(blank=True, max_length=60, verbose_name="date")),
                ("licence", models.CharField(blank=True, max_length=120, verbose_name="licence")),
                (
                    "file",
                    models.FileField(
                        blank=True, max_length=200, upload_to=deliberation.dossier.models.kept_as, verbose_name="file"
                    ),
                ),
                ("address", models.URLField(blank=True, max_length=500, verbose_name="address of a page or a video")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("media_type", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="deliberation.membership",
                    ),
                ),
                ("added_at", models.DateTimeField()),
                (
                    "hearing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="presentations",
                        to="deliberation.hearing",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="deliberation.document",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                "ordering": ("added_at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("address", ""), ("text", ""), models.Q(("file", ""), _negated=True)),
                            models.Q(("file", ""), ("text", ""), models.Q(("address", ""), _negated=True)),
                            models.Q(("address", ""), ("file", ""), models.Q(("text", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="document_one_content",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replaces", None), ("version", 1)),
                            models.Q(("replaces__isnull", False), ("version__gt", 1)),
                            _connector="OR",
                        ),
                        name="document_version_of_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "hearing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="deliberation.hearing"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="deliberation.membership",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="question")),
                ("asked_at", models.DateTimeField()),
                ("table", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("chosen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grouped",
                        to="deliberation.question",
                    ),
                ),
                ("put_at", models.DateTimeField(blank=True, null=True)),
                ("due", models.DateTimeField(blank=True, null=True, verbose_name="to be answered until")),
                ("answer", models.TextField(blank=True, verbose_name="answer, in a few words")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("written", models.BooleanField(default=False)),
                (
                    "noted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers_noted",
                        to="deliberation.membership",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("noted_answer", models.TextField(blank=True)),
            ],
            options={
                "ordering": ("asked_at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("confirmed_at", None), ("answered_at__isnull", False), _connector="OR"),
                        name="question_confirmed_is_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("group", models.F("id")), _negated=True), name="question_not_its_own_group"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HearingRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearing_requests",
                        to="deliberation.conference",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "A person"),
                            ("organisation", "An organisation"),
                            ("viewpoint", "A point of view"),
                        ],
                        max_length=12,
                    ),
                ),
                ("subject", models.CharField(max_length=200, verbose_name="who or what to hear")),
                ("reason", models.CharField(max_length=1000, verbose_name="why")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearing_requests",
                        to="deliberation.membership",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for an answer"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn by who had asked"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=1000, verbose_name="reason given")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearing_answers",
                        to="deliberation.membership",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "hearing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="deliberation.hearing",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True), models.Q(("closed_at", None), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="hearing_request_closed_with_a_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_by__isnull", False),
                                ("state__in", ["accepted", "refused"]),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            models.Q(("answer", ""), ("answered_by", None), ("state__in", ["open", "withdrawn"])),
                            _connector="OR",
                        ),
                        name="hearing_request_answered_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hearing", None), ("state", "accepted"), _connector="OR"),
                        name="hearing_request_linked_if_accepted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Origin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "merge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="origins", to="deliberation.merge"
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_into",
                        to="deliberation.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("merge", "proposal"), name="origin_once_a_merge")],
            },
        ),
        migrations.CreateModel(
            name="CorrectionAgreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "correction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="deliberation.correction",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction_agreements",
                        to="deliberation.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("correction", "membership"), name="correction_agreed_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangeSupport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supports",
                        to="deliberation.changerequest",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_supports",
                        to="deliberation.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("request", "membership"), name="change_supported_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="VerdictAgreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "amendment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="deliberation.amendment",
                    ),
                ),
                (
                    "verdict",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="deliberation.verdict",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdict_agreements",
                        to="deliberation.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("amendment", "membership"), name="verdict_one_a_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="Count",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "option",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counts",
                        to="deliberation.ballotoption",
                    ),
                ),
                ("value", models.CharField(max_length=12)),
                ("papers", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("option", "value"), name="count_one_a_value")],
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="deliberation.paper"
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="deliberation.ballotoption",
                    ),
                ),
                ("value", models.CharField(max_length=12)),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("paper", "option"), name="mark_once_a_paper")],
            },
        ),
        migrations.CreateModel(
            name="Bookmark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bookmarks",
                        to="deliberation.document",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bookmarks",
                        to="deliberation.membership",
                    ),
                ),
                ("read", models.BooleanField(default=False)),
                ("page", models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("document", "membership"), name="bookmark_one_a_person"),
                    models.CheckConstraint(
                        condition=models.Q(("read", True), ("page__isnull", False), _connector="OR"),
                        name="bookmark_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("page", None), ("page__gte", 1), _connector="OR"),
                        name="bookmark_page_from_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pages", to="deliberation.document"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("words", models.TextField()),
            ],
            options={
                "ordering": ("document", "number"),
                "constraints": [models.UniqueConstraint(fields=("document", "number"), name="document_page_once")],
            },
        ),
        migrations.CreateModel(
            name="QuestionSupport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="supports", to="deliberation.question"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="question_supports",
                        to="deliberation.membership",
                    ),
                ),
                ("table", models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("question", "membership"), name="question_supported_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="choices", to="deliberation.question"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="question_choices",
                        to="deliberation.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("question", "membership"), name="question_chosen_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="deliberation.conference",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="deliberation.expert",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="deliberation.document",
                    ),
                ),
                ("approved", models.BooleanField()),
                ("reason", models.TextField(verbose_name="reason")),
                ("acknowledged", models.BooleanField(default=False)),
                ("affiliation", models.CharField(blank=True, max_length=200, verbose_name="affiliation")),
                ("viewpoint", models.TextField(blank=True, verbose_name="viewpoint")),
                ("works_for_organiser", models.BooleanField(default=False)),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="deliberation.membership",
                    ),
                ),
                ("decided_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expert", None), ("document", None), _connector="OR"),
                        name="decision_is_about_one_thing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HearingRequestSupport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supports",
                        to="deliberation.hearingrequest",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearing_supports",
                        to="deliberation.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("request", "membership"), name="hearing_request_supported_once")
                ],
            },
        ),
    ]
