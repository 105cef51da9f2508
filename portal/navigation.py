"""The navigation of every page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from organizations.access import visible_to
from organizations.models import Environment, Organization
from organizations.permissions import Can
from organizations.staging_pairs import counterpart_of


@dataclass(frozen=True)
class Item:
    """One item of the sidebar."""

    name: str
    url: str
    icon: str
    current: bool
    count: int | None = None


MAIN_MENU = [
    ("Home", "home", "house"),
    ("Organizations", "organizations", "building-2"),
    ("Teams", "teams:list", "users"),
    ("Console", "console:choose_organization", "square-terminal"),
]
# Views of the pages that lead to a new organization.
WAYS_TO_ONE = ("organizations:create", "organizations:connect", "production_requests:")
# Views of the pages that Settings leads to.
SETTINGS_PAGES = {
    *("organizations:change_connection", "organizations:rotate_secret", "organizations:secret"),
    *("organizations:link_pair", "organizations:unlink_pair", "restores:settings"),
    *("organizations:search_indexes", "organizations:delete", "organizations:confirm_delete"),
    *("contributors:transfer", "contributors:confirm_transfer"),
}
ORGANIZATION_MENU = [
    ("Settings", "organizations:settings", "sliders-horizontal", Can.VIEW),
    ("Console", "console:console", "square-terminal", Can.CALL_API),
    ("Enhanced pages", "enhanced:index", "zap", Can.CALL_API),
    ("Contributors", "contributors:list", "user", Can.VIEW),
    ("Team access", "team_access:list", "users", Can.VIEW),
    ("Restores", "restores:list", "history", Can.VIEW),
    ("Audit log", "organizations:log", "scroll-text", Can.VIEW_AUDIT_LOG),
]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return `nav` for templates of users who are signed in; a context processor.

    It is built when a template first reads it, which partials for htmx never do.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"nav": SimpleLazyObject(lambda: _build(request, user))}


def _build(request: HttpRequest, user: User) -> dict[str, Any]:
    organization = getattr(request, "organization", None)
    match = request.resolver_match
    current_view = match.view_name if match else ""
    return {
        "items": [_main_item(entry, current_view, request, user) for entry in MAIN_MENU],
        "organization": organization,
        "organization_items": _organization_items(organization, current_view, user) if organization else [],
        "environment": organization.environment.lower() if organization else "",
        "counterpart": counterpart_of(organization, user) if organization else None,
        # For pages of lower layers, which know no address of this one.
        "api_reference_url": reverse("api_reference"),
    }


def _main_item(entry: tuple[str, str, str], current_view: str, request: HttpRequest, user: User) -> Item:
    name, view, icon = entry
    count = _organization_count(request, user) or None if view == "organizations" else None
    current = (
        current_view == view
        or (view == "organizations" and current_view.startswith(WAYS_TO_ONE))
        or (view == "teams:list" and current_view.startswith("teams:"))
    )
    return Item(name, reverse(view), icon, current, count)


def _organization_count(request: HttpRequest, user: User) -> int:
    """Return how many organizations `user` sees; a page that counted them already saves the query."""
    counted: int | None = getattr(request, "organization_count", None)
    return visible_to(user).count() if counted is None else counted


def _organization_items(organization: Organization, current_view: str, user: User) -> list[Item]:
    items = []
    if current_view in SETTINGS_PAGES:
        current_view = "organizations:settings"
    for name, view, icon, permission in ORGANIZATION_MENU:
        if view == "restores:list" and organization.environment == Environment.SANDBOX:
            continue
        if user.has_perm(permission, organization):
            items.append(
                Item(
                    name,
                    reverse(view, args=[organization.pk]),
                    icon,
                    current_view.startswith(view.removesuffix("list").removesuffix("index")),
                )
            )
    return items
