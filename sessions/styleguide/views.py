"""Every component of the pages, in each of its states: what a screen is made from, and what the tests look at."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from deliberation.kernel import clock
from sessions.styleguide.samples import queue, samples


@require_http_methods(["GET", "POST"])
def styleguide(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return HttpResponseRedirect(reverse("styleguide"), status=303)
    now = clock.now()
    times = {
        "now": now,
        "started": now - timedelta(minutes=12),
        "ends": now + timedelta(minutes=28),
        "ends_soon": now + timedelta(seconds=45),
        "ended": now - timedelta(minutes=1),
        "queue": queue(now),
        "interrupted": queue(now, interrupted=True),
    }
    return render(request, "styleguide/styleguide.html", samples() | times)
