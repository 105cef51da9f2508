"""Panels of an organization's page: what the user may do there, and who else has access."""

from collections.abc import Callable

from django.db.models import Count, Q
from django.utils.text import get_text_list

from accounts.models import User
from contributors.access_settings import USER_KINDS, AccessSettings
from contributors.access_sources import role_granters, role_sources
from contributors.effective_access import EffectiveAccess, effective_access
from contributors.grants.policy import admins_are_limited
from contributors.models import AccessGrant
from contributors.ownership.transfer import transferred_with
from contributors.people import count_teams, people_of
from organizations.connections.clients import token_grant_for
from organizations.models import Organization
from organizations.panels import Panel, PanelContext
from organizations.permissions import Can

MAX_CONTRIBUTORS = 5
MAX_GRANTERS = 2


def access_panel(user: User, organization: Organization) -> PanelContext:
    """Return what the user may do, where each right comes from, and who to ask for what is missing."""
    access = effective_access(user, organization)
    capabilities = token_grant_for(organization).capabilities
    may_impersonate = [kind for kind in USER_KINDS if kind in access.impersonation_kinds]
    not_available = [kind for kind in may_impersonate if kind not in capabilities.impersonation_types]
    return {
        "organization": organization,
        "access": access,
        "role_sources": _sources(access, lambda grant: bool(grant.roles)),
        "may_impersonate": [kind for kind in may_impersonate if kind not in not_available],
        "not_available": not_available,
        "not_available_reason": capabilities.reasons.get(not_available[0], "") if not_available else "",
        "may_not_impersonate": [kind for kind in USER_KINDS if kind not in access.impersonation_kinds],
        "impersonation_sources": _sources(
            access, lambda grant: bool(AccessSettings.of(grant).impersonation_kinds)
        ),
        "may_edit": any(not role.endswith("Reader") for role in access.roles),
        "admin_sources": _sources(access, lambda grant: grant.is_admin),
        "granters": [] if access.is_owner else _granters(user, organization),
    }


def _sources(access: EffectiveAccess, gives: Callable[[AccessGrant], bool]) -> list[str]:
    """Return the names of the sources that give a right: teams by name, then direct access."""
    if access.is_owner:
        return ["Owner"]
    giving = [grant for grant in access.grants if gives(grant)]
    teams = sorted(grant.team.name for grant in giving if grant.team)
    return teams + ["Direct access"] * any(grant.team is None for grant in giving)


def _granters(user: User, organization: Organization) -> list[User]:
    """Return the first people to ask for more, the owner before the admins."""
    granters = [granter for granter, _position in role_granters(organization) if granter != user]
    return granters[:MAX_GRANTERS]


def contributors_panel(user: User, organization: Organization) -> PanelContext:
    """Return the owner and the first contributors, and how many people and teams there are besides."""
    accepted = AccessGrant.objects.accepted().filter(organization=organization)
    members = Count("team__members", filter=Q(team__members__accepted_at__isnull=False))
    return {
        "owner": organization.owner,
        "grants": accepted.select_related("user", "team")
        .annotate(members=members)
        .order_by("-is_admin", "accepted_at")[:MAX_CONTRIBUTORS],
        "people": len(people_of([organization])),
        "teams": count_teams([organization]),
        "user": user,
        "organization": organization,
        "may_leave": user != organization.owner,
    }


def transfer_line(user: User, organization: Organization) -> PanelContext | None:
    """Return the context of the way to a transfer; None for everyone but the owner."""
    if not user.has_perm(Can.TRANSFER, organization):
        return None
    return {"organization": organization, "both": len(transferred_with(organization)) > 1}


def my_access_panel(user: User, organization: Organization) -> PanelContext:
    """Return the user's own roles with their source, for the settings."""
    access = effective_access(user, organization)
    available = token_grant_for(organization).capabilities.impersonation_types
    kinds = [kind for kind in USER_KINDS if kind in access.impersonation_kinds and kind in available]
    return {
        "organization": organization,
        "access": access,
        "sources": role_sources(access),
        "user_kinds": get_text_list(kinds, "and"),
    }


def policy_line(user: User, organization: Organization) -> PanelContext | None:
    """Return what admins may grant, for those who manage contributors."""
    if not user.has_perm(Can.MANAGE, organization):
        return None
    return {
        "organization": organization,
        "limited": admins_are_limited(organization),
        "may_change": user.has_perm(Can.LIMIT_ADMINS, organization),
    }


PANELS = [
    Panel("basic", 20, "contributors/panels/_policy.html", policy_line),
    Panel("basic", 10, "contributors/panels/_my_access.html", my_access_panel),
    Panel("main", 10, "contributors/panels/_access.html", access_panel),
    Panel("side", 20, "contributors/panels/_contributors.html", contributors_panel),
    Panel("danger", 10, "contributors/panels/_transfer.html", transfer_line),
]
