"""An address that others follow leads where it seems to."""

import pytest
from django.core.exceptions import ValidationError

from deliberation.dossier.forms import DocumentForm
from deliberation.kernel.addresses import without_a_person
from sessions.sittings.forms import JoiningForm


@pytest.mark.parametrize(
    "address", ["https://banque.fr@evil.example/", "https://a:b@evil.example", "//a@b", "https://[@"]
)
def test_what_stands_before_the_site_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        without_a_person(address)


@pytest.mark.parametrize(
    "address", ["https://site.example/@ville", "https://site.example?a@b", "https://site.example#@"]
)
def test_further_on_it_is_a_sign_like_another(address: str) -> None:
    without_a_person(address)


@pytest.mark.parametrize(
    ("address", "valid"),
    [("https://example.org/@ville", True), ("https://banque.fr@evil.example/", False), ("http://example.org", False)],
)
def test_a_link_of_the_dossier_and_a_video_meeting_are_held_to_the_same(address: str, valid: bool) -> None:
    document = DocumentForm({"title": "Film", "source": "Ville", "address": address})
    assert (document.is_valid(), JoiningForm({"address": address}).is_valid()) == (valid, valid)
