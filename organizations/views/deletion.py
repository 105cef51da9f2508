"""Deletion of an organization in two steps, a preview and the emailed code, and its undoing."""

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.codes import confirmation
from accounts.codes import one_time as one_time_codes
from accounts.http import AuthenticatedHttpRequest
from lib import clock
from organizations import deletion
from organizations.deletion.losses import Count, losses_of
from organizations.deletion.record_counts import RecordCounts, count_records
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.permissions import Can
from organizations.views.access import open_organization
from organizations.views.confirmation import Action, CodeForm, render_confirmation

ACTION, RESOURCE = "delete", "organization"
WITH_STAGING = "with_staging"
COUNTS_LIFETIME = 600  # seconds that step 2 shows what step 1 counted


class ConfirmForm(CodeForm):
    """The emailed code, and the ID of the organization as confirmation."""

    confirm_id = forms.CharField(label="ID", error_messages={"required": "Enter the ID."})

    def __init__(self, data: QueryDict | None, organization: Organization) -> None:
        super().__init__(data)
        self.organization = organization

    def clean_confirm_id(self) -> str:
        if self.cleaned_data["confirm_id"] != self.organization.pk:
            raise forms.ValidationError("This doesn't match the ID, which is case-sensitive.")
        return self.cleaned_data["confirm_id"]


