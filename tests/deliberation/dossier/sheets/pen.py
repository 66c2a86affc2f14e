"""Sheets as tests write them."""

from deliberation.conference.rules import Actor
from deliberation.dossier.sheets import actions
from deliberation.dossier.sheets.models import NotUnderstood, SheetVersion

TEXTS = {
    "question": "Pourquoi l’eau manque-t-elle ?",
    "easy": "Il pleut peu.",
    "essential": "La nappe se remplit l’hiver.",
    "in_depth": "La recharge dépend de la pluie efficace.",
    "source": "Agence",
}


def write(actor: Actor, **texts: str) -> SheetVersion:
    return actions.write_sheet(actor=actor, conference=actor.member.conference, **TEXTS | texts)


def revise(actor: Actor, read: SheetVersion, **texts: str) -> SheetVersion:
    """The next version, written by somebody who read this one."""
    given = TEXTS | {"easy": "Il ne pleut pas assez."} | texts
    return actions.revise_sheet(
        actor=actor, conference=read.sheet.conference, sheet_id=read.sheet_id, version=read.number, **given
    )


def not_understood(actor: Actor, version: SheetVersion, depth: str = "easy", words: str = "") -> None:
    actions.say_not_understood(
        actor=actor,
        conference=version.sheet.conference,
        sheet_id=version.sheet_id,
        number=version.number,
        depth=depth,
        words=words,
    )


def take_back(actor: Actor, version: SheetVersion) -> None:
    actions.take_back_not_understood(
        actor=actor, conference=version.sheet.conference, sheet_id=version.sheet_id, number=version.number
    )


def said(version: SheetVersion) -> list[tuple[str, str]]:
    found = NotUnderstood.objects.filter(version=version).order_by("pk")
    return list(found.values_list("depth", "words"))
