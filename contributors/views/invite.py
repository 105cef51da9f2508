"""The page that invites people to an organization, which htmx opens as a dialog too."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.text import get_text_list
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import wants_region
from contributors.access_fields import access_fields
from contributors.grants.custom_roles import register_custom_roles
from contributors.grants.limits import NotGrantable
from contributors.invitation_forms import InviteForm
from contributors.invitations.batch import Outcome, invite_all, not_invitable, require_size
from contributors.invitations.candidates import Failure, resolve, search, split
from contributors.invitations.draft import Draft
from contributors.invitations.rows import invitee_name
from lib import rate_limit
from lib.form_views import add_errors, render_form
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.permissions import Can
from organizations.views.access import open_organization

MAX_NAMED = 3
# The names of buttons that redraw the form. A name such as `remove` would hide the form's own method.
STEPS = ("person", "without", "select", "step")


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Write an invitation and send it; every button but Invite only redraws the form."""
    organization = open_organization(request, organization_id, Can.MANAGE)
    if request.method == "GET":
        return _render(request, organization, InviteForm(organization=organization), Draft())
    form, draft = InviteForm(request.POST, organization=organization), Draft.of(request.POST)
    if request.POST.get("step") == "invite" or not any(name in request.POST for name in STEPS):
        return _send(request, organization, form, draft)
    return _edit(request, organization, form, draft)


@require_http_methods(["GET", "POST"])
def people(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Render who matches what is typed. A POST, so that an address is in no URL; it changes nothing."""
    organization = open_organization(request, organization_id, Can.MANAGE)
    rate_limit.hit(request, "search")
    data = request.POST if request.method == "POST" else request.GET
    context = _results(request, organization, data.get("people", ""), Draft.of(data))
    return render(request, "contributors/invitations/_results.html", context)


def _edit(
    request: OrganizationHttpRequest, organization: Organization, form: InviteForm, draft: Draft
) -> HttpResponse:
    data, step = request.POST, request.POST.get("step")
    context: dict[str, Any] = {}
    if added := data.get("person"):
        draft.add(Draft.of(MultiValueDict({"user": [added]})).users, [])
        form = form.with_values(people="")
    elif removed := data.get("without"):
        draft.remove(removed)
    elif step == "choose":
        form = form.with_values(choose_roles=True)
    elif step == "search":
        context = _results(request, organization, data.get("people", ""), draft)
    elif step == "add" and form.is_valid():
        return _add_typed(request, organization, form, draft)
    return _render(request, organization, form, draft, focus="person" in data or "without" in data, **context)


def _add_typed(
    request: OrganizationHttpRequest, organization: Organization, form: InviteForm, draft: Draft
) -> HttpResponse:
    """Turn what is typed into chips; what names no one, and who can't be invited, is said with the reason."""
    pieces = split(form.cleaned_data["people"])
    try:
        require_size(draft.count + len(pieces))
    except ValidationError as error:
        add_errors(form, error, "people")
        return _render(request, organization, form, draft, invalid=True)
    resolved = resolve(pieces)
    refused = not_invitable(organization, resolved.users, by=request.user)
    draft.add([user for user in resolved.users if user.pk not in refused], resolved.addresses)
    form = form.with_values(people=", ".join(failure.who for failure in resolved.failures))
    failures = [*resolved.failures, *refused.values()]
    return _render(request, organization, form, draft, failures=failures, focus=True)


def _send(
    request: OrganizationHttpRequest, organization: Organization, form: InviteForm, draft: Draft
) -> HttpResponse:
    outcome, unresolved = Outcome(), list[Failure]()
    if form.is_valid():
        pieces = split(form.cleaned_data["people"])
        try:
            require_size(draft.count + len(pieces))
            resolved = resolve(pieces)
            unresolved = resolved.failures
            draft.add(resolved.users, resolved.addresses)
            if not draft.count and not unresolved:
                raise ValidationError({"people": "Enter a username or an email address."})
            register_custom_roles(organization, form.new_custom_roles, by=request.user)
            outcome = invite_all(
                organization,
                draft.users,
                draft.addresses,
                form.wanted,
                by=request.user,
                message=form.cleaned_data["message"],
            )
        except ValidationError as error:
            add_errors(form, error, None if hasattr(error, "error_dict") else "people")
        except NotGrantable as error:
            add_errors(form, error)
    failures = [*unresolved, *outcome.failures]
    if not form.errors and not failures:
        messages.success(request, f"Invited {_names(outcome)}")
        return _leave(request, organization)
    if outcome.sent:
        draft.users, draft.addresses = outcome.users, outcome.addresses
    if not form.errors:  # what names no one stays typed
        form = form.with_values(people=", ".join(failure.who for failure in unresolved))
    return _render(request, organization, form, draft, invalid=True, failures=failures, sent=_names(outcome))


def _render(
    request: OrganizationHttpRequest,
    organization: Organization,
    form: InviteForm,
    draft: Draft,
    *,
    invalid: bool = False,
    **context: Any,
) -> HttpResponse:
    return render_form(
        request,
        "contributors/invitations/new.html" + ("#form" if wants_region(request) else ""),
        form,
        invalid=invalid or bool(form.errors),
        organization=organization,
        draft=draft,
        fields=access_fields(organization, request.user, form.wanted),
        **context,
    )


def _results(
    request: OrganizationHttpRequest, organization: Organization, typed: str, draft: Draft
) -> dict[str, Any]:
    """Return the context of the results for the last thing that was typed."""
    pieces = split(typed)
    last = pieces[-1] if pieces else ""
    chosen = {user.pk for user in draft.users}
    found = search(organization, last, by=request.user) if len(pieces) == 1 else []
    return {
        "candidates": [candidate for candidate in found if candidate.user.pk not in chosen],
        "typed_many": len(pieces) if len(pieces) > 1 else 0,
        "typed_address": last if "@" in last else "",
        "searched": last,
    }


def _leave(request: OrganizationHttpRequest, organization: Organization) -> HttpResponse:
    response = redirect("contributors:list", organization.pk)
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": response["Location"]})
    return response


def _names(outcome: Outcome) -> str:
    names = [invitee_name(invitation) for invitation in outcome.sent]
    if len(names) > MAX_NAMED:
        return f"{len(names)} people"
    return get_text_list(names, "and")
