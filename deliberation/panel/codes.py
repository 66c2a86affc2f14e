"""Badge codes: ten characters of Crockford's base 32 (50 random bits), read aloud and typed without mistakes."""

import secrets

from django.utils.crypto import salted_hmac

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """As printed: ``ABCDE-FGHJK``."""
    return f"{code[:5]}-{code[5:]}"


def normalised(typed: str) -> str:
    """What a person typed, as a code: capitals, no spaces or dashes, letters that look like figures as figures."""
    return "".join(c for c in typed.upper() if c.isalnum()).translate(MISREAD)


def digest(code: str) -> str:
    """Keyed with the server's secret: a copy of the database alone does not let anyone try codes."""
    return salted_hmac("deliberation.panel.badge", normalised(code), algorithm="sha256").hexdigest()
