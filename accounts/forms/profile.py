"""Forms of the user's own pages."""

from typing import Any

from django import forms

from accounts.forms.auth import code_field, new_password_field, username_field
from accounts.models import User
from accounts.validators import time_zones
from accounts.validators.countries import COUNTRIES
from lib.plain_text import PlainTextForm


class ProfileForm(PlainTextForm):
    """The public profile and the user's display settings."""

    name = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    username = username_field()
    country = forms.ChoiceField(
        choices=[("", "Not specified"), *((code, name) for code, name in COUNTRIES)], required=False
    )
    time_zone = forms.ChoiceField(label="Time zone")
    appearance = forms.ChoiceField(choices=User.Appearance, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        current = self.get_initial_for_field(self.fields["time_zone"], "time_zone") or "UTC"
        time_zone = self.fields["time_zone"]
        assert isinstance(time_zone, forms.ChoiceField)
        time_zone.choices = time_zones.choices(current)


class ChangePasswordForm(PlainTextForm):
    """The current password and a new one; only a new one if the user has none yet (`first`)."""

    current = forms.CharField(
        label="Current password",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    new = new_password_field("New password")
    sign_out = forms.BooleanField(
        label="Sign out everywhere else",
        required=False,
        initial=True,
        help_text="Other browsers will have to sign in again, as API clients do in any case",
    )

    def __init__(self, *args: Any, first: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if first:
            del self.fields["current"]


class NewEmailForm(PlainTextForm):
    """The new email of an account."""

    email = forms.EmailField(
        label="New email",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class EmailCodeForm(PlainTextForm):
    """The code that was sent to the new email."""

    code = code_field("Verification code")


class TotpForm(PlainTextForm):
    """The code that the authenticator app shows."""

    code = code_field("6-digit code from the app")


class PasskeyNameForm(PlainTextForm):
    """The name of a passkey."""

    name = forms.CharField(max_length=60, label="Name", help_text="For example “Office MacBook”.")
