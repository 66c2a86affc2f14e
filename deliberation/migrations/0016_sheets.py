import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0015_dossier"),
    ]

    operations = [
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
            name="SheetVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("question", models.CharField(max_length=300, verbose_name="question")),
                ("easy", models.TextField()),
                ("essential", models.TextField()),
                ("in_depth", models.TextField()),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("changed", models.CharField(blank=True, max_length=300, verbose_name="what changed")),
                ("written_at", models.DateTimeField()),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="deliberation.sheet"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="deliberation.membership",
                    ),
                ),
            ],
            options={
                "ordering": ("sheet", "number"),
            },
        ),
        migrations.CreateModel(
            name="NotUnderstood",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "depth",
                    models.CharField(
                        choices=[("easy", "Easy to read"), ("essential", "The essential"), ("in-depth", "In depth")],
                        max_length=12,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="not_understood",
                        to="deliberation.membership",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="not_understood",
                        to="deliberation.sheetversion",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="sheetversion",
            constraint=models.UniqueConstraint(fields=("sheet", "number"), name="sheet_version_once"),
        ),
        migrations.AddConstraint(
            model_name="sheetversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="sheet_version_counted_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("easy", ""), _negated=True),
                    models.Q(("essential", ""), _negated=True),
                    models.Q(("in_depth", ""), _negated=True),
                ),
                name="sheet_version_in_every_depth",
            ),
        ),
        migrations.AddConstraint(
            model_name="notunderstood",
            constraint=models.UniqueConstraint(fields=("version", "membership"), name="sheet_not_understood_once"),
        ),
        migrations.AddConstraint(
            model_name="notunderstood",
            constraint=models.CheckConstraint(
                condition=models.Q(("depth__in", ["easy", "essential", "in-depth"])),
                name="sheet_not_understood_in_a_depth",
            ),
        ),
    ]
