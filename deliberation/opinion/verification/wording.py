"""What is found, in plain words. The page hands the same words to the browser's own check."""

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from deliberation.kernel import times
from deliberation.opinion.verification.findings import ListProblem, Problem, SignatureFinding, SignaturesFinding

if TYPE_CHECKING:
    from deliberation.opinion.verify import Verdict

PROBLEMS: dict[str, "str | Promise"] = {
    Problem.ENTRY: gettext_lazy("This line of the list cannot be read."),
    Problem.FILE: gettext_lazy("The file of the signature is not in the document."),
    Problem.UNREADABLE: gettext_lazy("The signature cannot be read."),
    Problem.TEXT: gettext_lazy("It is not a signature of this text."),
    Problem.SIGNATURE: gettext_lazy("The signature was not made with the key that its certificate names."),
    Problem.CERTIFICATE: gettext_lazy("Its certificate was not issued by the signing authority of the conference."),
    Problem.NAME: gettext_lazy("Its certificate bears another name."),
    Problem.STAMP: gettext_lazy("It has no valid time stamp."),
    Problem.TIME: gettext_lazy("It was not made at the time listed, or its certificate was not valid then."),
    Problem.RESERVATION: gettext_lazy("The reservation shown is not the one that was signed."),
    Problem.REPEATED: gettext_lazy("The same key signs more than once."),
    ListProblem.UNREADABLE: gettext_lazy("The list of signatures cannot be read."),
    ListProblem.TEXT: gettext_lazy("The list of signatures belongs to another text."),
    ListProblem.COUNT: gettext_lazy("The list does not have as many signatures as the document counts."),
    ListProblem.UNLISTED: gettext_lazy("The document holds a signature that its list does not name."),
    ListProblem.AUTHORITY: gettext_lazy("The certificate of the signing authority is missing or cannot be read."),
    ListProblem.TIMESTAMPS: gettext_lazy("The certificates of the time stamps are missing or cannot be read."),
}
REASONS: dict[str, "str | Promise"] = {
    "seal": gettext_lazy("This file carries no seal that can be read."),
    "changed": gettext_lazy("The file has changed since it was sealed, or the seal does not cover all of it."),
    "open": gettext_lazy("The seal does not certify the whole file against later changes."),
    "unknown": gettext_lazy("This installation does not know the authority that issued the seal."),
    "other": gettext_lazy(
        "It was sealed here and has not changed, but it holds no opinion: it is another document of this platform."
    ),
    "text": gettext_lazy("The attached text is missing, or is not the one whose digest the document prints."),
    "signatures": gettext_lazy("Not all the signatures inside hold: see which ones below."),
    "register": gettext_lazy("This file is not in the register of sealed opinions."),
    "stamped": gettext_lazy(
        "Its seal carries a time stamp, which this page cannot judge by itself. Send the file to the platform, below, "
        "or check it with the commands."
    ),
}
# Of what stands beside an opinion under the same seal.
PAPERS: dict[str, "str | Promise"] = {
    "certificate": gettext_lazy(
        "This is the certificate of hand-over of the opinion “%(title)s”. It was sealed here, and is unchanged."
    ),
    "correction": gettext_lazy(
        "This is correction no. %(number)s of the opinion “%(title)s”. It was sealed here, and is unchanged."
    ),
}
# What the register says of each kind that it knows.
KNOWN: dict[str, "str | Promise"] = {
    "certificate": gettext_lazy("This file is in the register: it certifies the hand-over of a sealed opinion."),
    "correction": gettext_lazy("This file is in the register: it corrects a sealed opinion."),
}
STANDS: dict[str, "str | Promise"] = {
    "intact": gettext_lazy("No byte of the file has changed since it was sealed."),
    "text": gettext_lazy("The attached text is the one whose digest the document prints."),
    "reservation": gettext_lazy("The reservation is the one that was signed."),
    "unlisted": gettext_lazy("The file does not hold the citizens’ signatures one by one."),
    "register": gettext_lazy("This file is in the register of sealed opinions."),
}
FORMS: dict[str, "str | Promise"] = {
    "named": gettext_lazy("Under their own name."),
    "pseudonym": gettext_lazy("Under a pseudonym."),
    "own-key": gettext_lazy("Signed with their own key."),
    "attested": gettext_lazy("Without a key of their own: it is the platform that attests it."),
    "code": gettext_lazy("They had just proved who they are, by a code sent by e-mail."),
    "badge": gettext_lazy("They had just proved who they are, by the code of their badge."),
}


def conclusion(verdict: "Verdict") -> str:
    if verdict.kind in PAPERS and verdict.paper is not None:
        return str(PAPERS[verdict.kind]) % {"number": verdict.paper.number, "title": verdict.paper.title}
    return genuine() if verdict.genuine else refused()


def genuine() -> str:
    return _("This is the sealed opinion, exactly as the citizens signed it.")


def refused() -> str:
    return _("This file cannot be taken for a sealed opinion.")


def why_not(verdict: "Verdict") -> str:
    code = _reason(verdict)
    return str(REASONS[code]) if code else ""


def _reason(verdict: "Verdict") -> str:
    """The first thing that is missing: a key of ``REASONS``, as in ``static/js/verify/report.js``."""
    if not verdict.signed:
        return "seal"
    if not verdict.intact:
        return "changed"
    if not verdict.certified:
        return "open"
    if not verdict.trusted:
        return "unknown"
    if not verdict.is_opinion and verdict.paper is None:
        return "other"
    if verdict.is_opinion and not verdict.text_matches:
        return "text"
    if verdict.signatures is not None and not verdict.signatures.hold:
        return "signatures"
    return "" if verdict.known is not False else "register"


