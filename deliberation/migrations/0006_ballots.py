import base64
import hashlib
import json
import uuid

import django.db.models.deletion
from django.db import migrations, models

import deliberation.conference.models

KINDS = ("proposals", "amendments", "adoption")


def give_rules(apps, schema_editor):
    """The rules that mandates had: for or against. Amendments go by that of the proposals."""
    Rule = apps.get_model("deliberation", "Rule")
    for mandate in apps.get_model("deliberation", "Mandate").objects.all():
        for kind, former in (("proposals", "proposal"), ("amendments", "proposal"), ("adoption", "adoption")):
            rule = Rule.objects.create(
                quorum=getattr(mandate, f"{former}_quorum"),
                majority=getattr(mandate, f"{former}_majority"),
                strict=getattr(mandate, f"{former}_strict"),
            )
            setattr(mandate, kind, rule)
        mandate.save()


def lay_out(apps, schema_editor):
    """What was voted, in the new shape."""
    get = lambda name: apps.get_model("deliberation", name)  # noqa: E731
    Ballot, Option, Count, Paper, Mark = map(get, ("Ballot", "BallotOption", "Count", "Paper", "Mark"))
    if Ballot.objects.filter(closed_at=None).exists():
        raise RuntimeError("A ballot is open. Close it with the former version, then upgrade.")
    for ballot in Ballot.objects.select_related("conference__mandate"):
        mandate = ballot.conference.mandate
        ballot.rule = mandate.proposals if ballot.proposal_id else mandate.adoption
        roll = list(ballot.roll.select_related("membership"))
        ballot.on_roll = ballot.electors = len(roll)
        option = Option.objects.create(
            ballot=ballot,
            position=1,
            proposal_id=ballot.proposal_id,
            opinion_id=ballot.opinion_id,
            text_digest=ballot.text_digest,
            outcome=ballot.outcome,
            base=ballot.in_favour + ballot.against,
        )
        counts = {"for": ballot.in_favour, "against": ballot.against, "abstain": ballot.abstained}
        Count.objects.bulk_create(Count(option=option, value=value, papers=n) for value, n in counts.items())
        former = [(_key(paper.key), paper.choice) for paper in ballot.former_papers.all()]
        ballot.voted = len(former)
        Paper.objects.bulk_create(Paper(key=key, ballot=ballot) for key, _choice in sorted(former))
        Mark.objects.bulk_create(Mark(paper_id=key, option=option, value=choice) for key, choice in sorted(former))
        lines = [
            json.dumps([key, [choice], "", ""], ensure_ascii=False, separators=(",", ":"))
            for key, choice in sorted(former)
        ]
        ballot.papers_digest = _digest(lines)
        ballot.roll_digest = _digest(sorted(f"{entry.membership.ref} {int(entry.voted)}" for entry in roll))
        ballot.save()


def _key(former: uuid.UUID) -> str:
    alphabet = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    return base64.b32encode(former.bytes[:10]).translate(alphabet).decode()


