"""What the frame of every page shows: where one can go, and where one is."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from organizations.access import visible_to
from organizations.models import Environment
from organizations.permissions import Can
from organizations.staging_pairs import counterpart_of


@dataclass(frozen=True)
class Item:
    """One entry of the sidebar."""

    name: str
    url: str
    icon: str
    current: bool
    count: int | None = None


TOP = [
    ("Home", "home", "house"),
    ("Organizations", "organizations", "building-2"),
    ("Console", "console:choose", "square-terminal"),
]
OF_ORGANIZATION = [
    ("Settings", "organizations:settings", "sliders-horizontal", Can.VIEW),
    ("Console", "console:open", "square-terminal", Can.CALL_API),
    ("Restores", "restores:list", "history", Can.VIEW),
]


def navigation(request) -> dict:
    """The context processor: `nav` for templates, empty before sign-in.

    It is worked out when a template first asks: the regions that htmx replaces never do.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"nav": SimpleLazyObject(lambda: _nav(request, user))}


def _nav(request, user) -> dict:
    organization = getattr(request, "organization", None)
    match = request.resolver_match
    here = match.view_name if match else ""
    return {
        "items": [_item(entry, here, user) for entry in TOP],
        "organization": organization,
        "organization_items": _of_organization(organization, here, user) if organization else [],
        "environment": organization.environment.lower() if organization else "",
        "counterpart": counterpart_of(organization, user) if organization else None,
    }


def _item(entry, here: str, user) -> Item:
    name, view, icon = entry
    count = visible_to(user).count() if view == "organizations" else None
    return Item(name, reverse(view), icon, here == view, count)


def _of_organization(organization, here: str, user) -> list[Item]:
    items = []
    for name, view, icon, permission in OF_ORGANIZATION:
        if view == "restores:list" and organization.environment == Environment.SANDBOX:
            continue
        if user.has_perm(permission, organization):
            items.append(
                Item(
                    name,
                    reverse(view, args=[organization.pk]),
                    icon,
                    here.startswith(view.removesuffix("list")),
                )
            )
    return items
