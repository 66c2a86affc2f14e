"""Where things are: the same file names in every capability, so that a reader knows where to look."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[2]
HOUSE = {"__init__", "actions", "forms", "models", "queries", "rules", "views"}
# What a capability holds beside the house's files, and why it is none of them.
BESIDE = {
    "deliberation/accounts": {
        "adapter": "what allauth asks of us",
        "display": "how pages are shown, a context processor",
        "language": "a middleware",
        "letters": "mails as plain text",
        "lending": "a short session beside a device's own",
        "signing_in": "opens a browser's session",
    },
    "deliberation/amendments": {"diff": "two texts word by word"},
    "deliberation/ballots": {
        "receipts": "how one finds one's own paper",
        "slips": "a paper as a value",
        "tally": "a result as a value",
        "urn": "the papers of an open ballot, sealed",
        "wording": "results said in words",
    },
    "deliberation/conference": {
        "acting": "the frame of every action",
        "methods": "names of ways to decide",
        "posting": "how every act comes in",
        "stages": "the table of rules",
        "wording": "rules said in sentences",
    },
    "deliberation/dossier": {
        "folding": "words as they are looked for",
        "glossary": "words found in a text",
        "inspection": "a file looked at before anyone opens it",
        "inspector": "the process that looks",
        "media": "formats told by content",
        "pack": "the dossier in one file",
        "search": "words found in the dossier",
    },
    "deliberation/journal": {
        "chain": "how entries are hashed",
        "labels": "verbs said in words",
        "record": "the journal's one writer",
        "verbs": "the closed vocabulary",
        "verify": "recomputing the chain",
    },
    "deliberation/kernel": {
        "clock": "the one source of time",
        "codes": "what people copy by hand",
        "compression": "a middleware",
        "errors": "what an action answers",
        "facts": "the port by which facts leave",
        "similarity": "pure functions",
        "ranges": "a file in parts",
        "addresses": "of the web, as they are given",
        "threads": "blocking work beside the event loop",
        "times": "days and hours in words",
        "typography": "French spaces and quotes",
        "urn": "lines of text, sealed",
        "versions": "the addresses of static files",
    },
    "deliberation/opinion": {
        "annexes": "from the record to the annexes",
        "assemble": "from the record to the document",
        "authority": "the seal's credentials",
        "canonical": "the text that is signed",
        "document": "what is printed, as values",
        "enclosing": "the files inside the document",
        "labels": "the words of the printed document",
        "press": "from content to the bytes of a PDF",
        "seal": "the electronic seal",
        "typeset": "from values to a PDF",
        "verify": "checking a PDF in hand",
    },
    "deliberation/panel": {
        "attempts": "how often codes are tried",
        "codes": "the alphabet of badges",
        "printing": "the badge as printed",
        "tablets": "a middleware: what a lent tablet opens",
    },
    "deliberation/questionnaire": {
        "codes": "what a citizen's answers are kept under",
        "disclosure": "whether a change gives small figures away",
        "figures": "pure functions",
        "sheets": "one person's answers as a value, and the urn",
        "wording": "answers and figures in words",
    },
    "sessions/cards": {"pace": "how often one person raises a card"},
    "sessions/allocation": {
        "figures": "pure functions",
        "planning": "computing in the background",
        "problem": "who and what must hold, as values",
        "search": "tabu search for encounters",
        "seating": "a round's seating while people wait",
        "solver": "who sits where, exactly bounded",
        "worker": "a process that computes",
    },
    "sessions/consumers": {
        "drafting": "the socket of a text that is written together",
        "limits": "what one page and one address may ask",
        "sitting": "the socket of a page",
        "socket": "what every socket does before and after its own business",
    },
    "sessions/drafting": {
        "columns": "what everyone else reads of a document",
        "others": "what processes tell each other of their documents",
        "presence": "who is where in a text",
        "prose": "Yjs nodes as the parts of a text, and edits of them",
        "replica": "a Yjs document in memory",
        "room": "a document that is open here, and its sockets",
        "rooms": "the process's documents",
        "seats": "who writes, and where they sit",
        "storing": "what came in by sockets, stored before it is told",
        "subjects": "what a document is the text of",
        "upkeep": "what the rooms look after from time to time",
        "wire": "frames of the writing socket",
    },
    "sessions/fanout": {
        "acts": "an act as a page offers it",
        "audiences": "the units of visibility",
        "exchange": "what processes tell each other",
        "feed": "an audience's last news",
        "frames": "what a page may send",
        "hub": "the process's switchboard",
        "news": "what was touched, rendered and sent",
        "page": "an open page, as the hub knows it",
        "publish": "the one subscriber to facts",
        "render": "a region's HTML",
        "snapshots": "renderings kept while they are true",
    },
    "sessions/floor": {"evenness": "how evenly a group has spoken"},
    "sessions/polling": {
        "station": "votes by socket, checked as forms are and written together",
        "supports": "supports of questions by socket, in the same way",
    },
    "sessions/presence": {"register": "who has a page open"},
    "sessions/serving": {
        "bodies": "how much a request may bring",
        "daphne": "one process of daphne",
        "framing": "the frames that go out",
        "life": "from the first page to the drain",
        "limits": "every number of the servers",
        "listening": "the port that processes share",
        "supervise": "the processes' parent",
        "uvicorn": "one process of uvicorn",
    },
    "sessions/plurality": {"missing": "what a programme lacks to be plural, in sentences"},
    "sessions/reading": {
        "binding": "pages of PDFs laid on printed ones",
        "printing": "the dossier as a book",
        "provenance": "the way back from a recommendation, as values",
    },
    "sessions/record": {
        "deciding": "what became of proposals, as data",
        "learning": "what citizens asked to hear, as data",
        "names": "what the journal's references stand for",
        "public": "the record inside the sealed opinion",
        "powers": "the table of rules beside what was done",
        "stretches": "the journal cut where days, sittings and rounds begin",
        "timeline": "the journal as it is read",
    },
    "sessions/rounds": {
        "kinds": "what each kind of round does",
        "timetable": "planned and expected times",
        "voting": "how a ballot round goes",
    },
}
# Not capabilities of the product: tools around it, with a shape of their own.
TOOLS = {"management", "migrations", "templatetags", "rehearsal", "demo", "scenarios", "styleguide"}
JUNK_DRAWERS = {"utils", "helpers", "common", "misc", "tools"}
# Higher layers than their capability's actions would be in the wrong place here.
READERS = ("views", "forms", "queries", "rules", "audiences", "render")
WRITES = {
    "save",
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "delete",
    "update",
}


def capabilities() -> list[Path]:
    found = [p for app in ("deliberation", "sessions") for p in sorted((ROOT / app).iterdir())]
    return [p for p in found if p.is_dir() and p.name not in TOOLS and not p.name.startswith("__")]


def sources() -> list[Path]:
    found = [p for app in ("deliberation", "sessions") for p in sorted((ROOT / app).rglob("*.py"))]
    return [p for p in found if "migrations" not in p.parts]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("capability", capabilities(), ids=name_of)
def test_a_capability_holds_the_houses_files_and_those_listed(capability: Path) -> None:
    beside = {path.stem for path in capability.glob("*.py")} - HOUSE
    assert beside == set(BESIDE.get(name_of(capability), {}))


def test_what_is_listed_exists() -> None:
    assert set(BESIDE) <= {name_of(capability) for capability in capabilities()}


def test_there_is_no_junk_drawer() -> None:
    assert [name_of(p) for p in sources() if p.stem in JUNK_DRAWERS or p.parent.name in JUNK_DRAWERS] == []


def calls(path: Path) -> list[tuple[int, ast.Attribute, ast.Call]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        (node.lineno, node.func, node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


def test_time_has_one_source() -> None:
    """Law 10. Not even a test of the product's own may ask the machine behind the clock's back."""
    asked = {
        name_of(path)
        for path in sources()
        for _, function, _ in calls(path)
        if function.attr in {"now", "utcnow", "today"} and ast.unparse(function.value) != "clock"
    }
    asked -= {path for path in asked if path.split("/")[1] in TOOLS}
    assert asked == {"deliberation/kernel/clock.py"}


def is_a_write(function: ast.Attribute) -> bool:
    """A method of models and managers; a dict's ``update`` has no manager before it."""
    before = ast.unparse(function.value)
    return function.attr in WRITES - {"update"} or (function.attr == "update" and "objects" in before)


