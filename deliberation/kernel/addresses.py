"""Addresses that somebody gives and others follow."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _


def without_a_person(address: str) -> None:
    """What stands before an @ looks like the site and is none."""
    if "@" in re.split(r"[/?#\\]", address.partition("//")[2], maxsplit=1)[0]:
        raise ValidationError(_("This address holds a name or a password: give the one that a browser shows."))


# The validators of a plain address of the web.
OF_THE_WEB = (URLValidator(["https"]), without_a_person)
