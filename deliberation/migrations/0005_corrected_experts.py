from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0004_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="affiliation",
            field=models.CharField(blank=True, max_length=200, verbose_name="affiliation"),
        ),
        migrations.AddField(
            model_name="decision",
            name="viewpoint",
            field=models.TextField(blank=True, verbose_name="viewpoint"),
        ),
        migrations.AddField(
            model_name="decision",
            name="works_for_organiser",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="hearing",
            name="begun_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
