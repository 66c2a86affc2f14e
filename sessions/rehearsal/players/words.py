"""What each person says and decides: a function of the seed and of who they are, never of when they are asked."""

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

from sessions.scenarios.schema import DemoProposal, Scenario

T = TypeVar("T")

FOR, AGAINST, ABSTAIN = "for", "against", "abstain"
# Of four proposals one is unpopular, so that votes are lost.
ONE_UNPOPULAR_IN = 4
SUPPORT, LITTLE_SUPPORT, ABSTENTIONS = 0.86, 0.32, 0.06


class Words:
    """The opinions of a panel."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario, self.demo, self.seed = scenario, scenario.demo, seed
        order = list(self.demo.proposals)
        self._draw("proposals").shuffle(order)
        self._proposals = order
        self._unpopular = {each.title for each in order[::ONE_UNPOPULAR_IN]}

    def _draw(self, *key: object) -> random.Random:
        return random.Random("/".join(map(str, (self.seed, *key))))  # noqa: S311 - to be drawn again, no secret

    def chance(self, share: float, *key: object) -> bool:
        return self._draw(*key).random() < share

    def pick(self, options: Sequence[T], *key: object) -> T:
        return self._draw(*key).choice(options)

    def sample(self, options: Sequence[T], count: int, *key: object) -> list[T]:
        return self._draw(*key).sample(options, min(count, len(options)))

    # Rounds

    def answer(self, number: int, field: str, choices: Sequence[str]) -> str:
        """One of the choices, or a few words, or nothing: nobody owes an answer."""
        if choices:
            return self.pick(choices, "answer", number, field)
        return self.pick((*self.demo.open_answers, ""), "answer", number, field)

    @property
    def unknown_word(self) -> str:
        """The longest one that the glossary does not explain."""
        known = " ".join(term.word for term in self.scenario.glossary).casefold()
        words = {word.strip(".,;:!?«»()").casefold() for note in self.demo.notes for word in note.split()}
        return max(sorted(word for word in words if word.isalpha() and word not in known), key=len)

    @property
    def explanation(self) -> str:
        """What somebody says of it in a note."""
        return next(note for note in self.demo.notes if self.unknown_word in note.casefold())

    def question(self, number: int, hearing: int) -> str:
        return self.pick(self.demo.questions, "question", number, hearing)

    def note(self, round_id: int, table: int, turn: int) -> str:
        """A line of a table's notes; not the same twice at one table in one round while there are enough."""
        notes = self.demo.notes
        return notes[(round_id * 7 + table * 3 + turn) % len(notes)]

    def remark(self, number: int) -> str:
        return self.pick(self.demo.remarks, "remark", number)

    def proposal(self, table: int, place: int) -> DemoProposal:
        """What a table writes at its first, second… place. Tables beyond the scenario's number say it again."""
        index = (table - 1) * self.scenario.mandate.proposals_per_table + place
        found = self._proposals[index % len(self._proposals)]
        again = index // len(self._proposals)
        return found.model_copy(update={"title": f"{found.title} ({again + 1})"}) if again else found

    # Votes

    def paper(self, number: int, title: str, choices: Mapping[str, Sequence[str]], *, citizens: int) -> dict[str, str]:
        """What one puts on a paper, whatever the method: a choice on one text, or something of each of several."""
        if offered := choices.get("choice"):
            said = self.vote(number, title) if title else self.adoption(number, citizens)
            choice = offered[(FOR, AGAINST, ABSTAIN).index(said)]
            return {"choice": choice} | ({"reason": self.remark(number)} if choice == "object" else {})
        texts = sorted(name for name in choices if name.startswith("option_"))
        if any("" in choices[name] for name in texts):
            ranks = [rank for rank in choices[texts[0]] if rank]
            ranked = self.sample(texts, len(ranks), "ranks", number)
            return {name: (ranks[ranked.index(name)] if name in ranked else "") for name in texts}
        if all(len(choices[name]) == 1 for name in texts):
            return {name: choices[name][0] for name in texts if self.chance(0.6, "approves", number, name)}
        return {name: self.pick(choices[name], "grade", number, name) for name in texts}

    def vote(self, number: int, title: str) -> str:
        """On a proposal."""
        drawn = self._draw("vote", number, title).random()
        if drawn < ABSTENTIONS:
            return ABSTAIN
        support = LITTLE_SUPPORT if title in self._unpopular else SUPPORT
        return FOR if drawn < ABSTENTIONS + (1 - ABSTENTIONS) * support else AGAINST

    def adoption(self, number: int, citizens: int) -> str:
        """On the whole opinion: some are against, fewer than would stop it."""
        majority: Fraction = self.scenario.mandate.adoption.majority
        few = int(citizens * min(0.1, float(1 - majority) / 3))
        dissenters = self.sample(range(1, citizens + 1), few, "adoption")
        if number not in dissenters:
            return FOR
        return AGAINST if dissenters.index(number) % 2 == 0 else ABSTAIN
