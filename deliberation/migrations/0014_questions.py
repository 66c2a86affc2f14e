"""Who asks supports; a hearing that was held before its parts were kept was questions and answers."""

import django.db.models.deletion
from django.db import migrations, models


def support_by_authors(apps, schema_editor):
    known = {name: apps.get_model("deliberation", name) for name in ("Hearing", "Question", "QuestionSupport")}
    known["Hearing"].objects.filter(questions__isnull=False).update(phase="exchange")
    known["Hearing"].objects.filter(under_way=True).update(phase="exchange")
    asked = known["Question"].objects.values_list("pk", "asked_by")
    known["QuestionSupport"].objects.bulk_create(
        known["QuestionSupport"](question_id=question, membership_id=author) for question, author in asked
    )


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0013_questionnaires"),
    ]

    operations = [
        migrations.CreateModel(
            name="QuestionChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.CreateModel(
            name="QuestionSupport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="hearing",
            name="note_taker",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hearings_noted",
                to="deliberation.membership",
            ),
        ),
        migrations.AddField(
            model_name="hearing",
            name="order",
            field=models.CharField(
                choices=[("support", "The most supported first"), ("tables", "So that the most tables are heard")],
                default="support",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="hearing",
            name="phase",
            field=models.CharField(
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
        migrations.AddField(
            model_name="question",
            name="chosen_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="due",
            field=models.DateTimeField(blank=True, null=True, verbose_name="to be answered until"),
        ),
        migrations.AddField(
            model_name="question",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grouped",
                to="deliberation.question",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="noted_answer",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="question",
            name="noted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers_noted",
                to="deliberation.membership",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="table",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="question",
            name="written",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirmed_at", None), ("answered_at__isnull", False), _connector="OR"),
                name="question_confirmed_is_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("group", models.F("id")), _negated=True), name="question_not_its_own_group"
            ),
        ),
        migrations.AddField(
            model_name="questionchoice",
            name="membership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="question_choices",
                to="deliberation.membership",
            ),
        ),
        migrations.AddField(
            model_name="questionchoice",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="choices", to="deliberation.question"
            ),
        ),
        migrations.AddField(
            model_name="questionsupport",
            name="membership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="question_supports",
                to="deliberation.membership",
            ),
        ),
        migrations.AddField(
            model_name="questionsupport",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="supports", to="deliberation.question"
            ),
        ),
        migrations.AddConstraint(
            model_name="questionchoice",
            constraint=models.UniqueConstraint(fields=("question", "membership"), name="question_chosen_once"),
        ),
        migrations.AddConstraint(
            model_name="questionsupport",
            constraint=models.UniqueConstraint(fields=("question", "membership"), name="question_supported_once"),
        ),
        migrations.RunPython(support_by_authors, migrations.RunPython.noop),
    ]
