"""What was signed is refused to every writer by the database itself, the ORM and the console included.

A migration that alters one of these tables on SQLite, which then makes the table anew, must lay the triggers again: it
runs :func:`lift` before and :func:`lay` after. ``tests/deliberation/opinion/test_frozen.py`` fails when one is missing.
"""

from django.db import migrations

OPINION, SECTION, RECOMMENDATION = "deliberation_opinion", "deliberation_section", "deliberation_recommendation"
PROPOSAL, EVIDENCE, SIGNATURE = "deliberation_proposal", "deliberation_evidence", "deliberation_signature"
SEALED, CORRECTION = "deliberation_sealedopinion", "deliberation_correction"

SAID = "The citizens’ opinion is frozen: nothing of what was signed is changed."

# What is kept, by table and by what would change it: which columns (none: the whole row), and of which rows. OLD and NEW
# are the row before and after; of what is added, only NEW is known, of what is deleted, only OLD.
SIGNED = f"EXISTS (SELECT 1 FROM {OPINION} o WHERE o.id = {{row}}.opinion_id AND o.frozen_at IS NOT NULL)"
PLACED = (
    f"EXISTS (SELECT 1 FROM {RECOMMENDATION} r JOIN {OPINION} o ON o.id = r.opinion_id"
    " WHERE r.proposal_id = {row}.{key} AND o.frozen_at IS NOT NULL)"
)
WORDS = ("title", "observation", "text", "reason", "addressee")
CITED = ("proposal_id", "key", "answer_id", "document_id", "note_id", "page", "quote")
DOCUMENT = ("conference_id", "pdf", "pdf_sha256", "text_sha256", "sealed_at")
CORRECTED = ("number", "passage", "text", "reason", "pdf", "pdf_sha256", "sealed_at")


def changed(columns, old="OLD", new="NEW"):
    return "(" + " OR ".join(f'{old}."{c}" IS DISTINCT FROM {new}."{c}"' for c in columns) + ")"


def rules():
    """By name of trigger: the table, the event, and when it is refused."""
    signed = {row: SIGNED.format(row=row) for row in ("OLD", "NEW")}
    found = {
        "frozen_opinion_changed": (
            OPINION,
            "UPDATE",
            "OLD.frozen_at IS NOT NULL AND "
            + changed(("id", "conference_id", "adopted_at", "frozen_at", "frozen_text", "text_digest")),
        ),
        "frozen_opinion_deleted": (OPINION, "DELETE", "OLD.frozen_at IS NOT NULL"),
        "signature_changed": (SIGNATURE, "UPDATE", "1 = 1"),
        "signature_deleted": (SIGNATURE, "DELETE", "1 = 1"),
        "sealed_changed": (
            SEALED,
            "UPDATE",
            changed(DOCUMENT)
            + " OR (OLD.handed_over_at IS NOT NULL AND "
            + changed(("handed_over_at",))
            + ") OR (OLD.evidence_sha256 <> '' AND "
            + changed(("evidence", "evidence_sha256"))
            + ")",
        ),
        "sealed_deleted": (SEALED, "DELETE", "1 = 1"),
        "correction_changed": (CORRECTION, "UPDATE", "OLD.sealed_at IS NOT NULL AND " + changed(CORRECTED)),
        "correction_deleted": (CORRECTION, "DELETE", "OLD.sealed_at IS NOT NULL"),
        "frozen_words_changed": (
            PROPOSAL,
            "UPDATE",
            changed(("id", *WORDS)) + " AND " + PLACED.format(row="OLD", key="id"),
        ),
        "frozen_evidence_changed": (
            EVIDENCE,
            "UPDATE",
            f"{changed(CITED)} AND ({PLACED.format(row='OLD', key='proposal_id')}"
            f" OR {PLACED.format(row='NEW', key='proposal_id')})",
        ),
        "frozen_evidence_added": (EVIDENCE, "INSERT", PLACED.format(row="NEW", key="proposal_id")),
        "frozen_evidence_deleted": (EVIDENCE, "DELETE", PLACED.format(row="OLD", key="proposal_id")),
    }
    for table, name, columns in (
        (SECTION, "frozen_section", ("opinion_id", "part", "text")),
        (RECOMMENDATION, "frozen_recommendation", ("opinion_id", "proposal_id", "number")),
    ):
        found |= {
            f"{name}_changed": (table, "UPDATE", f"{changed(columns)} AND ({signed['OLD']} OR {signed['NEW']})"),
            f"{name}_added": (table, "INSERT", signed["NEW"]),
            f"{name}_deleted": (table, "DELETE", signed["OLD"]),
        }
    return found


def lay(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for name, (table, event, when) in rules().items():
        refuse = f"SELECT RAISE(ABORT, '{SAID}')"
        if sqlite:
            # SQLite says "IS NOT" for what the standard calls "IS DISTINCT FROM".
            when = when.replace("IS DISTINCT FROM", "IS NOT")
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {when} BEGIN {refuse}; END"
            )
        else:
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF {when} THEN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
                f" RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )


def lift(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for name, (table, _event, _when) in rules().items():
        schema_editor.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON {table}")
        if not sqlite:
            schema_editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0002_evidence"),
    ]

    operations = [
        migrations.RunPython(lay, lift),
    ]
