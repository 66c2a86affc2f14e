"""Answers no longer lead to a person by the server's secret key.

Of those that were kept under a pseudonym made from the membership, the roll takes who answered; the answers themselves
are laid out anew under names drawn by chance, the same for one person throughout, so that they still pair with each
other. Nobody has a code for them: an answer given later pairs with none of them.
"""

import secrets

import django.db.models.deletion
from django.db import migrations, models
from django.utils.crypto import salted_hmac


def former_pseudonym(membership):
    value = f"{membership.conference_id}:{membership.pk}"
    return salted_hmac("deliberation.questionnaire", value, algorithm="sha256").hexdigest()


def untie(apps, schema_editor):
    answer_model = apps.get_model("deliberation", "Answer")
    answers = list(answer_model.objects.all())
    if not answers:
        return
    citizens = apps.get_model("deliberation", "Membership").objects.filter(role="citizen")
    people = {former_pseudonym(citizen): citizen for citizen in citizens}
    answered = {(each.questionnaire_id, each.respondent) for each in answers}
    roll = apps.get_model("deliberation", "RollLine").objects
    roll.bulk_create(
        roll.model(questionnaire_id=questionnaire, membership=people[respondent])
        for questionnaire, respondent in sorted(answered)
        if respondent in people
    )
    names = {respondent: secrets.token_hex(32) for respondent in {each.respondent for each in answers}}
    answer_model.objects.all().delete()
    for each in answers:
        each.pk, each.respondent = None, names[each.respondent]
    answers.sort(key=lambda each: (each.questionnaire_id, each.respondent, each.item_id))
    answer_model.objects.bulk_create(answers)


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0012_requests"),
    ]

    operations = [
        migrations.AddField(model_name="questionnaire", name="urn", field=models.BinaryField(default=bytes)),
        migrations.AddField(model_name="answer", name="agreed", field=models.BooleanField(default=False)),
        migrations.AlterField(
            model_name="item",
            name="kind",
            field=models.CharField(
                choices=[("scale", "Scale"), ("single", "Single"), ("multiple", "Multiple"), ("open", "Open")],
                max_length=8,
            ),
        ),
        migrations.RemoveConstraint(model_name="answer", name="answer_once_a_person"),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                fields=("questionnaire", "item", "respondent", "value"), name="answer_once_a_person"
            ),
        ),
        migrations.CreateModel(
            name="RollLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deliberation.membership",
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roll",
                        to="deliberation.questionnaire",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("questionnaire", "membership"), name="answers_once_a_person")
                ],
            },
        ),
        migrations.RunPython(untie, migrations.RunPython.noop),
    ]
