"""Forms of organizations. They only validate input; activities save."""

from django import forms

from environments import endpoints
from lib.plain_text import PlainTextForm
from organizations import names
from organizations.models import ID_MAX_LENGTH, NAME_MAX_LENGTH


class CreateForm(PlainTextForm):
    """Name, ID and region of a new Sandbox organization."""

    name = forms.CharField(
        label="Name", max_length=NAME_MAX_LENGTH, error_messages={"required": names.REQUIRED}
    )
    id = forms.CharField(label="ID", required=False, max_length=ID_MAX_LENGTH)
    region = forms.ChoiceField(
        label="Region",
        choices=[(region.id, region.name) for region in endpoints.REGIONS],
        initial="usw",
        required=False,
        widget=forms.RadioSelect,
    )

    def clean_region(self) -> str:
        return self.cleaned_data["region"] or "usw"


class RenameForm(PlainTextForm):
    """The new name of an organization."""

    name = forms.CharField(
        label="Name", max_length=NAME_MAX_LENGTH, error_messages={"required": names.REQUIRED}
    )
