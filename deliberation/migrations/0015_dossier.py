import django.db.models.deletion
from django.db import migrations, models

import deliberation.dossier.models

# PostgreSQL keeps what it looks in beside the words and indexes it; SQLite has a table that looks for words, which
# holds no text of its own and is told of each row.
POSTGRESQL = (
    "ALTER TABLE deliberation_documentpage ADD COLUMN vector tsvector"
    " GENERATED ALWAYS AS (to_tsvector('french', words)) STORED",
    "CREATE INDEX document_page_vector ON deliberation_documentpage USING gin (vector)",
)
SQLITE = (
    "CREATE VIRTUAL TABLE deliberation_pagewords USING fts5"
    " (words, content='deliberation_documentpage', content_rowid='id', tokenize='unicode61')",
    "CREATE TRIGGER document_page_added AFTER INSERT ON deliberation_documentpage BEGIN"
    " INSERT INTO deliberation_pagewords (rowid, words) VALUES (NEW.id, NEW.words); END",
    "CREATE TRIGGER document_page_removed AFTER DELETE ON deliberation_documentpage BEGIN"
    " INSERT INTO deliberation_pagewords (deliberation_pagewords, rowid, words)"
    " VALUES ('delete', OLD.id, OLD.words); END",
)


def index(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def forget(apps, schema_editor):
    """Before the table goes: PostgreSQL drops what hangs on it by itself."""
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute("DROP TRIGGER document_page_added")
        schema_editor.execute("DROP TRIGGER document_page_removed")
        schema_editor.execute("DROP TABLE deliberation_pagewords")


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0014_questions"),
    ]

    operations = [
        # The next version of a document may be the same file, of which other things are said.
        migrations.RemoveConstraint(model_name="document", name="document_once"),
        migrations.CreateModel(
            name="DocumentPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("words", models.TextField()),
            ],
            options={
                "ordering": ("document", "number"),
            },
        ),
        migrations.AddField(
            model_name="document",
            name="address",
            field=models.URLField(blank=True, max_length=500, verbose_name="address of a page or a video"),
        ),
        migrations.AddField(
            model_name="document",
            name="affiliation",
            field=models.CharField(blank=True, max_length=200, verbose_name="affiliation of the author"),
        ),
        migrations.AddField(
            model_name="document",
            name="author",
            field=models.CharField(blank=True, max_length=200, verbose_name="author"),
        ),
        migrations.AddField(
            model_name="document",
            name="dated",
            field=models.CharField(blank=True, max_length=60, verbose_name="date"),
        ),
        migrations.AddField(
            model_name="document",
            name="hearing",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="presentations",
                to="deliberation.hearing",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="licence",
            field=models.CharField(blank=True, max_length=120, verbose_name="licence"),
        ),
        migrations.AddField(
            model_name="document",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="deliberation.document",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="text",
            field=models.TextField(blank=True, verbose_name="text"),
        ),
        migrations.AddField(
            model_name="document",
            name="version",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="document",
            name="file",
            field=models.FileField(
                blank=True, max_length=200, upload_to=deliberation.dossier.models.kept_as, verbose_name="file"
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("address", ""), ("text", ""), models.Q(("file", ""), _negated=True)),
                    models.Q(("file", ""), ("text", ""), models.Q(("address", ""), _negated=True)),
                    models.Q(("address", ""), ("file", ""), models.Q(("text", ""), _negated=True)),
                    _connector="OR",
                ),
                name="document_one_content",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replaces", None), ("version", 1)),
                    models.Q(("replaces__isnull", False), ("version__gt", 1)),
                    _connector="OR",
                ),
                name="document_version_of_another",
            ),
        ),
        migrations.AddField(
            model_name="documentpage",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="pages", to="deliberation.document"
            ),
        ),
        migrations.AddConstraint(
            model_name="documentpage",
            constraint=models.UniqueConstraint(fields=("document", "number"), name="document_page_once"),
        ),
        migrations.RunPython(index, forget),
    ]
