"""The formats a dossier takes, told by content, not by name."""

PDF, LINK, TEXT = "application/pdf", "text/uri-list", "text/plain"
SIGNATURES = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
EXTENSIONS = {PDF: "pdf", "image/png": "png", "image/jpeg": "jpg", TEXT: "txt"}


def media_type_of(head: bytes) -> str:
    """The type that a file's first bytes show, empty when it is none we accept."""
    return next((kind for start, kind in SIGNATURES.items() if head.startswith(start)), "")
