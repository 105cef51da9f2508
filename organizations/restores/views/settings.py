"""The page of what a pair agreed on: who allowed its restores, and whether secrets are copied."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization, StagingPair
from organizations.permissions import Can
from organizations.restores import permission
from organizations.restores import settings as restore_settings
from organizations.restores.views.pairs import linked_pair


@require_http_methods(["GET", "POST"])
def settings(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """GET shows it to the owners and admins of both organizations; POST does what its button says."""
    organization, pair = linked_pair(request, organization_id)
    if not request.user.has_perm(Can.RESTORE, organization):
        raise PermissionDenied("Only the owner and admins look after restores.")
    if pair is None:
        raise Http404("There is no pair.")
    action = ACTIONS.get(request.POST.get("action"))
    if action:
        messages.success(request, action(request, pair))
        return redirect("restores:settings", organization.pk)
    context = _context(request.user, organization, pair)
    status = 422 if request.method == "POST" else 200
    return render(request, "organizations/restores/settings.html", context, status=status)


def _context(user: User, organization: Organization, pair: StagingPair) -> dict:
    return {
        "organization": organization,
        "pair": pair,
        "permission": permission.in_force(pair),
        "covered": permission.is_covered(pair),
        "one_owner": pair.production.owner_id == pair.staging.owner_id,
        "sees_production": user.has_perm(Can.VIEW, pair.production),
        "sees_staging": user.has_perm(Can.VIEW, pair.staging),
        "can_allow": user.has_perm(Can.RESTORE, pair.production),
        "can_copy_secrets": restore_settings.may_copy_secrets(user, pair),
    }


def _allow(request: OrganizationHttpRequest, pair: StagingPair) -> str:
    permission.grant(pair, by=request.user)
    return "Restores are allowed"


def _revoke(request: OrganizationHttpRequest, pair: StagingPair) -> str:
    permission.revoke(pair, by=request.user)
    return "The permission is revoked"


def _copy(request: OrganizationHttpRequest, pair: StagingPair) -> str:
    restore_settings.set_copy_secrets(pair, True, by=request.user)
    return "Restores copy Production’s keys and secrets"


def _keep(request: OrganizationHttpRequest, pair: StagingPair) -> str:
    restore_settings.set_copy_secrets(pair, False, by=request.user)
    return "Restores keep Staging’s keys and secrets"


ACTIONS = {"allow": _allow, "revoke": _revoke, "copy_secrets": _copy, "keep_secrets": _keep}
