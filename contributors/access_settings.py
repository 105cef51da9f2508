"""What one access grant gives: data access, the admin flag and the permissions to impersonate."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from contributors.models import AccessGrant
from environments.grants import BUYER, SELLER, SUPPLIER
from environments.roles import API_ROLES, FULL_ACCESS, in_order

USER_KINDS = (SELLER, SUPPLIER, BUYER)
ADMIN_FIELD = "is_admin"
IMPERSONATION_FIELDS = {kind: f"impersonate_{kind}" for kind in USER_KINDS}
# The boolean fields of a grant: its rights beside the roles.
PERMISSION_FIELDS = (ADMIN_FIELD, *IMPERSONATION_FIELDS.values())


def in_field_order(permissions: Collection[str]) -> list[str]:
    """Return permissions in the order of `PERMISSION_FIELDS`."""
    return [name for name in PERMISSION_FIELDS if name in permissions]


@dataclass(frozen=True)
class AccessSettings:
    """What a grant gives, or what someone wants it to give.

    Attributes:
        roles: API roles and custom roles, each once, in the order of the groups. `FullAccess` includes every
            API role, so beside it stand custom roles only.
        permissions: the names of the `PERMISSION_FIELDS` that are on.
    """

    roles: tuple[str, ...] = ()
    permissions: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def create(cls, roles: Iterable[str] = (), permissions: Iterable[str] = ()) -> "AccessSettings":
        """Return settings with the roles in order; `FullAccess` replaces the other API roles."""
        ordered = in_order(roles)
        if FULL_ACCESS in ordered:
            ordered = [FULL_ACCESS, *(role for role in ordered if role not in API_ROLES)]
        return cls(tuple(ordered), frozenset(permissions))

    @classmethod
    def from_rights(cls, rights: Collection[str]) -> "AccessSettings":
        """Return settings that have these `rights`."""
        return cls.create(
            (right for right in rights if right not in PERMISSION_FIELDS),
            (right for right in rights if right in PERMISSION_FIELDS),
        )

    @classmethod
    def of(cls, grant: AccessGrant) -> "AccessSettings":
        """Return what `grant` gives."""
        return cls.create(grant.roles, (name for name in PERMISSION_FIELDS if getattr(grant, name)))

    @property
    def is_admin(self) -> bool:
        """Whether they make an organization admin."""
        return ADMIN_FIELD in self.permissions

    @property
    def has_full_access(self) -> bool:
        """Whether they include every API role."""
        return FULL_ACCESS in self.roles

    @property
    def impersonation_kinds(self) -> list[str]:
        """The kinds of users that may be impersonated, in the order of `USER_KINDS`."""
        return [kind for kind, name in IMPERSONATION_FIELDS.items() if name in self.permissions]

    @property
    def rights(self) -> frozenset[str]:
        """Roles and permissions together, as `AccessGrant.origins` names them."""
        return frozenset(self.roles) | self.permissions

    def includes(self, right: str) -> bool:
        """Return whether these give a role or permission; full access gives every API role."""
        return right in self.rights or (self.has_full_access and right in API_ROLES)

    def union(self, other: "AccessSettings") -> "AccessSettings":
        """Return what both give together."""
        return AccessSettings.create({*self.roles, *other.roles}, self.permissions | other.permissions)

    def difference(self, other: "AccessSettings") -> "AccessSettings":
        """Return what these give and `other` doesn't name."""
        return AccessSettings.create(set(self.roles) - set(other.roles), self.permissions - other.permissions)

    def apply_to(self, grant: AccessGrant) -> None:
        """Set the fields of `grant`, without saving it."""
        grant.roles = list(self.roles)
        for name in PERMISSION_FIELDS:
            setattr(grant, name, name in self.permissions)
