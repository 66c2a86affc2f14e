"""Every word of the sealed document that is not somebody's own, in the language in force."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from deliberation.ballots.tally import Tally
from deliberation.opinion.document import OpinionDocument
from deliberation.proposals.models import Evidence


def words() -> dict[str, str]:
    """Headings, column heads and fixed sentences, by the name the template calls them."""
    return _cover() | _signed_text() | _dissent() | _annexes() | _integrity()


def _cover() -> dict[str, str]:
    return {
        "opinion": _("Citizen opinion"),
        "question": _("The question asked"),
        "sponsor": _("Handed over to"),
        "sealed": _("Sealed on"),
        "signatures": _("Signatures"),
        "unchanged": _("Written and signed by the citizens, handed over unchanged."),
        "contents": _("Contents"),
        "author": _("The citizens of the panel"),
    }


def _signed_text() -> dict[str, str]:
    return {
        "preamble": _("Preamble"),
        "recommendations": _("Recommendations"),
        "observation": _("What we observe"),
        "reason": _("Why"),
        "addressee": _("Addressed to"),
        "evidence": _("It rests on"),
        "closing": _("Conclusion"),
        "ends": _("Here ends the text signed by the citizens."),
        "scope": _(
            "The preamble, the recommendations and the conclusion are the text signed by the citizens, "
            "character for character. What surrounds it (figures, minority opinions, proposals, names, annexes) comes "
            "from the record of the conference."
        ),
        "adoption": _("Adoption of the opinion"),
    }


def _dissent() -> dict[str, str]:
    return {
        "lost": _("Proposals that are not in the opinion"),
        "lost_intro": _("Citizens of the panel put forward these proposals too. They are printed as they stood."),
        "minority": _("Minority opinion"),
        "minority_scope": _("Written against this recommendation. It is no part of the signed text."),
        "reservations": _("Reservations"),
        "reservations_intro": _("Each reservation is printed as its author wrote it."),
        "unnamed": _("A citizen who did not wish to be named"),
        "named": _("Signed, named below"),
        "signed_unnamed": _("Signed, not named"),
        "declined": _("Declined to sign"),
        "unanswered": _("Did not answer"),
        "on_roll": _("On the roll"),
        "citizens": _("Citizens"),
        "signatories": _("Citizens who signed and agreed to be named"),
        "refusals": _("Reasons given for not signing"),
    }


def _annexes() -> dict[str, str]:
    return {
        "mandate": _("Mandate and decision rules"),
        "mandate_sponsor": _("The sponsor"),
        "commitment": _("What the sponsor committed to"),
        "decision_rule": _("How a proposal was adopted"),
        "adoption_rule": _("How the opinion was adopted"),
        "guarantor": _("The guarantor"),
        "programme": _("Programme"),
        "day": _("Day"),
        "sitting": _("Sitting"),
        "place": _("Place"),
        "experts": _("People heard"),
        "expert": pgettext("a person heard by the citizens", "Heard as"),
        "affiliation": _("Affiliation"),
        "viewpoint": _("Viewpoint brought"),
        "statement": _("Statement of the guarantor"),
        "statement_scope": _("Printed as the guarantor wrote it before the seal. Nobody else could change it."),
        "no_statement": _("The guarantor made no statement."),
    }


def _integrity() -> dict[str, str]:
    return {
        "integrity": _("Integrity of this document"),
        "integrity_intro": _(
            "This file carries an electronic seal. It covers the whole file: one character changed, added or "
            "removed breaks it. The signed text is attached to the file, with its figures."
        ),
        "text_digest": _("SHA-256 of the signed text (avis.txt)"),
        "journal_head": _("Last entry of the journal of the conference"),
        "check": _("To check this file"),
        "check_platform": _("On the platform: open the checking page and hand it the file."),
        "check_seal": _("Without the platform: the seal must be valid and cover the total document."),
        "check_text": _("The digest of the attached text must be the one printed above."),
        "check_limits": _(
            "A seal shows that the file has not changed since it was sealed and which installation sealed "
            "it. It is not the personal signature of each citizen: those are kept in the record of the "
            "conference."
        ),
        "replaced": _(
            "Characters that the fonts of this document cannot draw are shown as �. The attached text keeps them."
        ),
    }


def counted(document: OpinionDocument) -> dict[str, str]:
    """Sentences that count something of the whole document."""
    return {
        "signed_of": ngettext("%(signed)d of %(count)d citizen", "%(signed)d of %(count)d citizens", document.on_roll)
        % {"signed": document.signed, "count": document.on_roll},
        "journal_length": ngettext("%(count)d entry", "%(count)d entries", document.journal_length)
        % {"count": document.journal_length},
    }


def evidence_sentence(evidence: Evidence) -> str:
    """What a proposal rests on, in a line of print."""
    if evidence.answer:
        expert, question = evidence.answer.hearing.expert.title, evidence.answer.text
        said = _("%(expert)s, heard on: %(question)s") % {"expert": expert, "question": question}
    elif evidence.document:
        said = evidence.document.title
        if evidence.page:
            said = _("%(document)s, page %(page)d") % {"document": said, "page": evidence.page}
    elif evidence.note:
        said = _("Notes of table %(table)d, %(round)s") % {
            "table": evidence.note.table,
            "round": evidence.note.round.title,
        }
    else:
        raise ValueError("evidence of nothing")
    return _("%(thing)s: “%(quote)s”") % {"thing": said, "quote": evidence.quote} if evidence.quote else said


def supported_by(supporters: int) -> str:
    return ngettext("Supported by %(count)d citizen", "Supported by %(count)d citizens", supporters) % {
        "count": supporters
    }


def attributed(name: str | None) -> str:
    return name or _("A citizen who did not wish to be named")


def annex(letter: str, title: str) -> str:
    return _("Annex %(letter)s. %(title)s") % {"letter": letter, "title": title}


def turnout(tally: Tally) -> str:
    return ngettext(
        "%(cast)d vote, %(count)d citizen on the roll",
        "%(cast)d votes, %(count)d citizens on the roll",
        tally.on_roll,
    ) % {"cast": tally.voted, "count": tally.on_roll}