@require_http_methods(["GET", "POST"])
def preview(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show step 1, what would be deleted, and send the code."""
    organization = open_organization(request, organization_id, Can.DELETE)
    both = deletion.affected(organization, by=request.user)
    with_staging = len(both) > 1 and (request.method == "GET" or WITH_STAGING in request.POST)
    problem = deletion.blocking_staging(organization, by=request.user, with_staging=with_staging)
    error, status = "", 200
    if request.method == "POST" and problem:
        error, status = problem, 422
    elif request.method == "POST":
        try:
            _send_code(request, both if with_staging else [organization])
        except one_time_codes.CodeLimitReached as limit:
            error, status = str(limit), 429
        else:
            return redirect(_confirm_url(organization, with_staging=with_staging))
    context = {
        "organization": organization,
        "organizations": [
            {"organization": item, "records": records, "is_purged": deletion.can_purge(item)}
            for item, records in zip(both, _counted(both), strict=True)
        ],
        "losses": losses_of(both),
        "with_staging": with_staging,
        "blocked": problem if len(both) == 1 else "",
        "after_retention": _after_retention(both),
        "recoverable_until": clock.now() + deletion.RETENTION,
        "sent_to": one_time_codes.mask_email(request.user.email),
        "error": error,
    }
    return render(request, "organizations/delete.html", context, status=status)


@require_http_methods(["GET", "POST"])
def confirm(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show step 2, which takes the code and the ID, and delete."""
    if request.method == "POST" and deletion.recoverable_or_none(request.user, organization_id):
        return redirect(settings.LOGIN_REDIRECT_URL)  # the form was sent twice
    organization = open_organization(request, organization_id, Can.DELETE)
    both = deletion.affected(organization, by=request.user)
    with_staging = len(both) > 1 and WITH_STAGING in request.GET
    affected = both if with_staging else [organization]
    form = ConfirmForm(request.POST or None, organization)
    state = _confirmation_fingerprint(affected)
    if form.is_valid():
        try:
            confirmation.check_code(
                request.user, ACTION, RESOURCE, organization.pk, form.cleaned_data["code"], state=state
            )
            deletion.delete(organization, by=request.user, with_staging=with_staging)
        except one_time_codes.InvalidCode as error:
            form.add_error("code", str(error))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Deleted {organization.name}")
            return redirect(settings.LOGIN_REDIRECT_URL)
    code = confirmation.pending_code(request.user, ACTION, RESOURCE, organization.pk, state=state)
    was_sent = code or confirmation.was_sent(request.user, ACTION, RESOURCE, organization.pk)
    if not was_sent and not form.errors and not request.htmx:
        return redirect("organizations:delete", organization.pk)
    return render_confirmation(
        request,
        organization,
        _action(affected),
        form,
        code,
        email=request.user.email,
        counts=_counts(affected),
        danger=True,
        matches=form.is_bound and "confirm_id" in form.cleaned_data,
    )


@require_POST
def bring_back(request: AuthenticatedHttpRequest, organization_id: str) -> HttpResponse:
    """Undo the deletion of an organization for its former owner."""
    organization = deletion.recoverable_or_none(request.user, organization_id)
    if organization is None:
        raise Http404("No such deleted organization of this user.")
    try:
        undeleted = deletion.undelete(organization, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(settings.LOGIN_REDIRECT_URL)
    messages.success(request, f"Restored {' and '.join(item.pk for item in undeleted)}")
    return redirect("organizations:detail", organization.pk)


def _send_code(request: OrganizationHttpRequest, affected: list[Organization]) -> None:
    organization = affected[0]
    names = " and its Staging organization ".join(item.pk for item in affected)
    confirmation.send_code(
        request.user,
        ACTION,
        RESOURCE,
        organization.pk,
        describe=confirmation.ActionDescription(
            title=f"delete {organization.name} ({organization.environment})", effect=f"deletes {names}."
        ),
        state=_confirmation_fingerprint(affected),
    )


def _confirmation_fingerprint(affected: list[Organization]) -> str:
    """Return what the code depends on: it is no longer valid for another owner or other organizations."""
    return f"{affected[0].owner_id} {' '.join(item.pk for item in affected)}"


def _confirm_url(organization: Organization, *, with_staging: bool) -> str:
    url = reverse("organizations:confirm_delete", args=[organization.pk])
    return f"{url}?{urlencode({WITH_STAGING: 1})}" if with_staging else url


def _counted(organizations: list[Organization]) -> list[RecordCounts]:
    """Count the records, and keep the numbers for step 2."""
    counts = count_records(organizations)
    for organization, records in zip(organizations, counts, strict=True):
        cache.set(_cache_key(organization), records, COUNTS_LIFETIME)
    return counts


def _cache_key(organization: Organization) -> str:
    return f"records-of-deletion:{organization.pk}"


def _counts(affected: list[Organization]) -> list[Count]:
    """Return what goes: also the records of those whose data the purge removes on OrderCloud."""
    purged = [item for item in affected if deletion.can_purge(item)]
    stored: dict[str, RecordCounts] = cache.get_many([_cache_key(item) for item in purged])
    counted = [
        (records.total, item.environment)
        for item in purged
        if (records := stored.get(_cache_key(item))) and not records.problem
    ]
    counts: list[Count] = []
    if counted:
        (first, environment), *others = counted
        label = f"record{'' if first == 1 else 's'} in {environment}"
        label += "".join(f", {number:,} in {name}" for number, name in others)
        counts.append(Count(first, label))
    return counts + losses_of(affected)


def _action(affected: list[Organization]) -> Action:
    organization, both = affected[0], len(affected) > 1
    until = f"{clock.now() + deletion.RETENTION:%-d %b %Y}"
    it, they = ("both", "they are") if both else ("it", "it is")
    return Action(
        name="Delete",
        title=f"Delete {organization.name}",
        step="Review",
        organizations=affected,
        button="Delete both organizations" if both else "Delete this organization",
        busy="Deleting",
        icon="trash-2",
        cancel_url=reverse("organizations:settings", args=[organization.pk]),
        resend_url=reverse("organizations:delete", args=[organization.pk]),
        choice={WITH_STAGING: "1"} if both else {},
        note=f"Deleted for everyone immediately. You or an operator can restore {it} until {until}; "
        f"then {they} {_after_retention(affected)}",
    )


def _after_retention(organizations: list[Organization]) -> str:
    """Return what happens after the seven days, as it follows "then it is"."""
    purged = [item.pk for item in organizations if deletion.can_purge(item)]
    if len(purged) == len(organizations):
        return "purged here and on OrderCloud."
    if purged:
        return f"removed here. On OrderCloud only {purged[0]} is purged."
    return f"removed here only. {'Its' if len(organizations) == 1 else 'Their'} data on OrderCloud stays."
