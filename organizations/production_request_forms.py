"""Forms about Production requests, for requesters and for operators. They validate input; activities save."""

from typing import Any

from django import forms

from accounts.models import User
from environments import endpoints
from lib.plain_text import PlainTextForm
from organizations import names
from organizations.models import (
    ID_MAX_LENGTH,
    NAME_MAX_LENGTH,
    NOTE_MAX_LENGTH,
    REASON_MAX_LENGTH,
    Organization,
    ProductionRequest,
)
from organizations.production_requests.request_details import (
    FIELDS,
    MAX_ID_LENGTH,
    RequestDetails,
    normalize,
    sandboxes_of,
)


class MultilineField(forms.CharField):
    """A text of several lines, whose line breaks count as one character, as in the browser."""

    def __init__(self, *, rows: int, **options: Any):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)

    def to_python(self, value: object) -> str:
        return normalize(super().to_python(value) or "")


class SandboxField(forms.ModelChoiceField):
    """One of the user's own Sandbox organizations."""

    def label_from_instance(self, obj: Organization) -> str:
        return f"{obj.name}, {obj.pk} (Sandbox)"


class ProductionRequestForm(PlainTextForm):
    """What a user requests."""

    built_in = SandboxField(
        Organization.objects.none(),
        label="Built in",
        required=False,
        empty_label="None of my Sandbox organizations",
        help_text="Nothing is copied from it. It shows the operator what you've built.",
        error_messages={"invalid_choice": "Choose one of your Sandbox organizations."},
    )
    name = forms.CharField(
        label="Name", max_length=NAME_MAX_LENGTH, error_messages={"required": names.REQUIRED}
    )
    organization_id = forms.CharField(
        label="ID", max_length=MAX_ID_LENGTH, error_messages={"required": "Enter an ID."}
    )
    region = forms.ChoiceField(
        label="Region", choices=[(region.id, region.name) for region in endpoints.REGIONS], initial="usw"
    )
    go_live_date = forms.DateField(
        label="Go-live date",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Enter a date."},
    )
    reason = MultilineField(
        rows=6,
        label="Why do you need Production?",
        max_length=REASON_MAX_LENGTH,
        help_text="Who uses it, what's ready, who maintains it.",
        error_messages={"required": "Say why you need Production."},
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        sandboxes = self.fields["built_in"]
        assert isinstance(sandboxes, forms.ModelChoiceField)
        sandboxes.queryset = sandboxes_of(user)

    @property
    def details(self) -> RequestDetails:
        """What the valid form says."""
        return RequestDetails(**{field: self.cleaned_data[field] for field in FIELDS})


class NoteForm(PlainTextForm):
    """A note of the requester."""

    note = MultilineField(
        rows=3, label="Note", max_length=NOTE_MAX_LENGTH, error_messages={"required": "Enter a note."}
    )


class AdminIdField(forms.CharField):
    """An ID in the operator admin, as wide as Django's own fields there."""

    def __init__(self, **options: Any):
        widget = forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"})
        super().__init__(required=False, widget=widget, **options)


class DecisionForm(PlainTextForm):
    """What an operator decides, and with which words. The buttons name the act."""

    production = AdminIdField(
        label="Connected Production",
        max_length=ID_MAX_LENGTH,
        help_text="ID of an organization that you or the requester own. Leave it empty to create both.",
    )
    staging = AdminIdField(
        label="Connected Staging",
        max_length=ID_MAX_LENGTH,
        help_text="ID. The Staging organization that is linked to Production comes along if this is empty.",
    )
    organization_id = AdminIdField(
        label="New ID",
        max_length=MAX_ID_LENGTH,
        help_text="If the ID was taken meanwhile: one that the requester agreed to. Used by Try again.",
    )
    note = MultilineField(
        rows=4,
        label="Note",
        required=False,
        max_length=NOTE_MAX_LENGTH,
        help_text="Sent to the requester by email and shown on the request. Required to ask or decline.",
    )
    seen = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def __init__(self, request: ProductionRequest, *args: Any, **kwargs: Any):
        kwargs["initial"] = {"seen": request.updated_at.isoformat()}
        super().__init__(*args, **kwargs)
        if request.status != ProductionRequest.Status.INCOMPLETE:
            del self.fields["organization_id"]

    def organization(self, field: str) -> Organization | None:
        """Return the organization whose ID was entered; an error of the form if there is none."""
        organization_id = self.cleaned_data[field].strip()
        if not organization_id:
            return None
        organization = Organization.objects.active().filter(pk__iexact=organization_id).first()
        if organization is None:
            self.add_error(field, f"There is no organization {organization_id}.")
        return organization
