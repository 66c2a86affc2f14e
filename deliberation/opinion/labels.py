"""Every word of the sealed document that is not somebody's own, in the language in force."""

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from deliberation.ballots.tally import Tally
from deliberation.opinion.document import Attachment, Given, OpinionDocument
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
        "disagreements": _("What we could not agree on"),
        "requests": _("What we ask the sponsor"),
        "closing": _("Conclusion"),
        "ends": _("Here ends the text signed by the citizens."),
        "scope": _(
            "From the preamble to the conclusion, the words are those the citizens signed, character for character. "
            "What surrounds them (figures, names of themes, minority opinions, proposals, annexes) comes from the "
            "record of the conference."
        ),
        "themes_scope": _(
            "The names of the themes, in small letters, were given by the facilitators. They are no part of the signed "
            "text."
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
        "answered": _("How each citizen answered"),
        "own_key": _("Signed with their own key"),
        "attested": _("Signed, attested by the platform"),
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
        "guarantor": _("The guarantor"),
        "panel": _("The panel"),
        "panel_scope": _("The panel by criterion, in numbers of citizens, as it was when the opinion was sealed."),
        "panel_hidden": _(
            "Figures under five people are hidden, so that nobody can be recognised. Where one alone would be, the "
            "next smallest is hidden with it."
        ),
        "panel_all_hidden": _("Fewer than five people under each of these headings: %(names)s."),
        "programme": _("The programme as it was held"),
        "statement": _("Statement of the guarantor"),
        "statement_scope": _("Printed as the guarantor wrote it before the seal. Nobody else could change it."),
        "no_statement": _("The guarantor made no statement."),
        **_information(),
        **_making(),
    }


def _information() -> dict[str, str]:
    return {
        "experts": _("The experts"),
        "expert": pgettext("a person heard by the citizens", "Heard as"),
        "affiliation": _("Affiliation"),
        "viewpoint": _("Viewpoint brought"),
        "organiser": _("Works for an organiser or the sponsor"),
        "no_organiser": _("None of them works for an organiser or the sponsor."),
        "not_heard": _("Was not heard"),
        "interests": _("What they declared of their interests"),
        "decisions": _("Decisions of the steering committee"),
        "no_decision": _(
            "Nobody outside the organisation decided on the programme, the experts or the documents: no decision of a "
            "steering committee is recorded."
        ),
        "approved": _("Approved"),
        "refused": _("Refused"),
        "acknowledged": _("The committee knew that this person works for an organiser or the sponsor."),
        "hearings": _("Hearings: questions and answers"),
        "hearings_scope": _(
            "The questions that citizens put, and what was written down of the answers during the hearing, or answered "
            "in writing. Under each, whether the expert stands by it; under some, nothing was written down."
        ),
        "no_question": _("No question was put."),
        "asked": _("Hearings that the citizens asked for"),
        "asked_scope": _("What citizens asked to hear, why, and what became of it. Who asked is not told."),
        "asked_why": pgettext("of a request for a hearing", "Why"),
        "asked_answer": pgettext("of a request for a hearing", "The reason given"),
        "documents": _("Documents given to the citizens"),
        "document": _("Document"),
        "source": _("Source"),
        "added": _("Given on"),
    }


def _making() -> dict[str, str]:
    return {
        "fates": _("What became of each proposal"),
        "proposal": _("Proposal"),
        "fate": _("What became of it"),
        "votes": _("Votes"),
        "votes_scope": _("Votes are given in this order: %(order)s."),
        "amendments": _("Amendments, by what became of them"),
        "writing": _("How the opinion was written"),
        "from_proposals": _(
            "The recommendations are the adopted proposals, in the words that were voted. Nobody changed them after "
            "the vote."
        ),
        "free_parts": _("The title, the preamble, the other free parts and the conclusion"),
        "changes": _("Changes that citizens asked of these parts"),
    }


