"""One change of the access of the people who are selected in the list."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.http import region_of
from accounts.models import User
from contributors.access_fields import access_fields
from contributors.forms import AccessForm
from contributors.grants.bulk import MAX_PEOPLE, change_all, preview
from contributors.grants.custom_roles import register_custom_roles
from contributors.grants.limits import NotGrantable
from contributors.models import AccessGrant
from contributors.people import holders_filter
from lib.form_views import add_errors, render_form
from lib.query_string import whole_number
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.permissions import Can
from organizations.views.access import open_organization

REGIONS = {"access-form", "what-changes"}
REMOVE = "remove"


@require_http_methods(["GET", "POST"])
def roles(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Choose what everyone selected gets or loses, see what changes for each, and save."""
    organization = open_organization(request, organization_id, Can.MANAGE)
    data = request.POST if request.method == "POST" else request.GET
    ids = [number for number in map(whole_number, data.getlist("user")) if number]
    if not ids:
        messages.error(request, "Select the people whose access you want to change.")
        return redirect("contributors:list", organization.pk)
    users = _chosen(organization, ids[: MAX_PEOPLE + 1])
    form = AccessForm(request.POST if request.method == "POST" else None, organization=organization)
    removes = data.get("operation") == REMOVE
    is_save = "save" in request.POST
    failures: list[tuple[User, str]] = []
    if is_save and form.is_valid():
        try:
            if not removes:
                register_custom_roles(organization, form.new_custom_roles, by=request.user)
            outcome = change_all(organization, users, form.wanted, removes=removes, by=request.user)
        except (ValidationError, NotGrantable) as error:
            add_errors(form, error)
        else:
            if not outcome.failures:
                messages.success(request, _done(len(outcome.changed), removes=removes))
                return redirect("contributors:list", organization.pk)
            failures = outcome.failures
    return render_form(
        request,
        "contributors/bulk.html" + region_of(request, REGIONS),
        form,
        invalid=is_save,
        organization=organization,
        users=users,
        removes=removes,
        fields=access_fields(organization, request.user, form.wanted),
        rows=preview(organization, users, form.wanted, removes=removes),
        failures=failures,
        maximum=MAX_PEOPLE,
    )


def _done(count: int, *, removes: bool) -> str:
    if not count:
        why = "no one has that access" if removes else "everyone has that access already"
        return f"Nothing to change: {why}"
    return f"Changed the access of {count} {'person' if count == 1 else 'people'}"


def _chosen(organization: Organization, ids: list[int]) -> list[User]:
    """Return those of the selected users who contribute or are invited by account."""
    grants = AccessGrant.objects.filter(organization=organization)
    invited = Q(pk__in=grants.exclude(user=None).values("user"))
    return list(User.objects.filter(invited | holders_filter(grants.accepted()), pk__in=ids))
