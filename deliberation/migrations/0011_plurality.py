import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0010_frozen"),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("approved", models.BooleanField()),
                ("reason", models.TextField(verbose_name="reason")),
                ("acknowledged", models.BooleanField(default=False)),
                ("decided_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Side",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=80, verbose_name="side")),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.AddField(
            model_name="expert",
            name="declared_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="expert",
            name="declared_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("self", "written by the expert"),
                    ("behalf", "keyed in by a facilitator on the expert’s behalf"),
                    ("programme", "given with the first programme"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="expert",
            name="interests",
            field=models.TextField(blank=True, verbose_name="interests"),
        ),
        migrations.AddField(
            model_name="hearing",
            name="scheduled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="hearing",
            name="expert",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hearings",
                to="deliberation.expert",
            ),
        ),
        migrations.AddConstraint(
            model_name="hearing",
            constraint=models.CheckConstraint(
                condition=models.Q(("under_way", False), ("expert__isnull", False), _connector="OR"),
                name="hearing_hears_somebody",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="conference",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="deliberation.conference"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="decided_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="deliberation.membership"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="deliberation.document",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="expert",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="deliberation.expert",
            ),
        ),
        migrations.AddField(
            model_name="side",
            name="conference",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sides", to="deliberation.conference"
            ),
        ),
        migrations.AddField(
            model_name="expert",
            name="side",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="experts",
                to="deliberation.side",
            ),
        ),
        migrations.AddConstraint(
            model_name="expert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("declared_at", None), ("declared_how", ""), ("interests", "")),
                    models.Q(("declared_at__isnull", False), models.Q(("declared_how", ""), _negated=True)),
                    _connector="OR",
                ),
                name="expert_declaration_has_a_date_and_an_author",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("expert", None), ("document", None), _connector="OR"),
                name="decision_is_about_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="side",
            constraint=models.UniqueConstraint(fields=("conference", "label"), name="side_once"),
        ),
    ]
