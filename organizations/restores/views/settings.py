"""The page of the restore settings of a pair: its schedule and permission, and whether secrets are copied."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from lib import clock
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization, StagingPair
from organizations.permissions import Can
from organizations.restores import pair_schedule, permission
from organizations.restores import settings as restore_settings
from organizations.restores.forms import LocalScheduleForm, ScheduleForm
from organizations.restores.slots import next_run, skipped_slot
from organizations.restores.views.pairs import get_linked_pair_or_404, require_managed


@require_http_methods(["GET", "POST"])
def settings(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show the settings to the owners and admins of both organizations; run the `action` of a POST."""
    organization, found = get_linked_pair_or_404(request, organization_id)
    pair = require_managed(request, organization, found, "Only the owner and admins can manage restores.")
    action = ACTIONS.get(request.POST.get("action", ""))
    if action:
        messages.success(request, action(request, pair))
        return redirect("restores:settings", organization.pk)
    return render_settings(request, organization, pair, invalid=request.method == "POST")


def render_settings(
    request: OrganizationHttpRequest,
    organization: Organization,
    pair: StagingPair,
    *,
    form: ScheduleForm | None = None,
    invalid: bool = False,
) -> HttpResponse:
    """Return the page; `form` is the schedule as it was typed."""
    context = _context(request.user, organization, pair) | {
        "form": form or LocalScheduleForm(instance=pair),
        "next_run": next_run(pair, clock.now()),
        "skipped_slot": skipped_slot(pair, clock.now()),
        "schedule": pair_schedule.describe(pair),
    }
    return render(request, "organizations/restores/settings.html", context, status=422 if invalid else 200)


def _context(user: User, organization: Organization, pair: StagingPair) -> dict[str, Any]:
    return {
        "organization": organization,
        "pair": pair,
        "permission": permission.active_permission(pair),
        "is_allowed": permission.is_allowed(pair),
        "same_owner": pair.production.owner_id == pair.staging.owner_id,
        "can_view_production": user.has_perm(Can.VIEW, pair.production),
        "can_view_staging": user.has_perm(Can.VIEW, pair.staging),
        "can_restore": permission.can_restore(user, pair),
        "can_pause": user.has_perm(Can.RESTORE, pair.staging),
        "can_allow": user.has_perm(Can.RESTORE, pair.production),
        "can_copy_secrets": restore_settings.can_copy_secrets(user, pair),
        "limits": restore_settings.limits(pair),
    }


def _allow(request: OrganizationHttpRequest, pair: StagingPair) -> str:
    permission.grant(pair, by=request.user)
    return "Restores allowed"


def _revoke(request: OrganizationHttpRequest, pair: StagingPair) -> str:
    permission.revoke(pair, by=request.user)
    return "Permission revoked"


def _copy_secrets(request: OrganizationHttpRequest, pair: StagingPair) -> str:
    restore_settings.set_copy_secrets(pair, True, by=request.user)
    return "Restores now copy Production's keys and secrets"


def _keep_secrets(request: OrganizationHttpRequest, pair: StagingPair) -> str:
    restore_settings.set_copy_secrets(pair, False, by=request.user)
    return "Restores now keep Staging's keys and secrets"


ACTIONS = {"allow": _allow, "revoke": _revoke, "copy_secrets": _copy_secrets, "keep_secrets": _keep_secrets}
