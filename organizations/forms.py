"""Forms of organizations. They explain; activities decide and save."""

from django import forms

from environments import endpoints
from lib.plain_text import PlainTextForm


class CreateForm(PlainTextForm):
    """A new Sandbox organization."""

    name = forms.CharField(label="Name", max_length=100, error_messages={"required": "Give it a name."})
    id = forms.CharField(label="Id", required=False, max_length=100)
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
    """Another name."""

    name = forms.CharField(label="Name", max_length=100, error_messages={"required": "Give it a name."})
