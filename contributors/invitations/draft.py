"""An invitation that is being written: whom, and which access, as the page sends it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.datastructures import MultiValueDict

from accounts.models import User
from contributors.access_changes import role_count
from contributors.access_settings import PERMISSION_FIELDS, AccessSettings
from contributors.grants.limits import limit_of
from contributors.grants.roles import custom_roles
from contributors.invitations.batch import MAX_INVITATIONS
from contributors.models import AccessPreset
from environments.roles import FULL_ACCESS, ROLE_GROUPS
from organizations.models import Organization

CHOSEN_ROLES, NO_ROLES, FULL = "roles", "none", "full"  # values of the preset list beside the presets' keys
PERMISSION_TEXTS = {
    "is_admin": (
        "Organization admin",
        "Renames the organization, and invites, changes and removes contributors.",
    ),
    "impersonate_seller": ("Act as seller users", "Calls the API as any seller user."),
    "impersonate_supplier": ("Act as supplier users", "Calls the API as any supplier user."),
    "impersonate_buyer": ("Act as buyer users", "Calls the API as any buyer user."),
}


@dataclass(frozen=True)
class Option:
    """A preset, role or permission to select; `refused` if `by` can't grant it."""

    value: str
    label: str
    is_selected: bool
    refused: bool = False
    hint: str = ""


@dataclass
class Draft:
    """What the page holds between two requests.

    Attributes:
        users, addresses: who was chosen, as chips.
        preset: the key of a preset, or one of the three values above.
        roles: what the check boxes say; used with `CHOSEN_ROLES` only.
    """

    users: list[User] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    preset: str = NO_ROLES
    roles: list[str] = field(default_factory=list)
    permissions: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, data: MultiValueDict[str, str]) -> "Draft":
        """Return the draft of a submitted form; values that mean nothing are dropped."""
        ids = [int(value) for value in data.getlist("user") if value.isdecimal() and len(value) < 10]
        found = User.objects.filter(is_active=True).in_bulk(ids[: MAX_INVITATIONS + 1])
        preset = data.get("preset", "")
        return cls(
            users=[found[number] for number in dict.fromkeys(ids) if number in found],
            addresses=list(dict.fromkeys(data.getlist("address")))[: MAX_INVITATIONS + 1],
            preset=preset if preset in {CHOSEN_ROLES, FULL, NO_ROLES} or _is_preset(preset) else NO_ROLES,
            roles=data.getlist("role"),
            permissions=[name for name in data.getlist("permission") if name in PERMISSION_FIELDS],
        )

    @property
    def count(self) -> int:
        return len(self.users) + len(self.addresses)

    @property
    def wanted(self) -> AccessSettings:
        """The access that is granted."""
        return AccessSettings.create(self.granted_roles(), self.permissions)

    def granted_roles(self) -> list[str]:
        """Return the roles of the preset, or those of the check boxes."""
        if self.preset in (NO_ROLES, FULL):
            return [FULL_ACCESS] if self.preset == FULL else []
        if self.preset == CHOSEN_ROLES:
            return self.roles
        return list(AccessPreset.objects.get(pk=self.preset).roles)

    def choose_roles(self) -> None:
        """Open the check boxes, with the roles of the preset selected."""
        self.roles, self.preset = self.granted_roles(), CHOSEN_ROLES

    def add(self, users: Iterable[User], addresses: Iterable[str]) -> None:
        """Add to those who are chosen, each once."""
        self.users = list({user.pk: user for user in [*self.users, *users]}.values())
        self.addresses = list(dict.fromkeys([*self.addresses, *addresses]))

    def remove(self, value: str) -> None:
        """Remove who was chosen: a user's primary key or an address."""
        self.users = [user for user in self.users if str(user.pk) != value]
        self.addresses = [address for address in self.addresses if address != value]


def access_options(draft: Draft, organization: Organization, *, by: User) -> Mapping[str, object]:
    """Return what can be granted, with what is selected, and what `by` can't grant when they are limited."""
    limit = limit_of(by, organization)

    def beyond(rights: Sequence[str]) -> bool:
        return limit is not None and not all(map(limit.includes, rights))

    presets = [
        Option(NO_ROLES, "No roles", draft.preset == NO_ROLES),
        *(_preset_option(preset, draft, beyond(preset.roles)) for preset in AccessPreset.objects.all()),
        Option(FULL, "Full access", draft.preset == FULL, beyond([FULL_ACCESS])),
        Option(CHOSEN_ROLES, "Chosen roles", draft.preset == CHOSEN_ROLES),
    ]
    groups = dict(ROLE_GROUPS) | (
        {"Custom roles": tuple(custom)} if (custom := custom_roles(organization)) else {}
    )
    return {
        "limited": limit is not None,
        "presets": presets,
        "granted": draft.wanted.roles,
        "chooses_roles": draft.preset == CHOSEN_ROLES,
        "groups": {
            name: [Option(role, role, role in draft.roles, beyond([role])) for role in roles]
            for name, roles in groups.items()
        }
        if draft.preset == CHOSEN_ROLES
        else {},
        "permissions": [
            Option(name, label, name in draft.permissions, beyond([name]), hint)
            for name, (label, hint) in PERMISSION_TEXTS.items()
        ],
    }


def _preset_option(preset: AccessPreset, draft: Draft, refused: bool) -> Option:
    label = f"{preset.name}, {role_count(preset.roles)}"
    return Option(str(preset.pk), label, draft.preset == str(preset.pk), refused)


def _is_preset(value: str) -> bool:
    return value.isdecimal() and len(value) < 10 and AccessPreset.objects.filter(pk=int(value)).exists()
