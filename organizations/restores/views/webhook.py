"""The page of the Staging Restore Webhook: where it calls, a test, and every call with its tries."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from lib import clock
from lib.query_string import whole_number
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization, StagingPair
from organizations.permissions import Can
from organizations.restores.forms import RestoreWebhookForm
from organizations.restores.models import StagingRestoreWebhook, WebhookDelivery
from organizations.restores.views.pairs import opened_pair
from organizations.restores.webhook import delivery as restore_webhook
from organizations.restores.webhook import requests
from organizations.restores.webhook.requests import TooManyRequests


@require_http_methods(["GET", "POST"])
def webhook(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """GET shows it, with one delivery when `delivery` names it; POST does what its button says."""
    organization, pair = opened_pair(request, organization_id)
    if pair is None:
        raise Http404("There is no Staging half.")
    if not request.user.has_perm(Can.RESTORE, pair.staging):
        raise PermissionDenied("Only the owner and admins look after the restore webhook.")
    hook = StagingRestoreWebhook.objects.filter(organization=pair.staging).first()
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act"), _save)
        return act(request, organization, pair, hook)
    return _page(request, organization, hook)


def _page(
    request: OrganizationHttpRequest,
    organization: Organization,
    hook: StagingRestoreWebhook | None,
    form: Any = None,
    refused: str = "",
) -> HttpResponse:
    deliveries = hook.deliveries.prefetch_related("attempts")[: restore_webhook.KEPT] if hook else []
    number = request.GET.get("delivery", "")
    chosen = next((each for each in deliveries if str(each.pk) == number), None)
    context = {
        "organization": organization,
        "hook": hook,
        "form": form or RestoreWebhookForm(initial={"url": hook.url if hook else ""}),
        "deliveries": deliveries,
        "chosen": chosen,
        "body": json.dumps(json.loads(chosen.body), indent=2) if chosen else "",
        "tries": restore_webhook.TRIES,
        "refused": refused,
        "address": reverse("restores:webhook", args=[organization.pk]),
        "sending": chosen
        and chosen.next_attempt_at
        and chosen.next_attempt_at <= clock.now() + restore_webhook.IN_FLIGHT,
    }
    region = "#delivery" if request.htmx and chosen else ""
    status = 429 if refused else 422 if form else 200
    return render(request, f"organizations/restores/webhook.html{region}", context, status=status)


def _save(
    request: OrganizationHttpRequest,
    organization: Organization,
    pair: StagingPair,
    hook: StagingRestoreWebhook | None,
) -> HttpResponse:
    form = RestoreWebhookForm(request.POST)
    if form.is_valid():
        try:
            restore_webhook.save(pair.staging, form.cleaned_data["url"], form.new_key(), by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "The restore webhook is saved")
            return redirect("restores:webhook", organization.pk)
    return _page(request, organization, hook, form)


def _switch_off(
    request: OrganizationHttpRequest,
    organization: Organization,
    pair: StagingPair,
    hook: StagingRestoreWebhook | None,
) -> HttpResponse:
    if hook:
        restore_webhook.switch_off(hook, by=request.user)
    messages.success(request, "The restore webhook is switched off")
    return redirect("restores:webhook", organization.pk)


def _test(
    request: OrganizationHttpRequest,
    organization: Organization,
    pair: StagingPair,
    hook: StagingRestoreWebhook | None,
) -> HttpResponse:
    if hook is None or not hook.active:
        raise Http404("There is no webhook to test.")
    try:
        delivery = requests.send_test(hook, by=request.user)
    except TooManyRequests as error:
        return _refused(request, organization, hook, error)
    return _to_delivery(organization, delivery)


def _again(
    request: OrganizationHttpRequest,
    organization: Organization,
    pair: StagingPair,
    hook: StagingRestoreWebhook | None,
) -> HttpResponse:
    number = whole_number(request.POST.get("delivery"))
    delivery = get_object_or_404(WebhookDelivery, webhook=hook, pk=number, webhook__active=True)
    try:
        requests.redeliver(delivery, by=request.user)
    except TooManyRequests as error:
        return _refused(request, organization, hook, error)
    return _to_delivery(organization, delivery)


def _refused(
    request: OrganizationHttpRequest,
    organization: Organization,
    hook: StagingRestoreWebhook | None,
    error: TooManyRequests,
) -> HttpResponse:
    answer = _page(request, organization, hook, refused=str(error))
    answer["Retry-After"] = str(error.retry_after)
    return answer


def _to_delivery(organization: Organization, delivery: WebhookDelivery) -> HttpResponse:
    address = reverse("restores:webhook", args=[organization.pk])
    return redirect(f"{address}?delivery={delivery.pk}")


ACTS = {"save": _save, "off": _switch_off, "test": _test, "again": _again}
