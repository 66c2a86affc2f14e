import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0001_tables"),
        ("live", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="deliberation.proposal"
                    ),
                ),
                ("key", models.CharField(max_length=20)),
                (
                    "answer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="deliberation.question",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="deliberation.document",
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="live.note",
                    ),
                ),
                ("page", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="page")),
                ("quote", models.CharField(blank=True, max_length=300, verbose_name="words quoted from it")),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "key"), name="evidence_one_a_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer__isnull", False), ("document", None), ("note", None)),
                            models.Q(("answer", None), ("document__isnull", False), ("note", None)),
                            models.Q(("answer", None), ("document", None), ("note__isnull", False)),
                            _connector="OR",
                        ),
                        name="evidence_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("page", None), models.Q(("document__isnull", False), ("page__gte", 1)), _connector="OR"
                        ),
                        name="evidence_page_of_a_document",
                    ),
                ],
            },
        ),
    ]
