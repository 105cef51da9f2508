"""Deletion of an organization in two steps, a preview and the emailed code, and its undoing."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.codes import confirmation
from accounts.codes import one_time as one_time_codes
from accounts.http import AuthenticatedHttpRequest
from accounts.models import ConfirmationCode
from lib import clock
from lib.plain_text import PlainTextForm
from organizations import deletion
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.permissions import Can
from organizations.views.access import open_organization

ACTION, RESOURCE = "delete", "organization"


class ConfirmForm(PlainTextForm):
    """The emailed code, and the ID of the organization as confirmation."""

    code = forms.CharField(label="Code", error_messages={"required": "Enter the 6-digit code."})
    confirm_id = forms.CharField(label="ID", error_messages={"required": "Enter the ID."})

    def __init__(self, data: QueryDict | None, organization: Organization) -> None:
        super().__init__(data)
        self.organization = organization

    def clean_confirm_id(self) -> str:
        if self.cleaned_data["confirm_id"] != self.organization.pk:
            raise forms.ValidationError("This doesn't match the ID, which is case-sensitive.")
        return self.cleaned_data["confirm_id"]


def _description(affected: list[Organization]) -> confirmation.ActionDescription:
    organization = affected[0]
    names = " and its Staging organization ".join(item.pk for item in affected)
    title = f"delete {organization.name} ({organization.environment})"
    return confirmation.ActionDescription(title=title, effect=f"deletes {names}.")


def _confirmation_fingerprint(affected: list[Organization]) -> str:
    """Return what the code depends on: it is no longer valid for another owner or other organizations."""
    return f"{affected[0].owner_id} {' '.join(item.pk for item in affected)}"


@require_http_methods(["GET", "POST"])
def preview(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show step 1, what would be deleted, and send the code."""
    organization = open_organization(request, organization_id, Can.DELETE)
    affected, error_message = deletion.affected(organization, by=request.user), ""
    if request.method == "POST":
        try:
            confirmation.send_code(
                request.user,
                ACTION,
                RESOURCE,
                organization.pk,
                describe=_description(affected),
                state=_confirmation_fingerprint(affected),
            )
        except one_time_codes.CodeLimitReached as error:
            error_message = str(error)
        else:
            return redirect("organizations:confirm_delete", organization.pk)
    context = {"organization": organization, "organizations": affected, "error": error_message}
    return render(request, "organizations/delete.html", context, status=429 if error_message else 200)


@require_http_methods(["GET", "POST"])
def confirm(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show step 2, which takes the code and the ID, and delete."""
    organization = open_organization(request, organization_id, Can.DELETE)
    affected = deletion.affected(organization, by=request.user)
    form = ConfirmForm(request.POST or None, organization)
    if form.is_valid():
        try:
            confirmation.check_code(
                request.user,
                ACTION,
                RESOURCE,
                organization.pk,
                form.cleaned_data["code"],
                state=_confirmation_fingerprint(affected),
            )
        except one_time_codes.InvalidCode as error:
            form.add_error("code", str(error))
        else:
            deletion.delete(organization, by=request.user)
            messages.success(request, f"Deleted {organization.name}")
            return redirect(settings.LOGIN_REDIRECT_URL)
    code = confirmation.pending_code(
        request.user, ACTION, RESOURCE, organization.pk, state=_confirmation_fingerprint(affected)
    )
    if code is None and not form.errors:
        return redirect("organizations:delete", organization.pk)
    return render(
        request,
        "organizations/delete_confirm.html",
        _context(request, affected, form, code),
        status=422 if form.errors else 200,
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


def _context(
    request: OrganizationHttpRequest,
    affected: list[Organization],
    form: ConfirmForm,
    code: ConfirmationCode | None,
) -> dict[str, Any]:
    organization, both = affected[0], len(affected) == 2
    recoverable_until = clock.now() + deletion.RETENTION
    return {
        "organization": organization,
        "action": {
            "title": f"Delete {organization.name}",
            "name": "Delete",
            "step": "Review",
            "button": "Delete both organizations" if both else "Delete this organization",
            "cancel_url": reverse("organizations:settings", args=[organization.pk]),
            "note": f"Deleted for everyone immediately. An operator can recover {'them' if both else 'it'} "
            f"until {recoverable_until:%-d %b %Y}.",
        },
        "counts": [
            {
                "number": len(affected),
                "label": f"organization{'s' if both else ''}: {' and '.join(item.pk for item in affected)}",
            }
        ],
        "sent_to": one_time_codes.mask_email(request.user.email),
        "expires_at": code.expires_at if code else None,
        "form": form,
        "matches": form.is_bound and "confirm_id" in form.cleaned_data,
        "resend_in": 0,
        "resend_url": reverse("organizations:delete", args=[organization.pk]),
    }
