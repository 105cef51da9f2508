"""Forms of one's own pages. They say what is wrong with what was typed, and save nothing."""

from django import forms

from accounts.forms.auth import code_field, new_password_field, username_field
from accounts.models import User
from accounts.validators import time_zones
from accounts.validators.countries import COUNTRIES
from lib.plain_text import PlainTextForm


class ProfileForm(PlainTextForm):
    """What others see of somebody, and how the pages look to them."""

    name = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    username = username_field()
    country = forms.ChoiceField(choices=[("", "Not told"), *COUNTRIES], required=False)
    time_zone = forms.ChoiceField(label="Time zone")
    appearance = forms.ChoiceField(choices=User.Appearance, widget=forms.RadioSelect)

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        current = self.get_initial_for_field(self.fields["time_zone"], "time_zone") or "UTC"
        self.fields["time_zone"].choices = time_zones.choices(current)


class ChangePasswordForm(PlainTextForm):
    """The old password and the new one."""

    current = forms.CharField(
        label="Password now",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    new = new_password_field("New password")
    sign_out = forms.BooleanField(
        label="Sign out everywhere else",
        required=False,
        initial=True,
        help_text="Browsers and programs then need the new password",
    )

    def __init__(self, *arguments, first: bool, **named):
        super().__init__(*arguments, **named)
        if first:
            del self.fields["current"]


class NewAddressForm(PlainTextForm):
    """Another e-mail address."""

    email = forms.EmailField(
        label="New e-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class AddressCodeForm(PlainTextForm):
    """The code that went to the new address."""

    code = code_field("Code from the mail to the new address")


class AppForm(PlainTextForm):
    """What the authenticator app shows."""

    code = code_field("The 6 digits that the app shows now")


class PasskeyNameForm(PlainTextForm):
    """How somebody calls a passkey."""

    name = forms.CharField(
        max_length=60, label="Name", help_text="So that you know it again, such as “MacBook, office”."
    )