def _digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def keep_requests(apps, schema_editor):
    Cast = apps.get_model("deliberation", "Cast")
    entries = apps.get_model("deliberation", "RollEntry").objects.exclude(request=None)
    Cast.objects.bulk_create(Cast(entry=entry, request=entry.request) for entry in entries)


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0005_deciding"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("for-against", "For, against or abstain"),
                            ("consent", "Consent"),
                            ("approval", "Approval"),
                            ("majority-judgment", "Majority judgment"),
                            ("points", "Ranking by points"),
                        ],
                        default="for-against",
                        max_length=20,
                    ),
                ),
                ("named", models.BooleanField(default=False)),
                ("quorum", deliberation.conference.models.FractionField(max_length=15)),
                (
                    "quorum_of",
                    models.CharField(
                        choices=[("roll", "of the citizens on the roll"), ("present", "of the citizens present")],
                        default="roll",
                        max_length=8,
                    ),
                ),
                ("majority", deliberation.conference.models.FractionField(max_length=15)),
                ("strict", models.BooleanField()),
                (
                    "abstentions",
                    models.CharField(
                        choices=[
                            ("ignored", "not counted among the votes cast"),
                            ("counted", "counted among the votes cast"),
                        ],
                        default="ignored",
                        max_length=8,
                    ),
                ),
                (
                    "tie",
                    models.CharField(
                        choices=[
                            ("rejected", "None of them is adopted"),
                            ("adopted", "All of them are adopted"),
                            ("lot", "Drawn by lot, from the digest of the papers"),
                            ("again", "They are voted on again"),
                        ],
                        default="rejected",
                        max_length=8,
                    ),
                ),
                ("places", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "least_grade",
                    models.CharField(
                        choices=[
                            ("excellent", "Excellent"),
                            ("very-good", "Very good"),
                            ("good", "Good"),
                            ("fairly-good", "Fairly good"),
                            ("passable", "Acceptable"),
                            ("insufficient", "Insufficient"),
                            ("reject", "To be rejected"),
                        ],
                        default="fairly-good",
                        max_length=12,
                    ),
                ),
                ("ranks", models.PositiveSmallIntegerField(default=3)),
            ],
        ),
        *(
            migrations.AddField(
                model_name="mandate",
                name=kind,
                field=models.OneToOneField(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="deliberation.rule",
                ),
            )
            for kind in KINDS
        ),
        migrations.RunPython(give_rules, migrations.RunPython.noop),
        *(
            migrations.AlterField(
                model_name="mandate",
                name=kind,
                field=models.OneToOneField(
                    on_delete=django.db.models.deletion.PROTECT, related_name="+", to="deliberation.rule"
                ),
            )
            for kind in KINDS
        ),
        *(
            migrations.RemoveField(model_name="mandate", name=f"{kind}_{part}")
            for kind in ("proposal", "adoption")
            for part in ("quorum", "majority", "strict")
        ),
        migrations.RemoveConstraint(model_name="ballot", name="ballot_on_one_text"),
        migrations.RemoveConstraint(model_name="ballot", name="ballot_figures_only_once_closed"),
        migrations.RenameModel(old_name="Paper", new_name="FormerPaper"),
        migrations.AlterField(
            model_name="formerpaper",
            name="ballot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="former_papers", to="deliberation.ballot"
            ),
        ),
        migrations.AddField(
            model_name="ballot",
            name="rule",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ballots",
                to="deliberation.rule",
            ),
        ),
        migrations.AddField(model_name="ballot", name="on_roll", field=models.PositiveIntegerField(null=True)),
        migrations.AddField(model_name="ballot", name="urn", field=models.BinaryField(default=bytes)),
        migrations.AddField(
            model_name="ballot", name="electors", field=models.PositiveIntegerField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="ballot", name="voted", field=models.PositiveIntegerField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="ballot", name="papers_digest", field=models.CharField(blank=True, default="", max_length=64)
        ),
        migrations.AddField(
            model_name="ballot", name="roll_digest", field=models.CharField(blank=True, default="", max_length=64)
        ),
        migrations.AlterField(
            model_name="ballot",
            name="proposal",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="deliberation.proposal",
            ),
        ),
        migrations.AlterField(
            model_name="ballot",
            name="opinion",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="deliberation.opinion",
            ),
        ),
        migrations.CreateModel(
            name="BallotOption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="options", to="deliberation.ballot"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="options",
                        to="deliberation.proposal",
                    ),
                ),
                (
                    "amendment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="options",
                        to="deliberation.amendment",
                    ),
                ),
                (
                    "opinion",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="options",
                        to="deliberation.opinion",
                    ),
                ),
                ("text_digest", models.CharField(max_length=64)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("adopted", "Adopted"),
                            ("rejected", "Not adopted"),
                            ("no-quorum", "Not adopted: too few people voted"),
                            ("tied", "Undecided: to be voted on again"),
                        ],
                        max_length=10,
                    ),
                ),
                ("base", models.PositiveIntegerField(blank=True, null=True)),
                ("score", models.PositiveIntegerField(blank=True, null=True)),
                ("place", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent", "Excellent"),
                            ("very-good", "Very good"),
                            ("good", "Good"),
                            ("fairly-good", "Fairly good"),
                            ("passable", "Acceptable"),
                            ("insufficient", "Insufficient"),
                            ("reject", "To be rejected"),
                        ],
                        max_length=12,
                    ),
                ),
            ],
            options={
                "ordering": ("ballot", "position"),
            },
        ),
        migrations.CreateModel(
            name="Count",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "option",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counts",
                        to="deliberation.ballotoption",
                    ),
                ),
                ("value", models.CharField(max_length=12)),
                ("papers", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Cast",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="casts", to="deliberation.rollentry"
                    ),
                ),
                ("request", models.UUIDField(default=uuid.uuid4)),
            ],
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("key", models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="deliberation.ballot"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ("key",),
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="deliberation.paper"
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="deliberation.ballotoption",
                    ),
                ),
                ("value", models.CharField(max_length=12)),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="NamedPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="named", to="deliberation.paper"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="named_papers",
                        to="deliberation.membership",
                    ),
                ),
            ],
        ),
        migrations.RunPython(lay_out, migrations.RunPython.noop),
        migrations.RunPython(keep_requests, migrations.RunPython.noop),
        migrations.DeleteModel(name="FormerPaper"),
        migrations.RemoveField(model_name="rollentry", name="request"),
        *(
            migrations.RemoveField(model_name="ballot", name=name)
            for name in (
                "proposal",
                "opinion",
                "text_digest",
                "quorum",
                "majority",
                "strict",
                "in_favour",
                "against",
                "abstained",
                "outcome",
            )
        ),
        migrations.AlterField(
            model_name="ballot",
            name="rule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="ballots", to="deliberation.rule"
            ),
        ),
        migrations.AlterField(model_name="ballot", name="on_roll", field=models.PositiveIntegerField()),
        migrations.AlterField(
            model_name="ballot", name="papers_digest", field=models.CharField(blank=True, max_length=64)
        ),
        migrations.AlterField(
            model_name="ballot", name="roll_digest", field=models.CharField(blank=True, max_length=64)
        ),
        migrations.AddConstraint(
            model_name="ballotoption",
            constraint=models.UniqueConstraint(fields=("ballot", "position"), name="option_one_a_position"),
        ),
        migrations.AddConstraint(
            model_name="ballotoption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amendment", None), ("opinion", None), ("proposal__isnull", False)),
                    models.Q(("amendment__isnull", False), ("opinion", None), ("proposal", None)),
                    models.Q(("amendment", None), ("opinion__isnull", False), ("proposal", None)),
                    _connector="OR",
                ),
                name="option_is_one_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="count",
            constraint=models.UniqueConstraint(fields=("option", "value"), name="count_one_a_value"),
        ),
        migrations.AddConstraint(
            model_name="cast",
            constraint=models.UniqueConstraint(fields=("entry", "request"), name="cast_once"),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.UniqueConstraint(fields=("paper", "option"), name="mark_once_a_paper"),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at", None),
                        ("electors", None),
                        ("papers_digest", ""),
                        ("roll_digest", ""),
                        ("voted", None),
                    ),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("electors__isnull", False),
                        ("voted__isnull", False),
                        models.Q(("papers_digest", ""), _negated=True),
                        models.Q(("roll_digest", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="ballot_figures_only_once_closed",
            ),
        ),
    ]