def sentences_of(verdict: "Verdict") -> list[str]:
    """All but the conclusion."""
    if not verdict.signed:
        return [str(REASONS["seal"])]
    said = [
        _("The seal names its author: %(signer)s.") % {"signer": verdict.signer},
        changes(verdict),
        _("The seal forbids any later change, and there is none.") if verdict.certified else str(REASONS["open"]),
        _("The seal was issued by an authority this installation trusts.")
        if verdict.trusted
        else str(REASONS["unknown"]),
    ]
    if verdict.stamped_at is not None:
        at = times.moment(timezone.localtime(verdict.stamped_at))
        said.append(_("A time-stamping service bears witness that the seal existed on %(moment)s.") % {"moment": at})
    if verdict.seal_stands and verdict.is_opinion:
        said += [text_said(verdict), *signatures_said(verdict.signatures)]
    elif verdict.seal_stands and verdict.paper is None:
        said.append(str(REASONS["other"]))
    return said if verdict.known is None else [*said, register_said(verdict)]


def changes(verdict: "Verdict") -> str:
    return str(STANDS["intact"] if verdict.intact else REASONS["changed"])


def text_said(verdict: "Verdict") -> str:
    return str(STANDS["text"] if verdict.text_matches else REASONS["text"])


def register_said(verdict: "Verdict") -> str:
    known = KNOWN[verdict.paper.kind] if verdict.paper else STANDS["register"]
    return str(known if verdict.known else REASONS["register"])


def signatures_said(found: SignaturesFinding | None) -> list[str]:
    """How many there are of which kind, then each problem."""
    return [*signature_sentences(found), *(problem_sentences(found) if found else [])]


def signature_sentences(found: SignaturesFinding | None) -> list[str]:
    """How many signatures there are, and of which kind."""
    if found is None:
        return [str(STANDS["unlisted"])]
    said = []
    if found.own_keys or not found.attested:
        said.append(own_keys(found.own_keys) % {"listed": found.own_keys, "verified": found.verified})
    if found.attested:
        said.append(attested(found.attested) % {"count": found.attested})
    return said


def problem_sentences(found: SignaturesFinding) -> list[str]:
    """Each problem, with whose it is."""
    of_all = [str(PROBLEMS[problem]) for problem in found.problems]
    named = ((said_name(one), problem) for one in found.each for problem in one.problems)
    return [*of_all, *(f"{name}: {PROBLEMS[problem]}" for name, problem in named)]


def said_name(one: SignatureFinding) -> str:
    return one.name or one.file or "?"


def lines_of(one: SignatureFinding) -> list[str]:
    """What one signature is worth, line by line."""
    said = [str(FORMS["named" if one.named else "pseudonym"])] if one.form else []
    said += [str(FORMS[code]) for code in (one.form, one.proof) if code in FORMS]
    if one.stamped_at:
        said.append(_("Time stamp: %(moment)s") % {"moment": times.moment(timezone.localtime(one.stamped_at))})
    if one.verified and one.reservation:
        said.append(str(STANDS["reservation"]))
    return said + [str(PROBLEMS[problem]) for problem in one.problems]


def own_keys(listed: int) -> str:
    """The numbers are not filled in."""
    return ngettext(
        "Of %(listed)s signature made with the citizen’s own key, %(verified)s is verified.",
        "Of %(listed)s signatures made with the citizens’ own keys, %(verified)s are verified.",
        listed,
    )


def attested(count: int) -> str:
    """The number is not filled in."""
    return ngettext(
        "%(count)s signature was given without a key of one’s own: the platform attests it.",
        "%(count)s signatures were given without a key of one’s own: the platform attests them.",
        count,
    )


def register_sentences(known: str, corrections: int) -> list[str]:
    """``known``: "opinion", "certificate", "correction" or empty."""
    if known in KNOWN:
        return [str(KNOWN[known])]
    if not known:
        return [str(REASONS["register"])]
    if not corrections:
        return [str(STANDS["register"]), _("Its citizens have not corrected it since.")]
    sentence = ngettext(
        "Its citizens have corrected it since, in %(count)s sealed document: ask for it where you found this file.",
        "Its citizens have corrected it since, in %(count)s sealed documents: ask for them where you found this file.",
        corrections,
    )
    return [str(STANDS["register"]), sentence % {"count": corrections}]


def words() -> dict[str, Any]:
    """Every word the browser's check needs, with the places to fill as they are; where a number decides, the form for
    one and the form for several."""
    return {
        "problems": _said(PROBLEMS),
        "reasons": _said(REASONS),
        "stands": _said(STANDS),
        "forms": _said(FORMS),
        "genuine": genuine(),
        "refused": refused(),
        "unjudged": _("This page cannot judge this file by itself."),
        "papers": _said(PAPERS),
        "own_keys": [own_keys(1), own_keys(2)],
        "attested": [attested(1), attested(2)],
        "stamped": _("Time stamp: %(moment)s"),
        "moment": _("%(day)s at %(hour)s"),
        "steps": {
            "reading": _("Reading the file…"),
            "seal": _("Checking the seal…"),
            "text": _("Reading the text…"),
            "signatures": _("Checking the signatures…"),
        },
        "progress": _("Signature %(done)s of %(of)s"),
        "large": _("This file is too large to be one of our opinions."),
        "failed": _("The check could not be done in this browser. Reload the page, or use the other way below."),
        "unanswered": _("The platform does not answer. Try again in a moment."),
        "several": _("Choose one file at a time."),
    }


def _said(sentences: "dict[str, str | Promise]") -> dict[str, str]:
    return {str(code): str(sentence) for code, sentence in sentences.items()}
