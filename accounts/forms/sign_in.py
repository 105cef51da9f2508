"""The forms of signing in."""

from allauth.account.forms import LoginForm

from lib.plain_text import PlainTextMixin


class SignInForm(PlainTextMixin, LoginForm):
    """allauth's form in the portal's words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Username or e-mail"
        self.fields["login"].widget.attrs.pop("placeholder", None)
        self.fields["password"].label = "Password"
        self.fields["password"].widget.attrs.pop("placeholder", None)
        if "remember" in self.fields:
            self.fields["remember"].label = "Keep me signed in"
