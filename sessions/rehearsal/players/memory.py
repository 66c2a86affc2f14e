"""What the players saw and did, and every time it was not what it should have been."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sessions.rehearsal.players.page import LivePage, RoundShown, letters

# The title under which votes on the whole opinion are remembered.
WHOLE_OPINION = ""


@dataclass(frozen=True)
class Submitted:
    table: int
    title: str
    text: str
    reason: str
    observation: str = ""
    addressee: str = ""
    cited: int = 0
    # Its name in the page, under which ``Memory.texts`` has it.
    document: str = ""


@dataclass
class Text:
    """A text of a table. People by reference: who sat there while it was written (``late``: came meanwhile), and who
    wrote in it. ``saved`` is what the server acknowledged. ``place`` is that of its round in ``Memory.held``."""

    table: int
    place: int
    sat: set[str] = field(default_factory=set)
    late: set[str] = field(default_factory=set)
    wrote: set[str] = field(default_factory=set)
    saved: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """A request for a hearing, how many ask for it, and what was answered; ``round`` is the title of the hearing that
    is to follow, perhaps none."""

    subject: str
    reason: str
    people: int
    accepted: bool
    answer: str
    round: str


@dataclass(frozen=True)
class Decision:
    """What a citizen did when asked to sign."""

    signed: bool
    reservation: str
    printed_name: str
    text_digest: str
    own_key: bool = False


@dataclass(frozen=True)
class PaperCast:
    """What somebody put in the urn: the fields of the form, and the receipt they were given."""

    marks: Mapping[str, str]
    receipt: str


@dataclass(frozen=True)
class Filled:
    """What somebody answered in a questionnaire, by question and in words as a page shows them, and their code."""

    code: str
    answers: Mapping[str, tuple[str, ...]]
    withdrawn: bool = False


@dataclass
class Memory:
    """Shared by all the players. ``problems`` is what the rehearsal fails on."""

    problems: list[str] = field(default_factory=list)
    held: list[RoundShown] = field(default_factory=list)
    sitting_of: dict[str, int] = field(default_factory=dict)
    sitting: int = 0
    seen: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    # Person, sitting: the place in ``held`` of the first round they should have seen.
    arrived: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    votes: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    # By ballot, then by person.
    papers: dict[int, dict[int, PaperCast]] = field(default_factory=lambda: defaultdict(dict))
    # What was written on paper, by ballot: nothing else is known of it.
    in_box: dict[int, list[Mapping[str, str]]] = field(default_factory=lambda: defaultdict(list))
    has_paper: set[tuple[int, int]] = field(default_factory=set)
    # By the title of the round, then by person.
    sheets: dict[str, dict[int, Filled]] = field(default_factory=lambda: defaultdict(dict))
    proposals: dict[str, Submitted] = field(default_factory=dict)
    # The titles of those of which one was to be made, and who wrote it.
    merged: tuple[str, ...] = ()
    merger: str = ""
    # What a proposal says if all adopt the amendment that its table rejected.
    if_voted: dict[str, Submitted] = field(default_factory=dict)
    # By the name that the page gives each.
    texts: dict[str, Text] = field(default_factory=dict)
    questions: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    # By round: how many supports were acknowledged, of people who had not supported that question.
    supports: Counter[str] = field(default_factory=Counter)
    # A question that its expert is to answer in writing, and when: by the round of the hearing.
    owed: dict[str, float] = field(default_factory=dict)
    # The names of those on whose pages each part of the opinion stood while it was read aloud.
    read: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    sections: dict[str, str] = field(default_factory=dict)
    decisions: dict[int, Decision] = field(default_factory=dict)
    digests: dict[int, str] = field(default_factory=dict)
    # Minority opinions by their words: the numbers of the citizens behind them.
    dissents: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    # In the order in which they were asked.
    asked: list[Asked] = field(default_factory=list)
    observed: list[str] = field(default_factory=list)
    stated: str = ""
    # The word that somebody did not understand.
    card: str = ""
    open_ballots: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def problem(self, sentence: str) -> None:
        if sentence not in self.problems:
            self.problems.append(sentence)

    def sat_at(self, document: str, table: int, who: str, *, late: bool) -> None:
        """Somebody sits at this table, and sees this text there."""
        text = self.texts.setdefault(document, Text(table, len(self.held) - 1))
        (text.late if late else text.sat).add(who)

    def wrote(self, document: str, who: str, words: Iterable[str]) -> None:
        """These words were acknowledged: they are never lost."""
        text = self.texts[document]
        text.wrote.add(who)
        text.saved += words

    def voted(self, number: int, title: str, ballot: int, marks: Mapping[str, str], said: str) -> None:
        """It was acknowledged; ``said`` ends with the receipt."""
        self.papers[ballot][number] = PaperCast(marks, said.split()[-1].replace("-", ""))
        if "choice" in marks:
            self.votes[title][number] = marks["choice"]

    def put_in_box(self, number: int, title: str, ballot: int, marks: Mapping[str, str]) -> None:
        """A paper that nobody acknowledges, and that has no receipt."""
        self.has_paper.add((number, ballot))
        self.in_box[ballot].append(marks)
        if "choice" in marks:
            self.votes[title][number] = marks["choice"]

    def as_written(self, shown: str) -> str:
        """The title of a submitted proposal, as its table wrote it, from what a page shows of it."""
        return next((title for title in self.proposals if letters(title) == letters(shown)), shown)

    def saw(self, who: str, page: LivePage) -> None:
        """Note the round a person sees now, once each time it comes."""
        round_ = page.round
        seen = self.seen[who]
        if round_ and (not seen or seen[-1] != round_.id):
            seen.append(round_.id)
