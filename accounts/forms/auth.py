"""Forms of the door. They say what is wrong with what was typed, and save nothing."""

from django import forms

from accounts.validators.username import LONGEST, RULE
from lib.plain_text import PlainTextForm


def code_field(label: str) -> forms.CharField:
    """Six digits in one input, so that pasting works, with spaces too."""
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
    """A password that does not exist yet."""
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, max_length=256, strip=False, widget=widget)


def username_field() -> forms.CharField:
    """A username; `usernames.check` says whether it can be had."""
    widget = forms.TextInput(
        attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    )
    return forms.CharField(label="Username", max_length=4 * LONGEST, help_text=RULE, widget=widget)


class AddressForm(PlainTextForm):
    """The first step of registering."""

    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        help_text="Others never see it, unless you accept an invitation of theirs.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class CodeForm(PlainTextForm):
    """A code from a mail."""

    code = code_field("Code from the mail")


class WhoForm(PlainTextForm):
    """The last step of registering."""

    name = forms.CharField(
        label="Name",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
    )
    username = username_field()
    password = new_password_field("Password")
    terms = forms.BooleanField(
        label="I accept the terms", error_messages={"required": "Without the terms there is no account."}
    )


class UsernameForm(PlainTextForm):
    """The username that is missing."""

    username = username_field()


class LoginNameForm(PlainTextForm):
    """Who has forgotten a password."""

    login = forms.CharField(
        label="Username or e-mail",
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
    """A new password under a mailed code."""

    code = code_field("Code from the mail")
    password = new_password_field("New password")
    sign_out = forms.BooleanField(
        label="Sign out everywhere else",
        required=False,
        initial=True,
        help_text="Browsers and programs then need the new password",
    )


class UnlockForm(PlainTextForm):
    """The code that unlocks; with the name, where the page does not know it."""

    login = LoginNameForm.base_fields["login"]
    code = code_field("Unlock code")

    def __init__(self, *arguments, login_known: bool, **named):
        super().__init__(*arguments, **named)
        if login_known:
            del self.fields["login"]
