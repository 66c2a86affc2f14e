"""What was kept before under a pseudonym of the membership."""

import importlib
import pkgutil
from types import ModuleType

from django.apps import apps

from deliberation import migrations
from deliberation.questionnaire.models import Answer, Item, Questionnaire, RollLine
from tests.hall import Hall


def migration() -> ModuleType:
    (name,) = (each.name for each in pkgutil.iter_modules(migrations.__path__) if each.name.endswith("_questionnaires"))
    return importlib.import_module(f"deliberation.migrations.{name}")


def test_former_answers_keep_their_pairs_and_lose_their_people(hall: Hall) -> None:
    first, item = Questionnaire.objects.get(), Item.objects.get(key="fear")
    later = Questionnaire.objects.create(conference=hall.conference)
    people = [citizen.member for citizen in hall.citizens[:3]]
    former = {person.pk: migration().former_pseudonym(person) for person in people}
    for value, person in enumerate(people):
        for questionnaire in (first, later):
            Answer.objects.create(
                questionnaire=questionnaire, item=item, respondent=former[person.pk], value=str(value)
            )
    migration().untie(apps, None)
    rows = Answer.objects.values_list("respondent", "value")
    assert not {respondent for respondent, _value in rows} & set(former.values())
    assert sorted(value for _respondent, value in set(rows)) == ["0", "1", "2"]
    assert (rows.count(), len({respondent for respondent, _value in rows})) == (6, 3)
    kept = list(Answer.objects.filter(questionnaire=first).order_by("pk").values_list("respondent", flat=True))
    assert kept == sorted(kept)
    assert RollLine.objects.filter(membership__in=people).count() == 6
