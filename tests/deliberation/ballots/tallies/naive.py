"""Each method a second time, written from docs/ballots.md as one would count by hand: slow, in whole numbers, sharing
nothing with the code it checks."""

from deliberation.ballots.tallies import Marks, Rule
from deliberation.conference.methods import Abstentions, Grade, Method, Outcome, Tie

BEST_FIRST = ["excellent", "very-good", "good", "fairly-good", "passable", "insufficient", "reject"]


def decide(papers: list[Marks], options: list[str], rule: Rule, electors: int, drawn: list[str]) -> dict[str, Outcome]:
    """``drawn``: every name in the order in which lots are drawn."""
    if len(papers) * rule.quorum.denominator < rule.quorum.numerator * electors:
        return {option: Outcome.NO_QUORUM for option in options}
    if rule.method in (Method.FOR_AGAINST, Method.CONSENT):
        return {options[0]: one_text(papers, rule, drawn)}
    return {
        Method.APPROVAL: approval,
        Method.MAJORITY_JUDGMENT: majority_judgment,
        Method.POINTS: points,
    }[rule.method](papers, options, rule, drawn)


def against_share(votes: int, base: int, rule: Rule) -> int:
    """1, 0 or -1: the votes are more than the majority of the base, exactly it, or less."""
    difference = votes * rule.majority.denominator - base * rule.majority.numerator
    return (difference > 0) - (difference < 0)


def one_text(papers: list[Marks], rule: Rule, drawn: list[str]) -> Outcome:
    yes, no = ("for", "against") if rule.method == Method.FOR_AGAINST else ("consent", "object")
    said = [value for paper in papers for value in paper.values()]
    base = len(papers) if rule.abstentions == Abstentions.COUNTED else said.count(yes) + said.count(no)
    reached = against_share(said.count(yes), base, rule)
    if said.count(yes) == 0:
        return Outcome.REJECTED
    if reached == 0 and rule.majority.numerator * 2 == rule.majority.denominator:
        if rule.tie == Tie.LOT:
            return Outcome.ADOPTED if drawn.index(yes) < drawn.index(no) else Outcome.REJECTED
        return {Tie.REJECTED: Outcome.REJECTED, Tie.ADOPTED: Outcome.ADOPTED, Tie.AGAIN: Outcome.TIED}[rule.tie]
    return Outcome.ADOPTED if reached > 0 or (reached == 0 and not rule.strict) else Outcome.REJECTED


def fill(groups: list[list[str]], options: list[str], rule: Rule, drawn: list[str]) -> dict[str, Outcome]:
    """Seats the groups of equals, the best first, until there is no chair."""
    chairs = len(options) if rule.places is None else rule.places
    found = {option: Outcome.REJECTED for option in options}
    for group in groups:
        if chairs == 0:
            break
        if len(group) > chairs:
            if rule.tie == Tie.LOT:
                group = [name for name in drawn if name in group][:chairs]
            outcome = {Tie.REJECTED: Outcome.REJECTED, Tie.AGAIN: Outcome.TIED}.get(rule.tie, Outcome.ADOPTED)
            found.update((option, outcome) for option in group)
            break
        found.update((option, Outcome.ADOPTED) for option in group)
        chairs -= len(group)
    return found


def by_score(scores: dict[str, int]) -> list[list[str]]:
    return [
        [option for option in scores if scores[option] == score] for score in sorted(set(scores.values()), reverse=True)
    ]


def approval(papers: list[Marks], options: list[str], rule: Rule, drawn: list[str]) -> dict[str, Outcome]:
    base = len([paper for paper in papers if paper or rule.abstentions == Abstentions.COUNTED])
    ticks: dict[str, int] = {}
    for paper in papers:
        for option in paper:
            ticks[option] = ticks.get(option, 0) + 1
    enough = {
        option: number
        for option, number in ticks.items()
        if against_share(number, base, rule) > 0 or (against_share(number, base, rule) == 0 and not rule.strict)
    }
    return fill(by_score(enough), options, rule, drawn)


def points(papers: list[Marks], options: list[str], rule: Rule, drawn: list[str]) -> dict[str, Outcome]:
    scores: dict[str, int] = {}
    for paper in papers:
        for worth in range(1, rule.ranks + 1):
            for option, rank in paper.items():
                if int(rank) == rule.ranks - worth + 1:
                    scores[option] = scores.get(option, 0) + worth
    return fill(by_score(scores), options, rule, drawn)


def lower_median(grades: list[str]) -> str:
    """Crosses out the best and the worst as long as more than two are left; of two, the worse."""
    left = sorted(grades, key=BEST_FIRST.index)
    while len(left) > 2:
        left = left[1:-1]
    return left[-1]


def is_better(one: list[str], other: list[str]) -> bool:
    one, other = list(one), list(other)
    while one:
        first, second = lower_median(one), lower_median(other)
        if first != second:
            return BEST_FIRST.index(first) < BEST_FIRST.index(second)
        one.remove(first)
        other.remove(second)
    return False


def grades_of(papers: list[Marks], option: str, rule: Rule) -> list[str]:
    return [
        paper.get(option, "reject") for paper in papers if len(paper) > 0 or rule.abstentions == Abstentions.COUNTED
    ]


def majority_judgment(papers: list[Marks], options: list[str], rule: Rule, drawn: list[str]) -> dict[str, Outcome]:
    grades = {option: grades_of(papers, option, rule) for option in options}
    good = [
        option
        for option in options
        if grades[option]
        and BEST_FIRST.index(lower_median(grades[option])) <= BEST_FIRST.index(Grade(rule.least_grade).value)
    ]
    groups: list[list[str]] = []
    while good:
        first = [one for one in good if not any(is_better(grades[other], grades[one]) for other in good)]
        groups.append(first)
        good = [option for option in good if option not in first]
    return fill(groups, options, rule, drawn)


def gauge(grades: list[str]) -> tuple[int, int]:
    """The majority-gauge (Balinski & Laraki 2007): the majority grade, and by how many grades above it (when they are
    more than those below), or minus how many below it. More is better, and decides unless equal."""
    middle = BEST_FIRST.index(lower_median(grades))
    above = len([grade for grade in grades if BEST_FIRST.index(grade) < middle])
    below = len([grade for grade in grades if BEST_FIRST.index(grade) > middle])
    return -middle, above if above > below else -below
