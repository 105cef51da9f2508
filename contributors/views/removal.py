"""The end of someone's access: removed by an admin, or left by oneself."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contributors import contributor_list
from contributors.access_explanation import without
from contributors.contributor_list import Contributor
from contributors.effective_access import effective_access
from contributors.grants import removing
from contributors.models import AccessGrant
from lib.form_views import render_form
from lib.next_url import url_or_home
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.permissions import Can
from organizations.views.access import open_organization


@require_http_methods(["GET", "POST"])
def remove(request: OrganizationHttpRequest, organization_id: str, user_id: int) -> HttpResponse:
    """Show what a contributor would lose, and remove their direct access."""
    organization = open_organization(request, organization_id, Can.MANAGE)
    person = contributor_list.contributor(organization, user_id)
    if person is None or person.user == organization.owner:
        raise Http404
    if person.user == request.user:
        return redirect("contributors:leave", organization.pk)
    grant = _direct(person)
    error = ""
    if request.method == "POST" and grant:
        try:
            removing.remove(grant, by=request.user)
        except ValidationError as refused:
            error = " ".join(refused.messages)
        else:
            messages.success(request, f"Removed {person.user}")
            return redirect("contributors:list", organization.pk)
    url = reverse("contributors:detail", args=[organization.pk, user_id])
    return _render(request, organization, person, grant, error, url)


@require_http_methods(["GET", "POST"])
def leave(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show what one would lose, and end one's own direct access."""
    organization = open_organization(request, organization_id)
    person = Contributor(request.user, effective_access(request.user, organization))
    error = ""
    if request.method == "POST":
        try:
            removing.leave(organization, by=request.user)
        except ValidationError as refused:
            error = " ".join(refused.messages)
        else:
            messages.success(request, f"You left {organization.name}")
            return redirect(url_or_home(""))
    url = reverse("organizations:detail", args=[organization.pk])
    return _render(request, organization, person, _direct(person), error, url)


def _direct(person: Contributor) -> AccessGrant | None:
    return next((grant for grant in person.access.grants if grant.team is None), None)


def _render(
    request: OrganizationHttpRequest,
    organization: Organization,
    person: Contributor,
    grant: AccessGrant | None,
    error: str,
    url: str,
) -> HttpResponse:
    return render_form(
        request,
        "contributors/remove.html",
        invalid=bool(error),
        organization=organization,
        person=person,
        is_self=person.user == request.user,
        grant=grant,
        lost=without(person.access, grant.pk) if grant else [],
        error=error,
        url=url,
    )
