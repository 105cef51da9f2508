"""Editing of what a contributor's direct access or an invitation gives."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.http import region_of
from accounts.models import User
from contributors import contributor_list
from contributors.access_changes import AccessChanges, in_words
from contributors.access_fields import access_fields
from contributors.access_settings import AccessSettings
from contributors.forms import AccessForm
from contributors.grants.changing import ChangedMeanwhile, add_direct, change, holder_name
from contributors.grants.custom_roles import register_custom_roles
from contributors.grants.limits import NotGrantable
from contributors.models import AccessGrant
from contributors.views.invitation_detail import ended
from lib.form_views import add_errors, render_form
from lib.query_string import whole_number
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.permissions import Can
from organizations.views.access import open_organization

REGIONS = {"access-form", "what-changes"}


@require_http_methods(["GET", "POST"])
def edit(request: OrganizationHttpRequest, organization_id: str, user_id: int) -> HttpResponse:
    """Show and save the direct access of a contributor, or of someone who is invited by username."""
    organization = open_organization(request, organization_id, Can.MANAGE)
    user = get_object_or_404(User, pk=user_id)
    grants = AccessGrant.objects.filter(organization=organization, user=user)
    grant = grants.select_related("user", "changed_by").first()
    if grant is None:
        person = contributor_list.contributor(organization, user.pk)
        if person is None or person.user == organization.owner:
            raise Http404
        # They contribute through a team only.
        grant = AccessGrant(organization=organization, user=user)
    url = reverse("contributors:detail", args=[organization.pk, user_id])
    return edit_grant(request, organization, grant, url)


@require_http_methods(["GET", "POST"])
def edit_invitation(request: OrganizationHttpRequest, organization_id: str, pk: int) -> HttpResponse:
    """Show and save what an invitation offers."""
    organization = open_organization(request, organization_id, Can.MANAGE)
    invited = AccessGrant.objects.filter(organization=organization, accepted_at=None, team=None)
    grant = invited.select_related("user", "changed_by").filter(pk=pk).first()
    if grant is None:
        return ended(request, organization)
    return edit_grant(request, organization, grant, reverse("invitations:detail", args=[organization.pk, pk]))


def edit_grant(
    request: OrganizationHttpRequest, organization: Organization, grant: AccessGrant, url: str
) -> HttpResponse:
    """Show and save what `grant` gives; one without a primary key is direct access that is added.

    Args:
        url: the page to return to.
    """
    held = AccessSettings.of(grant)
    posted = request.POST if request.method == "POST" else None
    form = AccessForm(posted, organization=organization, held=held)
    is_save = posted is not None and not ({"preview", "preset", "select"} & posted.keys())
    # What the editor saw, to tell it from what someone else changes.
    seen = AccessSettings.from_rights(posted["seen"].split()) if posted and "seen" in posted else held
    conflict, theirs = None, None
    if is_save and form.is_valid():
        version = whole_number(request.POST.get("version"))
        version = -1 if version is None else version  # which no grant has
        try:
            if seen.rights != held.rights:  # of another grant of the person, too
                raise ChangedMeanwhile(grant)
            _save(request, organization, grant, form, version)
        except ChangedMeanwhile as error:
            conflict = error
            if grant.pk:
                grant.refresh_from_db()
            held = AccessSettings.of(grant)
            theirs = AccessChanges(seen, held)
            # New custom roles stay typed; they are no roles to tick yet.
            ticked = form.wanted.difference(AccessSettings.create(form.new_custom_roles))
            chosen = AccessChanges(seen, ticked)
            form.wanted, seen = chosen.applied_to(held), held
        except (ValidationError, NotGrantable) as error:
            add_errors(form, error)
        else:
            messages.success(request, f"Saved the access of {holder_name(grant)}")
            return redirect(url)
    response = render_form(
        request,
        "contributors/edit_access.html" + region_of(request, REGIONS),
        form,
        invalid=is_save,
        organization=organization,
        grant=grant,
        holder=holder_name(grant),
        person=grant.user,
        fields=access_fields(organization, request.user, form.wanted, held),
        changes=AccessChanges(held, form.wanted),
        # After a conflict the editor has seen the other change.
        version=grant.version if posted is None or conflict else posted.get("version", ""),
        seen=" ".join(sorted(seen.rights)),
        conflict=conflict,
        theirs=in_words(theirs) if theirs else "",
        url=url,
    )
    if conflict:
        response.status_code = 409 if not request.htmx else 422
    return response


def _save(
    request: OrganizationHttpRequest,
    organization: Organization,
    grant: AccessGrant,
    form: AccessForm,
    version: int | None,
) -> None:
    with transaction.atomic():
        register_custom_roles(organization, form.new_custom_roles, by=request.user)
        if grant.pk:
            change(grant, form.wanted, by=request.user, version=version)
        elif grant.user:
            add_direct(organization, grant.user, form.wanted, by=request.user)
