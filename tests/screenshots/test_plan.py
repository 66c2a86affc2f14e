"""What ``make screenshots`` photographs."""

from deliberation.conference.stages import Role
from tests.e2e import pages
from tests.screenshots import plan


def every_shot() -> list[plan.Shot]:
    stops = [(moment, scenario) for scenario, moments in plan.CONFERENCES.items() for moment in moments]
    return [shot for moment, scenario in stops for shot in plan.at(moment, scenario)]


def test_every_page_is_photographed_and_every_member_holds_a_device() -> None:
    shots = every_shot()
    anywhere = {name.replace(" ", "-") for name in pages.everywhere()}
    inside = {*pages.OF_A_CONFERENCE, *pages.OF_A_PERSON, *pages.OF_A_TEXT, *pages.OF_A_VOTE, *pages.OF_A_VERSION}
    inside |= pages.OF_A_DOCUMENT | pages.OF_A_SHEET
    assert {shot.page for shot in shots} == inside | anywhere
    assert {shot.role for shot in shots} == {*Role, plan.NOBODY} - {Role.OPERATOR}


def test_no_picture_takes_the_place_of_another() -> None:
    names = [frame.name for shot in every_shot() for frame in shot.frames()]
    assert sorted(set(names)) == sorted(names)


def test_only_the_pictures_with_all_the_words_are_taken() -> None:
    wanted = {frame.name for shot in every_shot() for frame in shot.frames(["lend_tablet_to", "360"])}
    assert wanted == {"tables/lend_tablet_to-table-360-light", "tables/lend_tablet_to-table-360-dark"}
