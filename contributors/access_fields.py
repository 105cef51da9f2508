"""What the form of access shows: presets, permissions and roles by group, with what can't be granted."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from contributors.access_settings import IMPERSONATION_FIELDS, AccessSettings
from contributors.grants.limits import limit_of
from contributors.grants.roles import custom_roles
from contributors.models import AccessPreset
from environments.roles import API_ROLES, FULL_ACCESS, ROLE_GROUPS
from organizations.models import Organization

OPEN_GROUPS = 2  # when none is chosen
FULL_ACCESS_PRESET = "full"
NO_ACCESS_PRESET = "none"


@dataclass(frozen=True)
class Choice:
    """A role or permission; `disabled` when the editor can't grant it."""

    value: str
    checked: bool
    disabled: bool


@dataclass(frozen=True)
class Permission(Choice):
    """A permission with its sentence."""

    kind: str  # of the users that it lets act as; "" for the admin flag


@dataclass(frozen=True)
class RoleGroup:
    """The roles of one area."""

    name: str
    choices: list[Choice]
    is_open: bool

    @property
    def count(self) -> int:
        """How many are chosen."""
        return sum(choice.checked for choice in self.choices)


@dataclass(frozen=True)
class PresetChoice:
    """A preset, how it relates to what is chosen, and how many of its roles the editor can't grant."""

    value: str
    name: str
    count: int
    is_chosen: bool
    added: int
    lacking: int


@dataclass(frozen=True)
class AccessFields:
    """Everything that the form shows; `limited` says whether the editor grants only what they hold."""

    chosen: AccessSettings
    limited: bool
    full_access: Choice
    permissions: list[Permission]
    presets: list[PresetChoice]
    groups: list[RoleGroup]
    custom: list[Choice]


def access_fields(
    organization: Organization,
    editor: User,
    chosen: AccessSettings,
    held: AccessSettings = AccessSettings(),  # noqa: B008
) -> AccessFields:
    """Return what `editor` may choose from.

    Args:
        chosen: what the form has ticked.
        held: what the grant gives already, which may stay although the editor couldn't grant it.
    """
    limit = limit_of(editor, organization)

    def can_grant(right: str) -> bool:
        return limit is None or limit.includes(right) or held.includes(right)

    def choice(right: str) -> Choice:
        return Choice(right, right in chosen.rights, not can_grant(right))

    def permission(right: str, kind: str = "") -> Permission:
        return Permission(right, right in chosen.permissions, not can_grant(right), kind)

    names = list(dict.fromkeys([*custom_roles(organization), *_custom_of(chosen)]))
    chosen_groups = [name for name, roles in ROLE_GROUPS.items() if set(roles) & set(chosen.roles)]
    opened = chosen_groups or list(ROLE_GROUPS)[:OPEN_GROUPS]
    return AccessFields(
        chosen=chosen,
        limited=limit is not None,
        full_access=choice(FULL_ACCESS),
        permissions=[
            permission("is_admin"),
            *(permission(name, kind) for kind, name in IMPERSONATION_FIELDS.items()),
        ],
        presets=_preset_choices(chosen, can_grant),
        groups=[
            RoleGroup(name, [*map(choice, roles)], name in opened) for name, roles in ROLE_GROUPS.items()
        ],
        custom=[choice(name) for name in names],
    )


def roles_of_preset(value: str) -> tuple[str, ...] | None:
    """Return the roles of the preset that the form sent; None for an unknown one.

    `FULL_ACCESS_PRESET` is one too, where a form has a list of presets instead of buttons and a check box.
    """
    if value == FULL_ACCESS_PRESET:
        return (FULL_ACCESS,)
    return next((tuple(preset.roles) for preset in _presets() if _value(preset) == value), None)


def _presets() -> list[AccessPreset]:
    return [AccessPreset(name="No access", roles=[]), *AccessPreset.objects.all()]


def _value(preset: AccessPreset) -> str:
    return str(preset.pk or NO_ACCESS_PRESET)


def _preset_choices(chosen: AccessSettings, can_grant: Callable[[str], bool]) -> list[PresetChoice]:
    """Return the presets; the largest whose roles are all chosen is chosen, none of them for full access."""
    presets, picked = _presets(), set(chosen.roles)
    covering = [preset for preset in presets if (set(preset.roles) <= picked if preset.roles else not picked)]
    largest = max(covering, key=lambda preset: len(preset.roles), default=None)
    return [
        PresetChoice(
            value=_value(preset),
            name=preset.name,
            count=len(preset.roles),
            is_chosen=preset is largest,
            added=len(picked - set(preset.roles)),
            lacking=sum(not can_grant(role) for role in preset.roles),
        )
        for preset in presets
    ]


def _custom_of(settings: AccessSettings) -> list[str]:
    return [role for role in settings.roles if role not in API_ROLES]
