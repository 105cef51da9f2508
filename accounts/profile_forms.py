"""Forms of one's own pages. They say what is wrong with what was typed, and save nothing."""

import zoneinfo

from django import forms
from django.utils import timezone

from accounts.countries import COUNTRIES
from accounts.door_forms import code_field, new_password_field, username_field
from accounts.models import User
from environments import clock


def zones() -> list[tuple[str, str]]:
    """Every time zone with the time that it is there now."""
    now = clock.now()
    names = sorted(zoneinfo.available_timezones() - {"localtime", "posixrules", "Factory"})
    return [(name, f"{name}, now {timezone.localtime(now, zoneinfo.ZoneInfo(name)):%H:%M}") for name in names]


class ProfileForm(forms.Form):
    """What others see of somebody, and how the pages look to them."""

    name = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    username = username_field()
    country = forms.ChoiceField(choices=[("", "Not told"), *COUNTRIES], required=False)
    time_zone = forms.ChoiceField(choices=zones, label="Time zone")
    appearance = forms.ChoiceField(choices=User.Appearance, widget=forms.RadioSelect)


class ChangePasswordForm(forms.Form):
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


class NewAddressForm(forms.Form):
    """Another e-mail address."""

    email = forms.EmailField(
        label="New e-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class AddressCodeForm(forms.Form):
    """The code that went to the new address."""

    code = code_field("Code from the mail to the new address")


class AppForm(forms.Form):
    """What the authenticator app shows."""

    code = code_field("The 6 digits that the app shows now")


class PasskeyNameForm(forms.Form):
    """How somebody calls a passkey."""

    name = forms.CharField(
        max_length=60, label="Name", help_text="So that you know it again, such as “MacBook, office”."
    )
