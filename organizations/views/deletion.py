"""Deleting an organization: what goes, then the code that was mailed."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.codes import confirmation
from accounts.codes import one_time as one_time_codes
from lib import clock
from lib.plain_text import PlainTextForm
from organizations import deletion
from organizations.access import get_organization_or_404
from organizations.permissions import Can

ACT, KIND = "delete", "organization"


class ConfirmForm(PlainTextForm):
    """The code, and the id as a sign that one means this organization."""

    code = forms.CharField(
        label="Code from the mail", error_messages={"required": "Type the six digits of the mail."}
    )
    typed = forms.CharField(label="Id", error_messages={"required": "Type the id."})

    def __init__(self, data, organization):
        super().__init__(data)
        self.organization = organization

    def clean_typed(self) -> str:
        if self.cleaned_data["typed"] != self.organization.pk:
            raise forms.ValidationError("That is not its id. Capitals count.")
        return self.cleaned_data["typed"]


def _description(halves) -> confirmation.Description:
    organization = halves[0]
    names = " and its Staging half ".join(half.pk for half in halves)
    title = f"delete {organization.name} ({organization.environment})"
    return confirmation.Description(title=title, effect=f"deletes {names}.")


def _state(halves) -> str:
    """What the code depends on: another owner, or another half, makes it worthless."""
    return f"{halves[0].owner_id} {' '.join(half.pk for half in halves)}"


@require_http_methods(["GET", "POST"])
def preview(request, organization_id):
    """Step 1: what would go. Asking for the code changes nothing yet."""
    organization = request.organization = get_organization_or_404(request.user, organization_id, Can.DELETE)
    halves, refused = deletion.affected(organization, by=request.user), ""
    if request.method == "POST":
        try:
            confirmation.send_code(
                request.user, ACT, KIND, organization.pk, describe=_description(halves), state=_state(halves)
            )
        except one_time_codes.TooManyCodes as error:
            refused = str(error)
        else:
            return redirect("organizations:confirm_delete", organization.pk)
    context = {"organization": organization, "halves": halves, "refused": refused}
    return render(request, "organizations/delete.html", context, status=429 if refused else 200)


@require_http_methods(["GET", "POST"])
def confirm(request, organization_id):
    """Step 2: the code, and the id once more."""
    organization = request.organization = get_organization_or_404(request.user, organization_id, Can.DELETE)
    halves = deletion.affected(organization, by=request.user)
    form = ConfirmForm(request.POST or None, organization)
    if form.is_valid():
        try:
            confirmation.check_code(
                request.user, ACT, KIND, organization.pk, form.cleaned_data["code"], state=_state(halves)
            )
        except one_time_codes.CodeRefused as error:
            form.add_error("code", str(error))
        else:
            deletion.delete(organization, by=request.user)
            messages.success(request, f"Deleted {organization.name}")
            return redirect(settings.LOGIN_REDIRECT_URL)
    live = confirmation.live_code(request.user, ACT, KIND, organization.pk, state=_state(halves))
    if live is None and not form.errors:
        return redirect("organizations:delete", organization.pk)
    return render(
        request, "organizations/confirm.html", _context(request, halves, form, live), status=_status(form)
    )


def _status(form) -> int:
    return 422 if form.errors else 200


def _context(request, halves, form, live) -> dict:
    organization, both = halves[0], len(halves) == 2
    back_until = clock.now() + deletion.RETENTION
    return {
        "organization": organization,
        "act": {
            "title": f"Delete {organization.name}",
            "name": "Delete",
            "step": "What goes",
            "button": "Delete both organizations" if both else "Delete this organization",
            "keep": "Keep them" if both else "Keep it",
            "keep_url": reverse("organizations:settings", args=[organization.pk]),
            "note": f"Gone for everyone at once. Until {back_until:%-d %b %Y} an operator can bring "
            f"{'them' if both else 'it'} back.",
        },
        "goes": [
            {
                "number": len(halves),
                "words": f"organization{'s' if both else ''}: {' and '.join(h.pk for h in halves)}",
            }
        ],
        "sent_to": one_time_codes.masked(request.user.email),
        "until": live.expires if live else None,
        "form": form,
        "matches": form.is_bound and "typed" in form.cleaned_data,
        "again_in": 0,
        "again_url": reverse("organizations:delete", args=[organization.pk]),
    }
