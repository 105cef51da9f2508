"""The last step of an action that an emailed code confirms, shared by deletion and transfer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any

from django import forms
from django.http import HttpResponse

from accounts.codes import one_time as one_time_codes
from accounts.http import AuthenticatedHttpRequest
from accounts.models import ConfirmationCode
from lib import clock
from lib.form_views import render_form
from lib.plain_text import PlainTextForm
from organizations.deletion.losses import Count
from organizations.models import Organization

# How long the page waits before it offers another code.
RESEND_INTERVAL = timedelta(seconds=60)


@dataclass(frozen=True)
class Action:
    """What the page says about the action.

    Attributes:
        name: the name of the page, "Delete".
        title: its heading, "Delete Acme".
        step: the name of the step before.
        organizations: what it is done to, Production first.
        button: names the act; `busy` replaces it while it runs, `icon` stands before it.
        resend_url: where a POST sends another code; the confirmation page repeats `choice` there.
        choice: what was chosen in the step before, by the names of its fields.
        note: what happens then.
    """

    name: str
    title: str
    step: str
    organizations: Sequence[Organization]
    button: str
    busy: str
    cancel_url: str
    resend_url: str
    choice: dict[str, str]
    note: str
    icon: str = ""


class CodeForm(PlainTextForm):
    """The emailed code."""

    code = forms.CharField(
        label="Confirmation code",
        max_length=40,
        error_messages={
            "required": "Enter the 6-digit code.",
            "max_length": "Enter the 6-digit code from the email.",
        },
    )


def render_confirmation(
    request: AuthenticatedHttpRequest,
    organization: Organization,
    action: Action,
    form: CodeForm,
    code: ConfirmationCode | None,
    *,
    email: str,
    counts: Sequence[Count],
    **context: Any,
) -> HttpResponse:
    """Render the page, or for htmx only the button for another code.

    Args:
        code: the pending code; None when there is none any more.
        email: where the code was sent.
        counts: what else the action affects.
        context: further names for the template.
    """
    return render_form(
        request,
        "organizations/confirm.html" + ("#resend" if request.htmx else ""),
        form,
        organization=organization,
        action=action,
        counts=counts,
        sent_to=one_time_codes.mask_email(email),
        expires_at=code.expires_at if code else None,
        resend_in=seconds_to_resend(code),
        **context,
    )


def seconds_to_resend(code: ConfirmationCode | None) -> int:
    """Return how many seconds the page waits before it offers another code."""
    if code is None:
        return 0
    return max(0, ceil((code.created_at + RESEND_INTERVAL - clock.now()).total_seconds()))
