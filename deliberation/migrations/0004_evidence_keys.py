from django.db import migrations, models
from django.db.models.functions import Cast


def name_by_number(apps, schema_editor):
    """Texts that are there already link to these by their number."""
    apps.get_model("deliberation", "Evidence").objects.update(key=Cast("pk", models.CharField(max_length=20)))


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0003_proposals"),
    ]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="key",
            field=models.CharField(default="", max_length=20),
            preserve_default=False,
        ),
        migrations.RunPython(name_by_number, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(fields=("proposal", "key"), name="evidence_one_a_key"),
        ),
    ]
