from django.db import migrations

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
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE deliberation_documentpage DROP COLUMN vector")
        return
    schema_editor.execute("DROP TRIGGER document_page_added")
    schema_editor.execute("DROP TRIGGER document_page_removed")
    schema_editor.execute("DROP TABLE deliberation_pagewords")


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0003_frozen"),
    ]

    operations = [
        migrations.RunPython(index, forget),
    ]