def _integrity() -> dict[str, str]:
    return {
        "integrity": _("Integrity of this document, and how to check it"),
        "integrity_intro": _(
            "This file carries an electronic seal. It covers the whole file: one character changed, added or "
            "removed breaks it. Files are attached to it, so that anyone can check the opinion without the platform."
        ),
        "text_digest": _("SHA-256 of the signed text (avis.txt)"),
        "journal_head": _("Last entry of the journal of the conference"),
        "behind": _("Who stands behind each signature"),
        "behind_scope": _("The guarantor alone keeps it. The SHA-256 of what they keep:"),
        "files": _("Files attached to this document"),
        "file": _("File"),
        "content": _("What it holds"),
        "check": _("To check this file"),
        "check_platform": _("On the platform: open the checking page and hand it the file."),
        "check_seal": _("Without the platform: the seal must be valid and cover the total document."),
        "check_text": _("The digest of the attached text must be the one printed above."),
        "check_signature": _("A citizen’s signature must be valid for the attached text, once the files are saved."),
        "check_ballot": _("The papers of a ballot, counted again, must give the figures that are printed."),
        "check_limits": _(
            "A seal shows that the file has not changed since it was sealed and which installation sealed "
            "it. It is not the personal signature of the citizens, who signed the attached text, and nothing else, "
            "before it was sealed."
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
        "named": named(document),
    }


def evidence_sentence(evidence: Evidence) -> str:
    """What a proposal rests on, in a line of print."""
    if evidence.answer:
        expert, question = evidence.answer.hearing.heard.named, evidence.answer.text
        said = _("%(expert)s, heard on: %(question)s") % {"expert": expert, "question": question}
    elif evidence.document:
        said = evidence.document.title
        if evidence.document.version > 1:
            said = _("%(document)s, version %(version)d") % {"document": said, "version": evidence.document.version}
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


def about_given(given: Given) -> str:
    """Who made a document, what may be done with it and, where there are several versions, which it is: empty when
    none of that is known."""
    maker = f"{given.author} ({given.affiliation})" if given.author and given.affiliation else ""
    said = [maker or given.author or given.affiliation]
    if given.licence:
        said.append(_("licence: %(licence)s") % {"licence": given.licence})
    if given.version > 1 or given.replaced:
        said.append(_("version %(number)s") % {"number": given.version})
    if given.replaced:
        said.append(_("replaced later by another version"))
    return " · ".join(filter(None, said))


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


def named(document: OpinionDocument) -> str:
    """How many of those who signed are named."""
    return ngettext(
        "%(count)d of the citizens who signed agreed to be named",
        "%(count)d of the citizens who signed agreed to be named",
        len(document.signatories),
    ) % {"count": len(document.signatories)}


def hidden() -> str:
    return pgettext("a figure so small that people could be recognised", "hidden")


def left_out() -> str:
    return pgettext("a round that was not held", "left out")


def recommended(number: int) -> str:
    return _("Recommendation %(number)d") % {"number": number}


def also_asked(others: Sequence[str]) -> str:
    """Empty for none."""
    return _("Also asked: %s") % " / ".join(others) if others else ""


def not_put(count: int) -> str:
    """Empty for none."""
    said = ngettext("%(count)d question more was asked and not put.", "%(count)d more were asked and not put.", count)
    return said % {"count": count} if count else ""


def asked_by(count: int) -> str:
    said = ngettext("Asked for by %(count)d citizen", "Asked for by %(count)d citizens", count)
    return said % {"count": count}


def files(attached: Mapping[str, Attachment]) -> list[dict[str, str]]:
    """The files inside the document in a few lines: of many of a kind, the first and the last."""
    told = {
        "avis.txt": _("The text that the citizens signed"),
        "figures.json": _("The figures of the opinion, for programs"),
        **{name: file.says for name, file in attached.items()},
    }
    kinds: dict[str, list[str]] = {}
    for name in told:
        kinds.setdefault(re.sub(r"\d+", "N", name), []).append(name)
    said = {"ballot-N.json": _("The papers of each ballot")}
    return [
        {
            "name": found[0] if len(found) == 1 else f"{found[0]} … {found[-1]}",
            "says": said.get(kind, told[found[0]]) if len(found) > 1 else told[found[0]],
            "count": str(len(found)) if len(found) > 1 else "",
        }
        for kind, found in kinds.items()
    ]
