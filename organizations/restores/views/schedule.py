"""Changes of a pair's schedule, from its settings and from the restore settings."""

from copy import copy
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from lib import clock
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization, StagingPair
from organizations.restores import pair_schedule
from organizations.restores.forms import LocalScheduleForm
from organizations.restores.slots import next_run
from organizations.restores.views.pairs import get_pair_or_404, require_managed
from organizations.restores.views.settings import render_settings


@require_POST
def schedule(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Run the `action` of the request, or set the day and the hour; return to the page it came from."""
    organization, found = get_pair_or_404(request, organization_id)
    pair = require_managed(
        request, organization, found, "Only the owner and admins can change the restore schedule."
    )
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        return _set_time(request, organization, pair)
    try:
        messages.success(request, action(request, pair))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return _back(request, organization)


def _set_time(
    request: OrganizationHttpRequest, organization: Organization, pair: StagingPair
) -> HttpResponse:
    form = LocalScheduleForm(request.POST, instance=copy(pair))
    if not form.is_valid():
        return render_settings(request, organization, pair, form=form, invalid=True)
    if pair_schedule.update(pair, by=request.user, **form.cleaned_data):
        messages.success(request, f"Schedule saved. {_next(pair)}")
    return _back(request, organization)


def _back(request: OrganizationHttpRequest, organization: Organization) -> HttpResponse:
    """Redirect to the settings of the organization if the form says so, else to the restore settings."""
    page = "organizations:settings" if request.POST.get("back") == "settings" else "restores:settings"
    return redirect(page, organization.pk)


def _next(pair: StagingPair) -> str:
    run = next_run(pair, clock.now())
    if run is None:
        return "Weekly restores are off."
    local = timezone.localtime(run)
    return f"Next restore: {local:%a} {local.day} {local:%b, %H:%M} your time."


def _pause(request: OrganizationHttpRequest, pair: StagingPair) -> str:
    pair_schedule.update(pair, by=request.user, schedule_enabled=False)
    return "Weekly restores paused"


def _resume(request: OrganizationHttpRequest, pair: StagingPair) -> str:
    pair_schedule.update(pair, by=request.user, schedule_enabled=True)
    return f"Weekly restores resumed. {_next(pair)}"


def _skip(request: OrganizationHttpRequest, pair: StagingPair) -> str:
    pair_schedule.skip(pair, _slot(request.POST.get("slot", "")), by=request.user)
    return f"Restore skipped. {_next(pair)}"


def _unskip(request: OrganizationHttpRequest, pair: StagingPair) -> str:
    pair_schedule.unskip(pair, by=request.user)
    return f"Restore no longer skipped. {_next(pair)}"


def _slot(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


ACTIONS = {"pause": _pause, "resume": _resume, "skip": _skip, "unskip": _unskip}
