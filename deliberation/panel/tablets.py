"""While a shared tablet is lent: who holds it, what it opens, and how it becomes its table's again."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from deliberation.accounts import lending
from deliberation.accounts.models import User
from deliberation.conference.models import Conference, Membership
from deliberation.conference.stages import Role
from deliberation.panel import actions


@dataclass(frozen=True)
class Loan:
    """``quiet``: how many seconds without a touch before the page gives the tablet back by itself; it warns before."""

    key: str
    tablet: Membership
    person: Membership
    quiet: int = 90
    warning: int = 20

    @property
    def conference(self) -> Conference:
        return self.tablet.conference

    @property
    def home(self) -> str:
        return reverse("sitting", args=[self.conference.slug])

    def opens(self, path: str) -> bool:
        """The pages of the conference, which ask for the person's own rights; no account, no settings, no other."""
        return path.startswith(reverse("conference", args=[self.conference.slug]))


class LentTabletMiddleware:
    """Whoever holds the tablet is the visitor of its conference's pages, and no browser keeps these."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = request.COOKIES.get(lending.COOKIE)
        if not key:
            return self.get_response(request)
        loan = _loan(request, key)
        if loan is None or not lending.renew(key):
            response = self._over(request, key)
        elif not loan.opens(request.path):
            response = HttpResponseRedirect(loan.home, status=303)
        else:
            request.lent = loan  # type: ignore[attr-defined]
            request.user = loan.person.user
            response = self.get_response(request)
        add_never_cache_headers(response)
        return response

    def _over(self, request: HttpRequest, key: str) -> HttpResponseBase:
        """The page that is asked for is the table's now; what was sent from a person's page is not the table's."""
        actions.give_back_tablet(key=key)
        if request.method in {"GET", "HEAD"}:
            response = self.get_response(request)
        else:
            sentence = _("The tablet had gone back to the table, and this was not sent. Touch your name again.")
            if request.headers.get("Accept", "").startswith("application/json"):
                response = JsonResponse({"errors": {"": [sentence]}}, status=403)
            else:
                messages.error(request, sentence)
                response = HttpResponseRedirect(reverse("home"), status=303)
        lending.forget(request, response)
        return response


def loan_of(request: HttpRequest) -> Loan | None:
    """The loan under which this request is made."""
    return getattr(request, "lent", None)


def _loan(request: HttpRequest, key: str) -> Loan | None:
    """None when the tablet or the person is out of the conference, or either's badge was revoked meanwhile."""
    user = lending.borrower(key, beside=request.session.session_key)
    if user is None or not isinstance(request.user, User):
        return None
    there = Membership.objects.filter(ended_at=None).select_related("conference", "user")
    tablet = there.filter(user=request.user, role=Role.TABLE).first()
    if tablet is None:
        return None
    person = there.filter(user=user, role=Role.CITIZEN, conference=tablet.conference).first()
    return Loan(key, tablet, person) if person else None
