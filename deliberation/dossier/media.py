"""The formats a dossier takes, told by content, not by name."""

SIGNATURES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
EXTENSIONS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def media_type_of(head: bytes) -> str:
    """The type that a file's first bytes show, empty when it is none we accept."""
    return next((kind for start, kind in SIGNATURES.items() if head.startswith(start)), "")
