"""Transfer of an organization in two steps: the choice of the new owner, then the emailed code."""

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.codes import confirmation
from accounts.codes import one_time as one_time_codes
from accounts.http import region_of
from contributors.ownership.candidates import Candidate, candidate_named, candidates
from contributors.ownership.changes import changes
from contributors.ownership.transfer import (
    require_eligible,
    transfer,
    transferred_with,
)
from contributors.people import people_of
from lib.form_views import render_form
from lib.plain_text import PlainTextForm
from lib.query_string import search_text
from organizations.connections.dropping import own_account_connections
from organizations.deletion.losses import Count
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.permissions import Can
from organizations.views.access import open_organization
from organizations.views.confirmation import Action, CodeForm, render_confirmation

ACTION, RESOURCE = "transfer", "organization"
MAX_LISTED = 50
STAY, LEAVE = "stay", "leave"
REGIONS = {"candidates", "changes"}


class ChoiceForm(PlainTextForm):
    """Who becomes the owner, and whether the owner stays."""

    new_owner = forms.CharField(
        label="New owner", max_length=150, error_messages={"required": "Choose a new owner."}
    )
    access = forms.ChoiceField(label="Your access", choices=[(STAY, "Stay as admin"), (LEAVE, "Leave")])


@require_http_methods(["GET", "POST"])
def choose(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show step 1, the contributors and what changes, and send the code."""
    organization = open_organization(request, organization_id, Can.TRANSFER)
    organizations = transferred_with(organization)
    if request.method == "GET" or request.POST.get("action") == "preview":
        return _render_choice(request, organization, organizations, ChoiceForm(initial=_choice_in(request)))
    form = ChoiceForm(request.POST)
    candidate = _valid_candidate(form, organizations)
    if candidate is None:
        return _render_choice(request, organization, organizations, form)
    stays = form.cleaned_data["access"] == STAY
    try:
        _send_code(request, organizations, candidate, stays=stays)
    except one_time_codes.CodeLimitReached as limit:
        form.add_error(None, str(limit))
        return _render_choice(request, organization, organizations, form, status=429)
    url = reverse("contributors:confirm_transfer", args=[organization.pk])
    return redirect(f"{url}?{urlencode(_choice(candidate, stays=stays))}")


@require_http_methods(["GET", "POST"])
def confirm(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show step 2, which takes the code, and transfer.

    The choice is in the address. When the chosen user can't become the owner any more, step 1 says why.
    """
    organization = open_organization(request, organization_id, Can.TRANSFER)
    organizations = transferred_with(organization)
    choice = ChoiceForm(request.GET)
    candidate = _valid_candidate(choice, organizations)
    if candidate is None:
        return _render_choice(request, organization, organizations, choice)
    stays = choice.cleaned_data["access"] == STAY
    state = _confirmation_fingerprint(organizations, candidate, stays=stays)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            confirmation.check_code(
                request.user, ACTION, RESOURCE, organization.pk, form.cleaned_data["code"], state=state
            )
            transfer(organization, to=candidate.user, stays=stays, by=request.user)
        except one_time_codes.InvalidCode as error:
            form.add_error("code", str(error))
        except ValidationError as error:
            choice.add_error("new_owner", error)
            return _render_choice(request, organization, organizations, choice)
        else:
            messages.success(request, f"Transferred {organization.name} to {candidate.user}")
            if stays:
                return redirect("organizations:settings", organization.pk)
            return redirect(settings.LOGIN_REDIRECT_URL)
    code = confirmation.pending_code(request.user, ACTION, RESOURCE, organization.pk, state=state)
    was_sent = code or confirmation.was_sent(request.user, ACTION, RESOURCE, organization.pk)
    if not was_sent and not form.errors and not request.htmx:
        url = reverse("contributors:transfer", args=[organization.pk])
        return redirect(f"{url}?{urlencode(_choice(candidate, stays=stays))}")
    return render_confirmation(
        request,
        organization,
        _action(organization, organizations, candidate, stays=stays),
        form,
        code,
        email=request.user.email,
        counts=_counts(organizations, candidate),
    )


def _valid_candidate(form: ChoiceForm, organizations: list[Organization]) -> Candidate | None:
    """Return the chosen candidate; None, with an error in the form, when they can't become the owner."""
    if not form.is_valid():
        return None
    username = form.cleaned_data["new_owner"]
    candidate = candidate_named(organizations, username)
    if candidate is None:
        names = " or ".join(item.pk for item in organizations)
        form.add_error("new_owner", f"{username} doesn't contribute to {names}. Choose someone else.")
        return None
    try:
        require_eligible(organizations, candidate.user)
    except ValidationError as error:
        form.add_error("new_owner", error)
        return None
    return candidate


def _render_choice(
    request: OrganizationHttpRequest,
    organization: Organization,
    organizations: list[Organization],
    form: ChoiceForm,
    *,
    status: int = 422,
) -> HttpResponse:
    """Render step 1, or for htmx the region that it asks for."""
    chosen = candidate_named(organizations, form["new_owner"].value() or "")
    if chosen and chosen.problem:
        chosen = None
    stays = form["access"].value() != LEAVE
    search = search_text(request.GET.get("q"))
    found = candidates(organizations, search)
    listed = found[:MAX_LISTED]
    if chosen and chosen.user not in [item.user for item in listed]:
        listed.insert(0, chosen)  # a search keeps the choice
    response = render_form(
        request,
        "contributors/transfer.html" + region_of(request, REGIONS),
        form,
        organization=organization,
        organizations=organizations,
        candidates=listed,
        hidden=max(0, len(found) - MAX_LISTED),
        total=len(found),
        nobody=not search and all(item.problem for item in found),
        search=search,
        chosen=chosen,
        stays=stays,
        changes=changes(organizations, chosen, stays=stays) if chosen else [],
        connections=own_account_connections(organizations, organization.owner),
        sent_to=one_time_codes.mask_email(request.user.email),
    )
    if form.errors:
        response.status_code = status
    return response


def _choice_in(request: OrganizationHttpRequest) -> dict[str, str]:
    parameters = request.POST if request.method == "POST" else request.GET
    access = LEAVE if parameters.get("access") == LEAVE else STAY
    return {"new_owner": parameters.get("new_owner", ""), "access": access}


def _choice(candidate: Candidate, *, stays: bool) -> dict[str, str]:
    return {"new_owner": str(candidate.user.username), "access": STAY if stays else LEAVE}


def _send_code(
    request: OrganizationHttpRequest, organizations: list[Organization], candidate: Candidate, *, stays: bool
) -> None:
    organization = organizations[0]
    confirmation.send_code(
        request.user,
        ACTION,
        RESOURCE,
        request.organization.pk,
        describe=confirmation.ActionDescription(
            title=f"transfer {organization.name} ({organization.environment})",
            effect=f"makes {candidate.user} ({candidate.user.username}) the owner of {_ids(organizations)}.",
        ),
        state=_confirmation_fingerprint(organizations, candidate, stays=stays),
    )


def _confirmation_fingerprint(organizations: list[Organization], candidate: Candidate, *, stays: bool) -> str:
    """Return what the code depends on: the owner, what is transferred, to whom, and what the page showed."""
    ids = " ".join(item.pk for item in organizations)
    return f"{organizations[0].owner_id} {ids} {candidate.fingerprint} {stays}"


def _ids(organizations: list[Organization]) -> str:
    return " and its Staging organization ".join(item.pk for item in organizations)


def _counts(organizations: list[Organization], candidate: Candidate) -> list[Count]:
    counts: list[Count] = []
    others = len(people_of(organizations) - {candidate.user.pk})
    if others:
        counts.append(Count(others, f"other contributor{' keeps' if others == 1 else 's keep'} access"))
    dropped = own_account_connections(organizations, organizations[0].owner)
    if dropped:
        ids = ", ".join(connection.organization_id for connection in dropped)
        counts.append(Count(len(dropped), f"connection{'s' if len(dropped) > 1 else ''} dropped: {ids}"))
    return counts


def _action(
    organization: Organization, organizations: list[Organization], candidate: Candidate, *, stays: bool
) -> Action:
    name = candidate.user.get_short_name()
    both = " of both" if len(organizations) > 1 else ""
    access = "You stay as an admin with full access" if stays else "You leave"
    settings_url = reverse("organizations:settings", args=[organization.pk])
    return Action(
        name="Transfer",
        title=f"Transfer {organization.name}",
        step="New owner",
        organizations=organizations,
        button=f"Make {name} the owner{both}",
        busy="Transferring",
        cancel_url=settings_url,
        resend_url=reverse("contributors:transfer", args=[organization.pk]),
        choice=_choice(candidate, stays=stays),
        note=f"{candidate.user} ({candidate.user.username}) becomes the owner{both} immediately. {access}. "
        f"Only {name} can transfer {'them' if both else 'it'} back.",
    )
