"""The form in which access is granted: roles, permissions and custom roles."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from contributors.access_fields import roles_of_preset
from contributors.access_settings import PERMISSION_FIELDS, AccessSettings
from contributors.grants.roles import clean_custom_role, clean_roles, custom_roles
from environments.roles import ROLE_GROUPS, is_reader
from lib.plain_text import PlainTextForm
from organizations.models import Organization

SEPARATORS = re.compile(r"[\s,;]+")
CUSTOM_ROLES_LENGTH = 2_000


class AccessForm(PlainTextForm):
    """What a grant is to give. Roles and permissions are check boxes named `role` and `permission`.

    `wanted` is what it asks for, whether it is valid or not, so that the page can show it again.
    """

    custom_roles = forms.CharField(
        label="New custom roles",
        required=False,
        max_length=CUSTOM_ROLES_LENGTH,
        help_text="Roles of your own, separated by commas. They open nothing in OrderCloud itself.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        organization: Organization,
        held: AccessSettings = AccessSettings(),  # noqa: B008
        **kwargs: Any,
    ):
        super().__init__(data, **kwargs)
        self.organization, self.held = organization, held
        self.wanted = held if data is None else _wanted(data)
        self.new_custom_roles: list[str] = []

    def clean_custom_roles(self) -> str:
        text = self.cleaned_data["custom_roles"]
        known = set(custom_roles(self.organization))
        names = [clean_custom_role(name) for name in SEPARATORS.split(text) if name]
        self.new_custom_roles = [name for name in dict.fromkeys(names) if name not in known]
        return str(text)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            named = list(filter(None, SEPARATORS.split(cleaned.get("custom_roles", ""))))
            # One that was typed may be ticked, too, when the form is shown again.
            chosen = [role for role in self.wanted.roles if role not in (*self.held.roles, *named)]
            kept = [role for role in self.wanted.roles if role in self.held.roles]
            try:
                roles = clean_roles(self.organization, chosen)
            except ValidationError as error:
                raise ValidationError(error.messages) from error
            self.wanted = AccessSettings.create([*roles, *kept, *named], self.wanted.permissions)
        return cleaned


def _wanted(data: QueryDict) -> AccessSettings:
    """Return what the check boxes ask for; a preset or the buttons of a group replace some of them."""
    roles = set(data.getlist("role"))
    preset = roles_of_preset(data.get("preset", ""))
    if preset is not None:
        roles = set(preset)
    group, _, which = data.get("select", "").partition(":")
    if group in ROLE_GROUPS and which:
        roles -= set(ROLE_GROUPS[group])
        roles |= {role for role in ROLE_GROUPS[group] if _selects(which, role)}
    permissions = [name for name in data.getlist("permission") if name in PERMISSION_FIELDS]
    return AccessSettings.create(roles, permissions)


def _selects(which: str, role: str) -> bool:
    return which == "all" or (which == "readers" and is_reader(role))
