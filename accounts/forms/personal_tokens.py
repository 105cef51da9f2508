"""The form of a new personal access token."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import PersonalAccessToken, User
from accounts.models.personal_token import MAX_NAME_LENGTH
from accounts.personal_tokens.organizations import OrganizationChoice
from lib import clock
from lib.plain_text import PlainTextForm

SALT = "accounts.forms.personal_tokens"
FORM_LIFETIME = timedelta(days=1)
ALL, CHOSEN = "all", "chosen"
ON_DAY = "day"
LIFETIMES = [("7", "7 days"), ("30", "30 days"), ("90", "90 days"), ("365", "1 year"), (ON_DAY, "On a day")]
MAX_DAYS = timedelta(days=365)
# More organizations than this are entered by their IDs.
MAX_CHECKBOXES = 100


class PersonalTokenForm(PlainTextForm):
    """Name, scope, organizations and expiry; `form_id` becomes the ID of the token, so it is created once."""

    form_id = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        max_length=MAX_NAME_LENGTH, help_text="What uses it, for example “Nightly pipeline”."
    )
    scope = forms.ChoiceField(
        choices=PersonalAccessToken.Scope, widget=forms.RadioSelect, initial=PersonalAccessToken.Scope.READ
    )
    reach = forms.ChoiceField(
        choices=[(ALL, "All"), (CHOSEN, "Chosen")],
        label="Organizations",
        widget=forms.RadioSelect,
        initial=ALL,
    )
    organizations = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "You have no access to %(value)s."},
    )
    organization_ids = forms.CharField(
        required=False,
        label="IDs of the organizations",
        widget=forms.Textarea(attrs={"class": "mono", "spellcheck": "false"}),
        help_text="One on each line.",
    )
    lifetime = forms.ChoiceField(choices=LIFETIMES, label="Expires", widget=forms.RadioSelect, initial="90")
    expires_on = forms.DateField(
        required=False, label="Day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, user: User, choices: list[OrganizationChoice], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.salt = f"{SALT}.{user.pk}"
        self.choices = choices
        if len(choices) > MAX_CHECKBOXES:
            del self.fields["organizations"]
        else:
            del self.fields["organization_ids"]
            field = self.fields["organizations"]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [(choice.id, choice.name) for choice in choices]
        self.initial["form_id"] = signing.dumps(str(uuid4()), salt=self.salt)

    def clean_form_id(self) -> UUID:
        """Return the ID that the portal signed into the form."""
        try:
            signed = signing.loads(self.cleaned_data["form_id"], salt=self.salt, max_age=FORM_LIFETIME)
        except signing.BadSignature as error:
            raise ValidationError("This form is too old. Open it again.") from error
        return UUID(signed)

    def clean_expires_on(self) -> date | None:
        """Return the day on which the token expires, where that is how its expiry is chosen."""
        day, today = self.cleaned_data["expires_on"], timezone.localdate(clock.now())
        if self.cleaned_data.get("lifetime") != ON_DAY:
            return None
        if day is None or not today <= day <= today + MAX_DAYS:
            raise ValidationError("Choose a day within the next year.")
        return day

    @property
    def chosen_organizations(self) -> list[str] | None:
        """Return the IDs of the chosen organizations; None for all."""
        if self.cleaned_data["reach"] == ALL:
            return None
        if "organizations" in self.fields:
            return self.cleaned_data["organizations"]
        return self.cleaned_data["organization_ids"].split()

    @property
    def expires_at(self) -> datetime:
        """Return when the token expires: after full days from now, or at the end of a day of the user."""
        if self.cleaned_data["lifetime"] != ON_DAY:
            return clock.now().replace(microsecond=0) + timedelta(days=int(self.cleaned_data["lifetime"]))
        end = datetime.combine(self.cleaned_data["expires_on"], time(23, 59, 59))
        return timezone.make_aware(end)