def test_what_reads_does_not_write() -> None:
    """Actions are the only writers."""
    written = [
        f"{name_of(path)}:{line}"
        for path in sources()
        if path.stem in READERS or path.parent.name == "eyes"
        for line, function, _ in calls(path)
        if is_a_write(function)
    ]
    assert written == []


def test_every_writer_records_or_is_called_by_one_that_does() -> None:
    """An action that takes no part in a transaction of ``acting`` or ``atomic`` writes half a fact."""
    bare = []
    for path in sources():
        if path.stem != "actions":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in tree.body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            writes = any(
                is_a_write(call.func)
                for call in ast.walk(function)
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
            )
            framed = "acting(" in ast.unparse(function) or "transaction.atomic()" in ast.unparse(function)
            if writes and not framed:
                bare.append(f"{name_of(path)}:{function.name}")
    # Inside their callers' transactions.
    assert bare == ["deliberation/panel/actions.py:enrol", "deliberation/proposals/actions.py:note_contribution"]


def test_every_public_action_says_who_acts() -> None:
    """Keyword-only, with an explicit actor; by a badge or an invitation one becomes an actor."""
    without = []
    for path in sources():
        if path.stem != "actions":
            continue
        for function in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(function, ast.FunctionDef) and not function.name.startswith("_"):
                named = {argument.arg for argument in function.args.kwonlyargs}
                if "actor" not in named or function.args.args:
                    without.append(function.name)
    assert set(without) == {
        "accept_invitation",
        "enrol",
        "note_contribution",
        "hash_of",
        "digest_of",
        "use_badge",
        "give_back_tablet",
        # Of people who vote at the same moment: each vote names its actor.
        "cast_papers",
        # Of people who support at the same moment: each support names its actor.
        "support_questions",
        # What is written by sockets is done by those who wrote it: each update names its author.
        "open_document",
        "write_down",
    }


def test_nobody_gets_round_a_rule_by_being_staff() -> None:
    """Roles are per conference: there is no global right to ask for, and no admin site."""
    asked = [
        f"{name_of(path)}: {word}"
        for path in sources()
        for word in ("is_staff", "is_superuser", "has_perm", "django.contrib.admin")
        if word in path.read_text(encoding="utf-8")
    ]
    assert asked == []
    assert not apps.is_installed("django.contrib.admin")


def test_signals_steer_nothing() -> None:
    listening = [name_of(p) for p in sources() if "django.db.models.signals" in p.read_text(encoding="utf-8")]
    assert listening == []


def test_no_column_is_a_bag() -> None:
    """No JSON blob as schema."""
    own = (*apps.get_app_config("deliberation").get_models(), *apps.get_app_config("live").get_models())
    bags = [str(f) for model in own for f in model._meta.fields if f.get_internal_type() == "JSONField"]
    assert bags == []
