"""The page that invites people to an organization, which htmx opens as a dialog too."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import wants_region
from contributors.grants.limits import NotGrantable
from contributors.invitation_forms import InviteForm
from contributors.invitations.batch import Outcome, invite_all, require_size
from contributors.invitations.candidates import Failure, resolve, search, split
from contributors.invitations.draft import Draft, access_options
from contributors.invitations.rows import invitee_name
from lib import rate_limit
from lib.form_views import add_errors, render_form
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.permissions import Can
from organizations.views.access import open_organization

MAX_NAMED = 3
# The names of buttons that redraw the form. A name such as `remove` would hide the form's own method.
STEPS = ("person", "without", "step")


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Write an invitation and send it; every button but Invite only redraws the form."""
    organization = open_organization(request, organization_id, Can.MANAGE)
    if request.method == "GET":
        return _render(request, organization, InviteForm(), Draft())
    form, draft = InviteForm(request.POST), Draft.of(request.POST)
    if request.POST.get("step") == "invite" or not _edits(request):
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


def _edits(request: OrganizationHttpRequest) -> bool:
    return any(name in request.POST for name in STEPS)


def _edit(
    request: OrganizationHttpRequest, organization: Organization, form: InviteForm, draft: Draft
) -> HttpResponse:
    typed, data = request.POST.get("people", ""), request.POST
    step = data.get("step")
    context: dict[str, Any] = {}
    if added := data.get("person"):
        draft.add(Draft.of(_only(data, added)).users, [])
        typed = ""
    elif removed := data.get("without"):
        draft.remove(removed)
    elif step == "choose":
        draft.choose_roles()
    elif step == "search":
        context = _results(request, organization, typed, draft)
    elif step == "add":
        resolved = resolve(split(typed))
        draft.add(resolved.users, resolved.addresses)
        context["failures"] = resolved.failures
        typed = ", ".join(failure.who for failure in resolved.failures)
    form = InviteForm(initial={"people": typed, "message": data.get("message", "")})
    return _render(request, organization, form, draft, focus="person" in data or "without" in data, **context)


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
            outcome = invite_all(
                organization,
                draft.users,
                draft.addresses,
                draft.wanted,
                by=request.user,
                message=form.cleaned_data["message"],
            )
        except ValidationError as error:
            add_errors(form, error, None if hasattr(error, "error_dict") else "people")
        except NotGrantable as error:
            form.add_error(None, str(error))
    failures = [*unresolved, *outcome.failures]
    if not form.errors and not failures:
        messages.success(request, f"Invited {_names(outcome)}")
        return _leave(request, organization)
    if outcome.sent:
        draft.users, draft.addresses = outcome.users, outcome.addresses
    if not form.errors:  # what names no one stays typed
        typed = ", ".join(failure.who for failure in unresolved)
        form = InviteForm(initial={"people": typed, "message": form.cleaned_data["message"]})
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
    template = "contributors/invitations/new.html" + ("#form" if wants_region(request) else "")
    options = access_options(draft, organization, by=request.user)
    names = {"organization": organization, "draft": draft, **options, **context}
    return render_form(request, template, form, invalid=invalid or bool(form.errors), **names)


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


def _only(data: Any, user_id: str) -> Any:
    copy = data.copy()
    copy.setlist("user", [user_id])
    return copy
