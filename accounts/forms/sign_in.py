"""The form of signing in."""

from typing import Any

from allauth.account.forms import LoginForm

from lib.plain_text import PlainTextMixin


class SignInForm(PlainTextMixin, LoginForm):
    """allauth's form with the portal's labels."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Username or email"
        self.fields["login"].widget.attrs.pop("placeholder", None)
        self.fields["password"].label = "Password"
        self.fields["password"].widget.attrs.pop("placeholder", None)
        if "remember" in self.fields:
            self.fields["remember"].label = "Keep me signed in"
