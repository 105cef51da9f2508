"""The page to choose the organization of the console."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import AuthenticatedHttpRequest
from organizations.access import visible_to


def choose_organization(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List the organizations whose API the user may call."""
    organizations = visible_to(request.user).order_by("name", "environment")
    return render(request, "console/choose_organization.html", {"organizations": organizations})
