"""French typography and printable characters, for display and typesetting only: the signed text keeps the
citizens' own characters."""

import re
import unicodedata
from functools import lru_cache, partial

THIN = "\u202f"  # narrow no-break space
FIRM = "\u00a0"  # no-break space
SPACE = f"[ {FIRM}{THIN}]"
# Never touched: addresses (without the punctuation that ends a sentence) and times.
PROTECTED = re.compile(
    r"""(?:https?://|www\.)[^\s<>"«»]*[^\s<>"«»;:!?.,)\]’'…]"""
    r"""|(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"""
    r"""|\d{1,4}:\d{1,4}(?::\d{1,4})?""",
    re.IGNORECASE,
)
# What may follow a mark for it to be one: "?" in "a?b=c" is not.
ENDS = r"""(?=$|[\s»)\]”"’.,…*_])"""
RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"(?P<protected>{PROTECTED.pattern})|{rule}", re.IGNORECASE | re.MULTILINE), to)
    for rule, to in (
        (r"(?<=[^\W\d_])'(?=[\w«“\"])", "’"),
        (r"""(?<![\w"])"(?P<quoted>[^\s"](?:[^"\n]*[^\s"])?)"(?![\w"])""", rf"«{THIN}\g<quoted>{THIN}»"),
        (rf"«{SPACE}*(?=[^\s»])", f"«{THIN}"),
        (rf"(?<=[^\s«]){SPACE}*»", f"{THIN}»"),
        (rf"(?<=[^\s«(\[;!?]){SPACE}*(?P<mark>[;!?]+){ENDS}", rf"{THIN}\g<mark>"),
        (rf"(?<=[^\s«(\[:]){SPACE}*:{ENDS}", f"{FIRM}:"),
        (rf"(?<=\d){SPACE}*(?P<unit>[%€‰])(?!\w)", rf"{THIN}\g<unit>"),
        (rf"(?<=\bn°){SPACE}+(?=\d)", FIRM),
        (r"(?<!\.)\.\.\.(?!\.)", "…"),
    )
)

# A word longer than this many characters may be cut anywhere: it would run off the page.
LONGEST_WORD = 36
UNPRINTABLE = frozenset({"Cc", "Cs", "Co", "Cn"})
REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# A byte order mark, which comes with what is pasted: PDF/A forbids it in a text.
ORDER_MARK = "\ufeff"
REPLACEMENT = "\ufffd"


# A page is rendered again and again with the same texts. Typed: a text marked as safe HTML is not another of its words.
@lru_cache(maxsize=2048, typed=True)
def typographic(text: str, language: str) -> str:
    """``text`` as ``language`` prints it. Idempotent; a language other than French is left alone."""
    if language.split("-")[0] != "fr":
        return text
    done = _once(text)
    # One rule can make room for another ("?:" becomes " ?:" then " ? :"): go on until nothing changes.
    while done != text:
        text, done = done, _once(done)
    return done


def printable(text: str) -> str:
    """``text`` without what no page can show: controls (LF stays), reordering marks, private use,
    unassigned, byte order marks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(
        " " if c == "\t" else c
        for c in lines
        if c in "\n\t" or (unicodedata.category(c) not in UNPRINTABLE and c not in REORDERING and c != ORDER_MARK)
    )


def breakable(text: str) -> str:
    """``text`` with places to cut (zero-width spaces) inside words no line could hold."""
    return re.sub(rf"\S{{{LONGEST_WORD},}}", lambda word: "\u200b".join(_cuts(word[0])), text)


def without(text: str, missing: frozenset[str]) -> str:
    """``text`` with each of the ``missing`` characters, which no font has, replaced by U+FFFD."""
    return text.translate({ord(c): REPLACEMENT for c in missing})


def _once(text: str) -> str:
    for pattern, to in RULES:
        text = pattern.sub(partial(_replaced, to=to), text)
    return text


def _replaced(found: re.Match[str], *, to: str) -> str:
    return found[0] if found["protected"] else found.expand(to)


def _cuts(word: str) -> list[str]:
    """An address is cut after its punctuation, anything else every few characters."""
    pieces = re.split(r"(?<=[/?&=._#-])(?=[^/])", word) if PROTECTED.match(word) else [word]
    return [piece[i : i + 12] for piece in pieces for i in range(0, len(piece), 12)]
