"""The roles that can be granted in an organization."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from django.core.exceptions import ValidationError

from contributors.access_settings import PERMISSION_FIELDS
from contributors.models import CustomRole
from contributors.models.policy import MAX_ROLE_LENGTH
from environments.roles import API_ROLES, api_role_named, in_order
from organizations.models import Organization

MAX_ROLES = 200
MAX_CUSTOM_ROLES = 100
# What may stand in an OAuth scope (RFC 6749, 3.3): tokens request roles there.
CUSTOM_ROLE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
MAX_NAMED = 5
# Names of permissions in the portal and its API, which a role of the same name would be taken for.
RESERVED_ROLES = frozenset(name.replace("_", "") for name in PERMISSION_FIELDS)


def clean_roles(organization: Organization, names: Iterable[str]) -> tuple[str, ...]:
    """Return the roles of these names in the order of the groups.

    API roles are found in any case of letters. Custom roles have to be registered in the organization.

    Raises:
        ValidationError: for `roles`; names what does not exist.
    """
    unique = list(dict.fromkeys(names))
    if len(unique) > MAX_ROLES:
        raise ValidationError({"roles": f"Choose at most {MAX_ROLES} roles."})
    found = {name: api_role_named(name) for name in unique}
    others = [name for name, role in found.items() if role is None]
    custom = set(custom_roles(organization)) if others else set()
    unknown = [name for name in others if name not in custom]
    if unknown:
        raise ValidationError({"roles": " ".join(_explain(name, custom) for name in unknown[:MAX_NAMED])})
    return tuple(in_order(role or name for name, role in found.items()))


def custom_roles(organization: Organization) -> list[str]:
    """Return the custom roles of the organization by name."""
    return list(CustomRole.objects.filter(organization=organization).values_list("name", flat=True))


def right_named(name: str, custom: Iterable[str]) -> str:
    """Return the permission, API role in any case, or role among `custom` of that name; empty if none is."""
    if name in PERMISSION_FIELDS:
        return name
    return api_role_named(name) or (name if name in custom else "")


def clean_custom_role(name: str) -> str:
    """Return the name of a new custom role.

    Raises:
        ValidationError: for `custom_roles`; says what is wrong.
    """
    name = name.strip()
    if api_role_named(name):
        raise ValidationError({"custom_roles": f"{name} is an API role. Select it in its group."})
    if name.lower().replace("_", "") in RESERVED_ROLES:
        raise ValidationError({"custom_roles": f"{name} is a permission. Select it among the permissions."})
    if len(name) > MAX_ROLE_LENGTH:
        raise ValidationError({"custom_roles": f"Use at most {MAX_ROLE_LENGTH} characters for a role."})
    if not CUSTOM_ROLE.fullmatch(name):
        raise ValidationError({"custom_roles": "Use no spaces, quotes or backslashes in the name of a role."})
    return name


def _explain(name: str, custom: Iterable[str]) -> str:
    shown = name if len(name) <= MAX_ROLE_LENGTH else f"{name[:MAX_ROLE_LENGTH]}…"
    nearest = get_close_matches(name[:MAX_ROLE_LENGTH], [*sorted(API_ROLES), *custom], n=1)
    return f"{shown} is not a role." + (f" Did you mean {nearest[0]}?" if nearest else "")
