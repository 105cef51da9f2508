"""Forms of the pages before sign-in."""

from typing import Any

from django import forms

from accounts.validators.username import MAX_LENGTH, RULE
from lib.plain_text import PlainTextForm


def code_field(label: str) -> forms.CharField:
    """Return a field for a six-digit code: one input, so that pasting works, with spaces too."""
    widget = forms.TextInput(
        attrs={
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "class": "otp-input",
            "autofocus": True,
        }
    )
    return forms.CharField(label=label, max_length=40, widget=widget)


def new_password_field(label: str) -> forms.CharField:
    """Return a field for a new password."""
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, max_length=256, strip=False, widget=widget)


def username_field() -> forms.CharField:
    """Return a field for a username; whether it is available is checked elsewhere."""
    widget = forms.TextInput(
        attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    )
    return forms.CharField(label="Username", max_length=4 * MAX_LENGTH, help_text=RULE, widget=widget)


class EmailForm(PlainTextForm):
    """Step 1 of registration."""

    email = forms.EmailField(
        label="Email",
        max_length=254,
        help_text="Only visible to people whose invitation you accept.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class CodeForm(PlainTextForm):
    """A code from an email."""

    code = code_field("Verification code")


class RegistrationForm(PlainTextForm):
    """Step 3 of registration."""

    name = forms.CharField(
        label="Name",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
    )
    username = username_field()
    password = new_password_field("Password")
    terms = forms.BooleanField(
        label="I accept the terms", error_messages={"required": "Accept the terms to continue."}
    )


class UsernameForm(PlainTextForm):
    """The username of a user who has none yet."""

    username = username_field()


class LoginIdentifierForm(PlainTextForm):
    """The account that a password reset is requested for."""

    login = forms.CharField(
        label="Username or email",
        max_length=254,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )


class NewPasswordForm(PlainTextForm):
    """A new password with the code from the email."""

    code = code_field("Verification code")
    password = new_password_field("New password")
    sign_out = forms.BooleanField(
        label="Sign out everywhere else",
        required=False,
        initial=True,
        help_text="Other browsers and API clients will have to sign in again",
    )


class UnlockForm(PlainTextForm):
    """The unlock code, with the username or email where the page does not know it."""

    login = LoginIdentifierForm.base_fields["login"]
    code = code_field("Unlock code")

    def __init__(self, *args: Any, login_known: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if login_known:
            del self.fields["login"]
