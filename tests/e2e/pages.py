"""Every address of the product that is read, by where it is. What is not here is an act, and is never opened."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

# Read by anyone; what is in their addresses.
ANYWHERE: dict[str, dict[str, str]] = {
    "home": {},
    "badge_entry": {},
    "badge": {"code": "ABCDE-FGHJK"},
    "invitation": {"token": "not-an-invitation"},
    "verify": {},
    "verify_by_hand": {},
    "ask_register": {},
    "display": {},
    "styleguide": {},
    "account_login": {},
    "account_logout": {},
    "account_signup": {},
    "account_inactive": {},
    "account_reauthenticate": {},
    "account_email": {},
    "account_email_verification_sent": {},
    "account_confirm_login_code": {},
    "account_request_login_code": {},
}
OF_A_CONFERENCE = (
    "conference",
    "sitting",
    "people",
    "tables",
    "themes",
    "dossier",
    "new_sheet",
    "viewpoints",
    "experts",
    "questions",
    "journal",
    "journal_observations",
    "journal_statement",
    "journal_roles",
    "opinion",
    "handover_page",
    "corrections",
    "versions",
    "screen",
    "written",
    "hearing_requests",
    "box",
    "ballots",
    "receipts",
    "questionnaires",
    "my_answers",
    "lend_tablet",
    "signing",
)
# Named with the person it is about: the walk follows the link that leads there, on the sitting's page of a tablet.
OF_A_PERSON = {"lend_tablet_to"}
LENDS_TO = "main a[data-lend-to]"
# Named with the text it is about: on the sitting's page of those who write it.
OF_A_TEXT = {"text"}
# Named with the vote it is about: walked in tests/e2e/test_box.py.
OF_A_COUNT = {"box_count"}
TELLS_OF_A_TEXT = "main a[data-history]"
# Named with its number: on the page of the dossier.
OF_A_DOCUMENT = {"document"}
TELLS_OF_A_DOCUMENT = "main [data-document] a"
# Named with its number: on the page of the dossier.
OF_A_SHEET = {"sheet", "edit_sheet"}
TELLS_OF_A_SHEET = "main [data-sheet] > a"
CHANGES_A_SHEET = "main a[data-revise]"
# Named with its number: on the page of all versions.
OF_A_VERSION = {"version"}
TELLS_OF_A_VERSION = "main [data-version] a"
# Named with the vote it is about: on the page of all votes.
OF_A_VOTE = {"ballot"}
TELLS_OF_A_VOTE = "main .vote > p > a"
# Answers that are not pages of ours.
FILES = {
    "verify_authority",
    "healthz",
    "document_file",
    "dossier_pack",
    "dossier_to_print",
    "opinion_pdf",
    "text_to_sign",
    "signature_evidence",
    "journal_lines",
    "record",
    "keep_tablet",
    "ballot_file",
    "recount",
}
FILES |= {"handover_pdf", "correction_pdf"}
# Nobody has a password here: these answer as an address that is not there.
NOWHERE = {
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}


# Served only where the settings say that people are not real.
DEMO = {"demo": "/demo/"}


def names(resolver: URLResolver | None = None) -> Iterator[str | None]:
    """Of every address, as the product's own table of addresses has them."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern)
        elif isinstance(pattern, URLPattern):
            yield pattern.name


def address(name: str, **known: str) -> str:
    """With what is known in its places; any number where it does not matter whose it is."""
    form, wanted = get_resolver().reverse_dict.getlist(name)[0][0][0]
    return "/" + form % {key: known.get(key, "1") for key in wanted}


def acts() -> set[str]:
    """What is done by a form: every other address."""
    return {name for name in names() if name} - {
        *ANYWHERE,
        *OF_A_CONFERENCE,
        *OF_A_PERSON,
        *OF_A_TEXT,
        *OF_A_COUNT,
        *OF_A_VOTE,
        *OF_A_VERSION,
        *OF_A_DOCUMENT,
        *OF_A_SHEET,
        *FILES,
        *NOWHERE,
    }


def everywhere() -> dict[str, str]:
    found = {name: address(name, **known) for name, known in ANYWHERE.items()}
    return found | DEMO | {"not found": "/no-such-page/"}


def of_conference(slug: str) -> dict[str, str]:
    return {name: address(name, slug=slug) for name in OF_A_CONFERENCE}
