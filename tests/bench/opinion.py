"""A large opinion, typeset and sealed in this installation. ``python -m tests.bench.opinion`` prints, as JSON, what
each time took: see ``tests/bench/sealing.py``."""

import hashlib
import json
import os
import time
from dataclasses import replace
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deliberation.settings")
django.setup()

from deliberation.kernel import clock  # noqa: E402
from deliberation.opinion.authority import seal_credentials  # noqa: E402
from deliberation.opinion.document import (  # noqa: E402
    Attachment,
    Fate,
    LostProposal,
    MinorityOpinion,
    OpinionDocument,
    Recommendation,
    Reservation,
)
from deliberation.opinion.seal import seal  # noqa: E402
from deliberation.opinion.typeset import typeset  # noqa: E402
from tests.bench.sealing import BALLOTS, CITIZENS, PROPOSALS, RECOMMENDATIONS, RUNS, Sealing  # noqa: E402
from tests.deliberation.opinion.samples import ANNEXES, FIGURES, opinion  # noqa: E402
from tests.deliberation.opinion.signed import Citizen, Sample, files_of  # noqa: E402

SENTENCE = (
    "Nous demandons que chacune et chacun soit informé, une fois par an, de l’usage qui est fait de ses données. "
)
PARAGRAPH = SENTENCE * 5
TEXT = f"{PARAGRAPH}\n\n- **par courrier** : {SENTENCE}\n- *en ligne* : {SENTENCE}\n\n{PARAGRAPH}"


def sealings() -> list[Sealing]:
    """The same opinion again and again: the first time, as after a start, the fonts are read too."""
    document, text = large()
    people = tuple(Citizen(f"Citoyenne {number:02}", named=number % 2 == 0) for number in range(CITIZENS))
    files = files_of(Sample(people), text) | {f"ballot-{number}.json": ballot(number) for number in range(BALLOTS)}
    attached = {name: Attachment(content, "application/octet-stream", name) for name, content in files.items()}
    # The key is made at the installation's first seal.
    seal_credentials()
    taken = []
    for _run in range(RUNS):
        begun = time.perf_counter()
        pdf = typeset(document, text, attached)
        typed = time.perf_counter()
        sealed = seal(pdf, at=clock.now().replace(microsecond=0))
        taken.append(Sealing(typed - begun, time.perf_counter() - typed, len(sealed)))
    return taken


def large() -> tuple[OpinionDocument, bytes]:
    """With the text that it prints the digest of."""
    kept = tuple(
        Recommendation(
            title=f"Recommandation {number}",
            number=number,
            table=f"Table {number % 10 + 1}",
            figures=FIGURES,
            minority_opinions=(MinorityOpinion(PARAGRAPH, 3),) if number % 5 == 0 else (),
            theme=f"Thème {number // 8 + 1}",
            **_words(),
        )
        for number in range(1, RECOMMENDATIONS + 1)
    )
    lost = tuple(
        LostProposal(f"Proposition {number}", table="Table 1", outcome="Rejetée.", figures=FIGURES, **_words())
        for number in range(RECOMMENDATIONS + 1, PROPOSALS + 1)
    )
    fates = (
        *(Fate(each.title, each.table, "", each.number, each.figures) for each in kept),
        *(Fate(each.title, each.table, each.outcome, None, each.figures) for each in lost),
    )
    return opinion(
        language="fr",
        preamble=TEXT,
        closing=TEXT,
        recommendations=kept,
        lost_proposals=lost,
        reservations=tuple(Reservation(SENTENCE) for _ in range(CITIZENS // 3)),
        signatories=tuple(f"Citoyenne {number:02}" for number in range(0, CITIZENS, 2)),
        signed=CITIZENS,
        own_key=CITIZENS,
        on_roll=CITIZENS,
        declined=0,
        unanswered=0,
        refusals=(),
        annexes=replace(ANNEXES, fates=fates),
    )


def _words() -> dict[str, Any]:
    return {
        "text": TEXT,
        "reason": PARAGRAPH,
        "observation": PARAGRAPH,
        "addressee": "L’assurance maladie",
        "evidence": (f"Document, Une fiche, page 4 : « {SENTENCE}»", "Notes de la table 1, Ce que nous savons"),
    }


def ballot(number: int) -> bytes:
    """As the site offers one: a paper of each citizen, every fifth with its reason."""
    papers = [
        [
            hashlib.sha256(f"{number} {person}".encode()).hexdigest(),
            ["for" if person % 4 else "against"],
            SENTENCE if person % 5 == 0 else "",
        ]
        for person in range(CITIZENS)
    ]
    return json.dumps({"ballot": number, "papers": papers}, ensure_ascii=False, indent=1).encode()


if __name__ == "__main__":
    print(json.dumps([vars(each) for each in sealings()]))
