"""Plays what a Stagehand asks for: a request and an answer a line, each of JSON."""

import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deliberation.settings")
django.setup()

from django.utils import translation  # noqa: E402

from tests.staging.story import Story  # noqa: E402

stories: dict[str, Story] = {}


def answer(slug: str, act: str, arguments: dict[str, Any]) -> Any:
    if act == "begin":
        stories[slug], codes = Story.begin(slug=slug, **arguments)
        return codes
    story = stories[slug]
    story.conference.refresh_from_db()
    if act == "invite":
        return story.invite(**arguments)
    round_ = story.reach(**arguments)
    return round_.title if round_ else ""


for line in sys.stdin:
    request = json.loads(line)
    with translation.override("fr"):
        said = answer(request["slug"], request["act"], request["arguments"])
    print(json.dumps(said), flush=True)
