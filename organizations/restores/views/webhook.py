"""The page of the staging restore webhook: its settings, a test, and the deliveries with their attempts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from lib.query_string import whole_number
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization, StagingPair
from organizations.permissions import Can
from organizations.restores.forms import RestoreWebhookForm
from organizations.restores.models import StagingRestoreWebhook, WebhookDelivery
from organizations.restores.views.deliveries import SELECTED_TEMPLATE, deliveries_context
from organizations.restores.views.pairs import get_pair_or_404
from organizations.restores.webhook import requests
from organizations.restores.webhook import settings as webhook_settings
from organizations.restores.webhook.requests import TooManyRequests


@require_http_methods(["GET", "POST"])
def webhook(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show the webhook and the delivery that `delivery` selects; run the `action` of a POST."""
    organization, pair = get_pair_or_404(request, organization_id)
    if pair is None:
        raise Http404("The organization isn't linked to a Staging organization.")
    if not request.user.has_perm(Can.RESTORE, pair.staging):
        raise PermissionDenied("Only the owner and admins can manage the restore webhook.")
    hook = StagingRestoreWebhook.objects.filter(organization=pair.staging).first()
    if request.method == "POST":
        action = ACTIONS.get(request.POST.get("action", ""), _save)
        return action(request, organization, pair, hook)
    return _page(request, organization, hook)


def _page(
    request: OrganizationHttpRequest,
    organization: Organization,
    hook: StagingRestoreWebhook | None,
    form: RestoreWebhookForm | None = None,
    error: str = "",
) -> HttpResponse:
    context = {
        "organization": organization,
        "form": form or RestoreWebhookForm(initial={"url": hook.url if hook else ""}),
        "error": error,
        "url": reverse("restores:webhook", args=[organization.pk]),
    } | deliveries_context(request, hook)
    template = (
        SELECTED_TEMPLATE if request.htmx and context["selected"] else "organizations/restores/webhook.html"
    )
    status = 429 if error else 422 if form else 200
    return render(request, template, context, status=status)


def _save(
    request: OrganizationHttpRequest,
    organization: Organization,
    pair: StagingPair,
    hook: StagingRestoreWebhook | None,
) -> HttpResponse:
    form = RestoreWebhookForm(request.POST)
    if form.is_valid():
        try:
            webhook_settings.configure(
                pair.staging, form.cleaned_data["url"], form.hash_key_or_none(), by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Restore webhook saved")
            return redirect("restores:webhook", organization.pk)
    return _page(request, organization, hook, form)


def _disable(
    request: OrganizationHttpRequest,
    organization: Organization,
    pair: StagingPair,
    hook: StagingRestoreWebhook | None,
) -> HttpResponse:
    if hook:
        webhook_settings.disable(hook, by=request.user)
    messages.success(request, "Restore webhook turned off")
    return redirect("restores:webhook", organization.pk)


def _test(
    request: OrganizationHttpRequest,
    organization: Organization,
    pair: StagingPair,
    hook: StagingRestoreWebhook | None,
) -> HttpResponse:
    if hook is None or not hook.active:
        raise Http404("The restore webhook is off.")
    try:
        test = requests.send_test(hook, by=request.user)
    except TooManyRequests as error:
        return _too_many_requests(request, organization, hook, error)
    return _redirect_to_delivery(organization, test)


def _redeliver(
    request: OrganizationHttpRequest,
    organization: Organization,
    pair: StagingPair,
    hook: StagingRestoreWebhook | None,
) -> HttpResponse:
    pk = whole_number(request.POST.get("delivery"))
    selected = get_object_or_404(WebhookDelivery, webhook=hook, pk=pk, webhook__active=True)
    try:
        requests.redeliver(selected, by=request.user)
    except TooManyRequests as error:
        return _too_many_requests(request, organization, hook, error)
    return _redirect_to_delivery(organization, selected)


def _too_many_requests(
    request: OrganizationHttpRequest,
    organization: Organization,
    hook: StagingRestoreWebhook | None,
    error: TooManyRequests,
) -> HttpResponse:
    response = _page(request, organization, hook, error=str(error))
    response["Retry-After"] = str(error.retry_after)
    return response


def _redirect_to_delivery(organization: Organization, selected: WebhookDelivery) -> HttpResponse:
    url = reverse("restores:webhook", args=[organization.pk])
    return redirect(f"{url}?delivery={selected.pk}")


ACTIONS = {"save": _save, "disable": _disable, "test": _test, "redeliver": _redeliver}
