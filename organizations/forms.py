"""Forms of organizations. They only validate input; activities save."""

from django import forms

from environments import endpoints
from lib.plain_text import PlainTextForm
from organizations import identifiers, names, regions
from organizations.models import ID_MAX_LENGTH, NAME_MAX_LENGTH


class CreateForm(PlainTextForm):
    """Name, ID and region of a new Sandbox organization."""

    name = forms.CharField(
        label="Name",
        max_length=NAME_MAX_LENGTH,
        error_messages={"required": names.REQUIRED, "max_length": names.TOO_LONG},
    )
    id = forms.CharField(
        label="ID",
        required=False,
        max_length=ID_MAX_LENGTH,
        error_messages={"max_length": identifiers.TOO_LONG},
    )
    region = forms.ChoiceField(
        label="Region",
        choices=[(region.id, region.name) for region in endpoints.REGIONS],
        required=False,
        error_messages={"invalid_choice": "Select a region."},
        widget=forms.RadioSelect,
    )
    # For an organization without a chosen ID: a form that is sent twice creates one organization.
    generated_id = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_region(self) -> str:
        return self.cleaned_data["region"] or regions.first_open()

    def clean_generated_id(self) -> str:
        generated_id = self.cleaned_data["generated_id"]
        return generated_id if identifiers.is_generated(generated_id) else identifiers.generate()


class RenameForm(PlainTextForm):
    """The new name of an organization."""

    name = forms.CharField(
        label="Name",
        max_length=NAME_MAX_LENGTH,
        error_messages={"required": names.REQUIRED, "max_length": names.TOO_LONG},
    )
