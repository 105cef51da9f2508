"""Forms of the operator admin."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from lib.plain_text import PlainTextMixin
from organizations.connections import allowed_hosts
from organizations.models import AllowedHost, Quota


class UsernameField(forms.CharField):
    """A user, by username in any case; empty for none."""

    def clean(self, value: object) -> User | None:
        username = super().clean(value).strip()
        if not username:
            return None
        user = User.objects.by_username(username).first()
        if user is None:
            raise ValidationError(f"No user has the username {username}.")
        return user


class QuotaForm(PlainTextMixin, forms.ModelForm):
    """A quota, of everyone or of one user."""

    user = UsernameField(
        label="Username",
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text="Leave empty for everyone without a quota of their own.",
    )

    class Meta:
        model = Quota
        fields = ("user", "sandbox_organizations", "open_requests")


class AllowedHostForm(PlainTextMixin, forms.ModelForm):
    """A host that connections may have besides OrderCloud's own."""

    host = forms.CharField(
        max_length=253,
        help_text="Name of the host, with its port unless it is 443: api.example.com:8443. "
        "Its address must be public and its certificate valid.",
    )

    class Meta:
        model = AllowedHost
        fields = ("host", "note")

    def clean_host(self) -> str:
        return allowed_hosts.normalize(self.cleaned_data["host"])
