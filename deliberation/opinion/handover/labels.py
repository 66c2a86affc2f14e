"""Every word of the papers beside the opinion that is not somebody's own, in the language in force."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def certificate_words() -> dict[str, str]:
    return _of_the_original() | {
        "kind": _("Certificate of hand-over"),
        "lead": _("The citizens’ opinion was handed over to its sponsor, who acknowledged receipt of this very file."),
        "handed_over": _("Handed over"),
        "handed_over_by": _("By"),
        "sponsor": _("To"),
        "received_at": _("Receipt acknowledged"),
        "received": _("Fingerprint of the file received (SHA-256)"),
        "means": _("How it is known"),
        "same": _("It is the fingerprint of the file handed over: not a byte differs."),
        "same_ends": _("It begins and ends like the fingerprint of the file handed over."),
        "scope": _("This certificate is not the opinion, and says nothing of what the sponsor makes of it."),
    }


def correction_words(number: int, agreed: int, signed: int) -> dict[str, str]:
    return _of_the_original() | {
        "kind": _("Correction no. %d") % number,
        "lead": _("This correction stands beside the opinion, which stands as it was signed."),
        "passage": _("What the opinion says"),
        "text": _("What it should say"),
        "reason": _("Why"),
        "agreed": _("Agreement"),
        "agreement": ngettext(
            "%(agreed)d of the %(count)d citizen who signed the opinion: more than half.",
            "%(agreed)d of the %(count)d citizens who signed the opinion: more than half.",
            signed,
        )
        % {"agreed": agreed, "count": signed},
        "proposed": _("Proposed on"),
        "sealed_on": _("This correction is sealed on"),
        "scope": _("A new document: it changes no byte of the opinion, and takes the place of none of it."),
    }


def _of_the_original() -> dict[str, str]:
    return {
        "author": _("The citizens of the panel"),
        "original": _("The opinion it names"),
        "conference": _("Conference"),
        "sealed": _("Signed and sealed"),
        "text_sha256": _("Fingerprint of the text (SHA-256)"),
        "pdf_sha256": _("Fingerprint of the file (SHA-256)"),
        "check": _("Check a document"),
        "qr": _("Code that opens the page where a document is checked"),
        "card": _("What this document is, and of which opinion, for programs"),
        "replaced": _("Characters that the fonts of this document cannot draw are shown as �."),
    }
