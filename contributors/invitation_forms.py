"""Forms of invitations."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from contributors.access_fields import NO_ACCESS_PRESET, roles_of_preset
from contributors.forms import AccessForm
from contributors.models.invitation_mixin import MAX_MESSAGE_LENGTH
from environments.roles import FULL_ACCESS
from lib.plain_text import PlainTextForm

MAX_TYPED = 30_000  # characters; more than 100 of the longest addresses
CHOSEN_ROLES = "roles"  # what the list of presets sends when the check boxes count


def message_field(label: str = "Message") -> forms.CharField:
    """Return the field of a text from one person to another."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=MAX_MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"max_length": f"Use at most {MAX_MESSAGE_LENGTH} characters."},
    )


class DeclineForm(PlainTextForm):
    """A word to the inviter."""

    note = message_field()


class PeopleForm(PlainTextForm):
    """Whom to invite, as typed, with a message."""

    people = forms.CharField(
        label="People",
        required=False,
        max_length=MAX_TYPED,
        widget=forms.Textarea(attrs={"rows": 1, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "max_length": "That is too much text. You can invite up to 100 people at a time; paste fewer."
        },
    )
    message = message_field()


class InviteForm(AccessForm, PeopleForm):
    """Whom to invite to an organization, with which access. Who was chosen before stands beside it.

    The access is that of a preset in a list, or of the check boxes, which are shown when they are asked for.
    """

    def __init__(self, data: QueryDict | None = None, **kwargs: Any):
        super().__init__(data, **kwargs)
        preset = data.get("preset", "") if data else ""
        is_known = preset == CHOSEN_ROLES or roles_of_preset(preset) is not None
        self.preset = preset if is_known else NO_ACCESS_PRESET
        self.is_preset_deleted = bool(preset) and not is_known

    def clean(self) -> dict[str, Any]:
        if self.is_preset_deleted:
            raise ValidationError("This preset was deleted meanwhile. Choose the access again.")
        return super().clean()

    @property
    def chooses_roles(self) -> bool:
        """Whether the check boxes are shown and count."""
        return bool(self.preset == CHOSEN_ROLES)

    def with_values(self, *, people: str | None = None, choose_roles: bool = False) -> "InviteForm":
        """Return the form with other text for `people`, or with the check boxes instead of the preset."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        if people is not None:
            data["people"] = people
        if choose_roles:
            data["preset"] = CHOSEN_ROLES
            data.setlist("role", [role for role in self.wanted.roles if role != FULL_ACCESS])
        return InviteForm(data, organization=self.organization)
