"""The page of one event webhook: its settings, secret, test and deliveries, and its deletion."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lib.form_views import add_errors
from lib.query_string import whole_number
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.restores.forms import EventWebhookForm
from organizations.restores.models import EventWebhook, WebhookDelivery
from organizations.restores.views.deliveries import SELECTED_TEMPLATE, deliveries_context
from organizations.restores.views.event_webhooks import SECRET_TEMPLATE, get_staging_or_404
from organizations.restores.webhook import event_webhooks, requests
from organizations.restores.webhook.requests import TooManyRequests


@require_http_methods(["GET", "POST"])
@never_cache
def webhook(request: OrganizationHttpRequest, organization_id: str, pk: int) -> HttpResponse:
    """Show the webhook and the delivery that `delivery` selects; run the `action` of a POST."""
    organization, staging = get_staging_or_404(request, organization_id)
    hook = get_object_or_404(EventWebhook, organization=staging, pk=pk)
    if request.method == "GET":
        return _page(request, organization, hook)
    action = ACTIONS.get(request.POST.get("action", ""), _save)
    try:
        return action(request, organization, hook)
    except TooManyRequests as error:
        response = _page(request, organization, hook, error=str(error), status=429)
        response["Retry-After"] = str(error.retry_after)
        return response


@require_http_methods(["GET", "POST"])
def delete(request: OrganizationHttpRequest, organization_id: str, pk: int) -> HttpResponse:
    """Ask whether to delete the webhook, and delete it."""
    organization, staging = get_staging_or_404(request, organization_id)
    hook = get_object_or_404(EventWebhook, organization=staging, pk=pk)
    if request.method == "POST":
        event_webhooks.delete(hook, by=request.user)
        messages.success(request, "Event webhook deleted")
        return redirect("restores:event_webhooks", organization.pk)
    context = {"organization": organization, "webhook": hook}
    return render(request, "organizations/restores/delete_event_webhook.html", context)


def _page(
    request: OrganizationHttpRequest,
    organization: Organization,
    hook: EventWebhook,
    *,
    form: EventWebhookForm | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    initial = {"url": hook.url, "description": hook.description, "events": hook.events}
    context = {
        "organization": organization,
        "form": form or EventWebhookForm(initial=initial),
        "error": error,
        "url": reverse("restores:event_webhook", args=[organization.pk, hook.pk]),
    } | deliveries_context(request, hook)
    page = "organizations/restores/event_webhook.html"
    template = SELECTED_TEMPLATE if request.htmx and context["selected"] else page
    return render(request, template, context, status=status)


def _save(request: OrganizationHttpRequest, organization: Organization, hook: EventWebhook) -> HttpResponse:
    form = EventWebhookForm(request.POST)
    if form.is_valid():
        try:
            chosen = event_webhooks.Settings(**form.cleaned_data, active=hook.active)
            event_webhooks.update(hook, chosen, by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Event webhook saved")
            return redirect("restores:event_webhook", organization.pk, hook.pk)
    return _page(request, organization, hook, form=form, status=422)


def _enable(request: OrganizationHttpRequest, organization: Organization, hook: EventWebhook) -> HttpResponse:
    event_webhooks.update(hook, replace(event_webhooks.settings_of(hook), active=True), by=request.user)
    messages.success(request, "Event webhook turned on")
    return redirect("restores:event_webhook", organization.pk, hook.pk)


def _disable(
    request: OrganizationHttpRequest, organization: Organization, hook: EventWebhook
) -> HttpResponse:
    event_webhooks.update(hook, replace(event_webhooks.settings_of(hook), active=False), by=request.user)
    messages.success(request, "Event webhook turned off")
    return redirect("restores:event_webhook", organization.pk, hook.pk)


def _rotate(request: OrganizationHttpRequest, organization: Organization, hook: EventWebhook) -> HttpResponse:
    event_webhooks.rotate_secret(hook, by=request.user)
    return render(request, SECRET_TEMPLATE, {"organization": organization, "webhook": hook})


def _test(request: OrganizationHttpRequest, organization: Organization, hook: EventWebhook) -> HttpResponse:
    try:
        test = requests.send_test(hook, by=request.user)
    except ValidationError as error:
        return _page(request, organization, hook, error=error.messages[0], status=422)
    return _redirect_to_delivery(organization, test)


def _redeliver(
    request: OrganizationHttpRequest, organization: Organization, hook: EventWebhook
) -> HttpResponse:
    pk = whole_number(request.POST.get("delivery"))
    selected = get_object_or_404(WebhookDelivery, event_webhook=hook, pk=pk)
    try:
        requests.redeliver(selected, by=request.user)
    except ValidationError as error:
        return _page(request, organization, hook, error=error.messages[0], status=422)
    return _redirect_to_delivery(organization, selected)


def _redirect_to_delivery(organization: Organization, selected: WebhookDelivery) -> HttpResponse:
    url = reverse("restores:event_webhook", args=[organization.pk, selected.event_webhook_id])
    return redirect(f"{url}?delivery={selected.pk}")


ACTIONS = {
    "save": _save,
    "enable": _enable,
    "disable": _disable,
    "rotate": _rotate,
    "test": _test,
    "redeliver": _redeliver,
}
