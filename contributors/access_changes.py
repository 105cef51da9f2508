"""The difference between two access settings, in words."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.text import get_text_list

from contributors.access_settings import IMPERSONATION_FIELDS, AccessSettings, in_field_order
from environments.roles import FULL_ACCESS, in_order

MAX_NAMED_ROLES = 5
PERMISSION_LABELS = {
    "is_admin": "organization admin",
    **{name: f"act as {kind} users" for kind, name in IMPERSONATION_FIELDS.items()},
}


@dataclass(frozen=True)
class AccessChanges:
    """What is added and removed. Roles are in the order of the groups, permissions are field names."""

    before: AccessSettings
    after: AccessSettings

    @property
    def added_roles(self) -> list[str]:
        return in_order(set(self.after.roles) - set(self.before.roles))

    @property
    def removed_roles(self) -> list[str]:
        return in_order(role for role in self.before.roles if not self.after.includes(role))

    @property
    def added_permissions(self) -> list[str]:
        return in_field_order(self.after.permissions - self.before.permissions)

    @property
    def removed_permissions(self) -> list[str]:
        return in_field_order(self.before.permissions - self.after.permissions)

    @property
    def unchanged_roles(self) -> int:
        """How many roles stay."""
        return len(set(self.before.roles) & set(self.after.roles))

    @property
    def takes_away(self) -> bool:
        """Whether a right is lost."""
        return not all(self.after.includes(right) for right in self.before.rights)

    def applied_to(self, settings: AccessSettings) -> AccessSettings:
        """Return other settings with these changes made to them as well."""
        removed = AccessSettings.create(self.removed_roles, self.removed_permissions)
        added = AccessSettings.create(self.added_roles, self.added_permissions)
        return settings.difference(removed).union(added)

    def __bool__(self) -> bool:
        return self.before != self.after


def right_in_words(right: str) -> str:
    """Return a role by its name, but `FullAccess` and permissions as a sentence says them."""
    return "full access" if right == FULL_ACCESS else PERMISSION_LABELS.get(right, right)


def role_names(roles: list[str]) -> str:
    """Return roles for a sentence: "ProductAdmin, OrderReader and 3 more", "full access"."""
    names = [right_in_words(role) for role in roles]
    if len(names) > MAX_NAMED_ROLES:
        names[MAX_NAMED_ROLES:] = [f"{len(names) - MAX_NAMED_ROLES} more roles"]
    return get_text_list(names, "and")


def role_count(roles: Collection[str]) -> str:
    """Return "1 role", "9 roles", or "full access" for `FullAccess`, which includes every API role."""
    if FULL_ACCESS in roles:
        return "full access"
    return f"{len(roles)} role{'' if len(roles) == 1 else 's'}"


def in_words(changes: AccessChanges) -> str:
    """Return what changes: "added ProductAdmin and act as buyer users, removed ShipmentReader"."""
    parts = []
    for verb, roles, permissions in (
        ("added", changes.added_roles, changes.added_permissions),
        ("removed", changes.removed_roles, changes.removed_permissions),
    ):
        named = [role_names(roles)] if roles else []
        named += [PERMISSION_LABELS[name] for name in permissions]
        if named:
            parts.append(f"{verb} {get_text_list(named, 'and')}")
    return ", ".join(parts)


def summary(settings: AccessSettings) -> str:
    """Return settings in a few words: "admin, 9 roles, can act as supplier and buyer users"."""
    parts = ["admin"] * settings.is_admin + [role_count(settings.roles) if settings.roles else "no roles"]
    if settings.impersonation_kinds:
        parts.append(f"can act as {get_text_list(settings.impersonation_kinds, 'and')} users")
    return ", ".join(parts)
