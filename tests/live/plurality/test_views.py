"""Who reads what of the experts, and what each one is offered there."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from deliberation.conference.models import Conference
from deliberation.conference.stages import Role, Stage
from deliberation.dossier.actions import add_document, replace_document
from deliberation.dossier.models import Document
from deliberation.hearings.models import Expert, Hearing
from deliberation.hearings.plurality import actions
from deliberation.hearings.plurality.models import Decision
from deliberation.kernel.errors import Refused
from sessions.plurality.queries import awaited_of
from tests.cast import enter
from tests.conftest import ClientOf
from tests.documents import pdf
from tests.hall import Hall


def read(client: Client, conference: Conference, page: str) -> LexborHTMLParser:
    client.cookies["django_language"] = "en"
    answer = client.get(f"/conferences/{conference.slug}/{page}")
    assert answer.status_code == 200
    return LexborHTMLParser(answer.content.decode())


def offered(page: LexborHTMLParser) -> set[str]:
    return {form.attributes["data-act"] or "" for form in page.css("main form[data-act]")}


def texts(page: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in page.css(selector)]


def add(hall: Hall, title: str) -> Any:
    file = ContentFile(pdf(title), name="x.pdf")
    return add_document(actor=hall.facilitator, conference=hall.conference, title=title, source="Mairie", file=file)


def test_what_awaits_the_committee_is_on_their_first_page_and_on_the_sittings(hall: Hall, client_of: ClientOf) -> None:
    steering, document = enter(hall.conference, Role.STEERING), add(hall, "Le relevé")
    client = client_of(steering)
    for page, selector in (("", ".mine .banner"), ("sitting/", "#awaited")):
        (banner,) = texts(read(client, hall.conference, page), selector)
        assert banner.startswith("3 things await")
    expert = Expert.objects.get()
    say: dict[str, Any] = {"actor": steering, "conference": hall.conference, "approved": True, "reason": "R"}
    actions.decide_expert(**say, expert_id=expert.pk)
    actions.decide_document(**say, document_id=document.pk)
    actions.decide_programme(**say)
    assert texts(read(client, hall.conference, "sitting/"), "#awaited") == []
    assert texts(read(client, hall.conference, ""), ".mine .banner") == []


OFFERED = {
    Role.STEERING: {
        "decide-expert",
        "decide-document",
        "decide-programme",
        "propose-expert",
        "correct-expert",
        "name-side",
    },
    Role.FACILITATOR: {"propose-expert", "correct-expert", "declare-interests", "invite"},
    Role.GUARANTOR: set(),
}


@pytest.mark.parametrize("role", [r for r in Role if r != Role.OPERATOR])
def test_each_is_offered_what_they_may(role: Role, hall: Hall, client_of: ClientOf) -> None:
    enter(hall.conference, Role.STEERING)
    add(hall, "Le relevé")
    client = client_of(enter(hall.conference, role))
    if role not in OFFERED:
        assert client.get(f"/conferences/{hall.conference.slug}/experts/").status_code == 403
        return
    assert offered(read(client, hall.conference, "experts/")) == OFFERED[role]


def test_anyone_reads_the_viewpoints_and_members_alone_the_titles_of_documents(hall: Hall, client_of: ClientOf) -> None:
    conference, steering = hall.conference, enter(hall.conference, Role.STEERING)
    document = add(hall, "Le relevé secret")
    Expert.objects.update(works_for_organiser=True)
    say: dict[str, Any] = {"actor": steering, "conference": conference}
    actions.decide_document(**say, document_id=document.pk, approved=False, reason="Il manque une page.")
    actions.decide_expert(**say, expert_id=Expert.objects.get().pk, approved=False, reason="Un seul point de vue.")
    public = read(client_of(None), conference, "viewpoints/")
    assert texts(public, ".decided-on") == ["Hydrologue works for an organiser or the sponsor"]
    assert texts(public, ".voice .undeclared") == ["Has not declared their interests."]
    assert "secret" not in public.html
    inside = read(client_of(hall.citizens[0]), conference, "viewpoints/")
    assert len(texts(inside, ".decided-on")) == 2
    refused = texts(read(client_of(hall.citizens[0]), conference, "dossier/"), ".document .is-refused")
    assert len(refused) == 1
    assert refused[0].endswith("Il manque une page.")


def test_a_refusal_stays_with_the_versions_that_follow(hall: Hall, client_of: ClientOf) -> None:
    conference, steering = hall.conference, enter(hall.conference, Role.STEERING)
    document, told = add(hall, "Le relevé"), "an earlier version was refused by the steering committee"
    Document.objects.update(hearing=Hearing.objects.get())
    say: dict[str, Any] = {"actor": steering, "conference": conference, "document_id": document.pk}
    actions.decide_document(**say, approved=False, reason="Il manque une page.")
    own = read(client_of(hall.citizens[0]), conference, f"dossier/{document.pk}/")
    assert [texts(own, "article .is-refused > p")[1], *texts(own, "article .tied")] == ["Il manque une page."]
    file = ContentFile(pdf("Deux"), name="x.pdf")
    new = replace_document(
        actor=hall.facilitator, conference=conference, document_id=document.pk, title="Relevé", source="M", file=file
    )
    Document.objects.filter(pk=new.pk).update(hearing=Hearing.objects.get())
    hall.open()
    hall.start(Stage.HEARING)
    pages = {f"dossier/{new.pk}/": "article .tied", "dossier/": ".document .tied", "dossier/?q=relevé": ".found .tied"}
    pages |= {"sitting/": f"#document-{new.pk} .tied, .expert .document-list .tied"}
    got = {page: texts(read(client_of(hall.citizens[0]), conference, page), where) for page, where in pages.items()}
    # Beside the sitting, in the list of all and beside who presents it.
    assert got == {page: [told] * (2 if page == "sitting/" else 1) for page in pages}
    # The version that is shown now alone awaits a decision.
    assert awaited_of(conference).documents == (new,)
    actions.decide_document(**say, approved=True, reason="La page est là.")
    assert texts(read(client_of(hall.citizens[0]), conference, f"dossier/{new.pk}/"), "article .tied") == []


def test_where_there_is_no_committee_the_page_says_so(hall: Hall, client_of: ClientOf) -> None:
    page = read(client_of(None), hall.conference, "viewpoints/")
    assert texts(page, "section:last-of-type > p") == [
        "This conference has no steering committee: nobody outside the organisation has approved or refused the "
        "programme, the experts and the documents."
    ]
    assert texts(read(client_of(hall.facilitator), hall.conference, ""), ".mine .banner") == []


def test_an_expert_declares_on_their_own_page_and_every_page_publishes_it(hall: Hall, client_of: ClientOf) -> None:
    expert, known = enter(hall.conference, Role.EXPERT), Expert.objects.get()
    expert.member.place = known.key
    expert.member.save()
    client = client_of(expert)
    assert "declare-interests" in offered(read(client, hall.conference, ""))
    address = f"/conferences/{hall.conference.slug}/experts/{known.pk}/declare/"
    assert client.post(address, {"interests": "", "next": "/"}).status_code == 422
    assert client.post(address, {"interests": "Un puits à mon nom."}).status_code == 303
    hall.reach(Stage.HEARING)
    for page, selector in (("", ".viewpoints .interests"), ("viewpoints/", ".voice .interests")):
        (declared,) = texts(read(client_of(None), hall.conference, page), selector)
        assert declared.startswith("Declared interests Un puits à mon nom.")
    (live,) = texts(read(client_of(hall.citizens[0]), hall.conference, "sitting/"), ".expert .interests")
    assert live.endswith("written by the expert")


def test_a_hearing_with_nobody_cannot_start_and_one_is_scheduled_on_the_page(
    hall: Hall, client_of: ClientOf, english: None
) -> None:
    conference, round_ = hall.conference, hall.round(Stage.HEARING)
    Hearing.objects.filter(pk=round_.hearing_id).update(expert=None)
    hall.open()
    with pytest.raises(Refused, match="Nobody is scheduled for this hearing yet"):
        hall.start(Stage.HEARING)
    client, expert = client_of(hall.facilitator), Expert.objects.get()
    assert "schedule-hearing" not in offered(read(client, conference, "experts/"))
    actions.declare_interests(actor=hall.facilitator, conference=conference, expert_id=expert.pk, none=True)
    assert "schedule-hearing" in offered(read(client, conference, "experts/"))
    address = f"/conferences/{conference.slug}/hearings/{round_.hearing_id}/schedule/"
    assert client.post(address, {"expert_id": expert.pk}).status_code == 303
    hall.start(Stage.HEARING)
    assert conference.stage == Stage.HEARING


def test_an_expert_who_works_for_an_organiser_is_approved_with_a_tick(hall: Hall, client_of: ClientOf) -> None:
    steering, expert = enter(hall.conference, Role.STEERING), Expert.objects.get()
    Expert.objects.update(works_for_organiser=True)
    client, address = client_of(steering), f"/conferences/{hall.conference.slug}/experts/{expert.pk}/decide/"
    given = {"approved": "yes", "reason": "Utile."}
    assert client.post(address, given).status_code == 409
    assert client.post(address, given | {"acknowledged": "on"}).status_code == 303
    assert list(Decision.objects.values_list("approved", "acknowledged")) == [(True, True)]


def test_a_decision_that_another_member_took_meanwhile_is_read_before_it_is_replaced(
    hall: Hall, client_of: ClientOf
) -> None:
    first, second = enter(hall.conference, Role.STEERING, "first"), enter(hall.conference, Role.STEERING, "second")
    page = read(client_of(second), hall.conference, "experts/")
    seen = page.css_first('form[data-act="decide-expert"] [name="version"]').attributes["value"]
    expert = Expert.objects.get()
    actions.decide_expert(actor=first, conference=hall.conference, expert_id=expert.pk, approved=True, reason="Utile.")
    browser, address = client_of(second), f"/conferences/{hall.conference.slug}/experts/{expert.pk}/decide/"
    answer = browser.post(address, {"approved": "no", "reason": "Un seul point de vue.", "version": seen})
    shown = LexborHTMLParser(answer.content.decode())
    assert (answer.status_code, shown.css_first(".conflict-text").text().split()[-1]) == (409, "Utile.")
    assert shown.css_first('[name="reason"]').text().strip() == "Un seul point de vue."
    again = shown.css_first('[name="version"]').attributes["value"]
    assert browser.post(address, {"approved": "no", "reason": "Non.", "version": again}).status_code == 303
    assert list(Decision.objects.order_by("pk").values_list("approved", flat=True)) == [True, False]


def sent_by(form: Any) -> dict[str, str]:
    """What the form holds as it was drawn."""
    fields = {each.attributes["name"]: each.attributes.get("value") or "" for each in form.css("input[name]")}
    return fields | {each.attributes["name"]: each.text() for each in form.css("textarea[name]")}


def test_a_decision_on_the_former_wording_is_said_to_be_so_and_awaits_another(hall: Hall, client_of: ClientOf) -> None:
    conference, steering, expert = hall.conference, enter(hall.conference, Role.STEERING), Expert.objects.get()
    say: dict[str, Any] = {"actor": steering, "conference": conference, "approved": True, "reason": "R"}
    actions.decide_expert(**say, expert_id=expert.pk)
    actions.decide_programme(**say)
    assert len(awaited_of(conference)) == 0
    client = client_of(hall.facilitator)
    (form,) = read(client, conference, "experts/").css('form[data-act="correct-expert"]')
    sent = sent_by(form)
    assert (sent["title"], sent["affiliation"], sent["viewpoint"].strip()) == (
        expert.title,
        expert.affiliation,
        expert.viewpoint,
    )
    assert client.post(form.attributes["action"] or "", sent | {"affiliation": "Ministère"}).status_code == 303
    assert awaited_of(conference).experts == (expert,)
    told = "on the former wording: what is said of this expert was corrected since"
    for page, who in (("experts/", steering), ("viewpoints/", None)):
        shown = read(client_of(who), conference, page)
        assert texts(shown, ".voice .decision .tied") == [told]
        assert texts(shown, ".voice .decision .fold .meta") == [expert.affiliation]
    assert texts(shown := read(client, conference, "experts/"), ".voice summary .state-warn")[0] == "awaits a decision"
    assert texts(shown, ".voice summary .state-adopted") == []
    # What somebody else corrected meanwhile is not overwritten, and what was typed is sent again once it is read.
    answer = client.post(form.attributes["action"] or "", sent | {"viewpoint": "Non."})
    again = LexborHTMLParser(answer.content.decode())
    assert (answer.status_code, "Ministère" in again.css_first(".conflict-text").text()) == (409, True)
    typed = sent_by(again.css_first("main form"))
    assert client.post(form.attributes["action"] or "", typed).status_code == 303
    expert.refresh_from_db()
    assert expert.viewpoint == "Non."


def test_the_hearing_of_a_refused_expert_is_given_to_another_on_the_page(hall: Hall, client_of: ClientOf) -> None:
    conference, steering, expert = hall.conference, enter(hall.conference, Role.STEERING), Expert.objects.get()
    other = actions.propose_expert(
        actor=steering, conference=conference, title="Juriste", affiliation="Barreau", viewpoint="Non."
    )
    actions.declare_interests(actor=hall.facilitator, conference=conference, expert_id=other.pk, none=True)
    say: dict[str, Any] = {"actor": steering, "conference": conference, "reason": "R"}
    actions.decide_expert(**say, expert_id=other.pk, approved=True)
    actions.decide_expert(**say, expert_id=expert.pk, approved=True)
    client, where = client_of(hall.facilitator), '#programme form[data-act="give-hearing"]'
    assert read(client, conference, "experts/").css(where) == []
    actions.decide_expert(**say, expert_id=expert.pk, approved=False)
    (form,) = read(client, conference, "experts/").css(where)
    assert texts(form, "option") == ["Choose", "Juriste"]
    given = sent_by(form) | {"expert_id": str(other.pk)}
    assert client.post(form.attributes["action"] or "", given).status_code == 303
    assert [each.expert for each in Hearing.objects.all()] == [other]


def test_an_expert_is_invited_to_their_own_place(hall: Hall, client_of: ClientOf, mailoutbox: list[Any]) -> None:
    expert, client = Expert.objects.get(), client_of(hall.facilitator)
    page = read(client, hall.conference, "experts/")
    (form,) = page.css('form[data-act="invite"]')
    sent = {field.attributes["name"]: field.attributes.get("value") or "" for field in form.css("input[name]")}
    assert (sent["role"], sent["place"], sent["name"]) == ("expert", expert.key, expert.title)
    given = {**sent, "email": "hydrologue@example.org"}
    assert client.post(form.attributes["action"] or "", given).status_code == 303
    (invitation,) = hall.conference.invitations.all()
    assert (invitation.role, invitation.place) == (Role.EXPERT, expert.key)
