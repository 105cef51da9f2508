"""The event webhooks of a Staging organization: their list, and the page to create one."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lib.form_views import add_errors, render_form
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.permissions import Can
from organizations.restores.forms import EventWebhookForm
from organizations.restores.models import WebhookEvent
from organizations.restores.views.pairs import get_pair_or_404
from organizations.restores.webhook import event_webhooks

SECRET_TEMPLATE = "organizations/restores/event_webhook_secret.html"
SUGGESTED_EVENTS = [
    WebhookEvent.RESTORE_FINISHED,
    WebhookEvent.RESTORE_INCOMPLETE,
    WebhookEvent.RESTORE_FAILED,
    WebhookEvent.RESTORE_DRIFT,
]


@require_safe
def listing(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """List the event webhooks with their latest response."""
    organization, staging = get_staging_or_404(request, organization_id)
    rows = event_webhooks.with_last_attempts(staging.event_webhooks.all())
    context = {
        "organization": organization,
        "rows": rows,
        "is_full": len(rows) >= event_webhooks.MAX_WEBHOOKS,
        "max_webhooks": event_webhooks.MAX_WEBHOOKS,
    }
    return render(request, "organizations/restores/event_webhooks.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def create(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Ask for the settings of a new webhook, create it and show its secret, once."""
    organization, staging = get_staging_or_404(request, organization_id)
    form = EventWebhookForm(request.POST or None, initial={"events": SUGGESTED_EVENTS})
    if form.is_valid():
        try:
            webhook = event_webhooks.create(
                staging, event_webhooks.Settings(**form.cleaned_data), by=request.user
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            context = {"organization": organization, "webhook": webhook, "is_new": True}
            return render(request, SECRET_TEMPLATE, context)
    return render_form(
        request, "organizations/restores/new_event_webhook.html", form, organization=organization
    )


def get_staging_or_404(
    request: OrganizationHttpRequest, organization_id: str
) -> tuple[Organization, Organization]:
    """Return the organization of the page, and the Staging organization of its pair.

    Raises:
        Http404: There is no pair that the user can see.
        PermissionDenied: The user is neither the owner nor an admin of Staging.
    """
    organization, pair = get_pair_or_404(request, organization_id)
    if pair is None:
        raise Http404("The organization isn't linked to a Staging organization.")
    if not request.user.has_perm(Can.RESTORE, pair.staging):
        raise PermissionDenied("Only the owner and admins can manage event webhooks.")
    return organization, pair.staging
