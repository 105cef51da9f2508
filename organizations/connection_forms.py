"""Forms of connections. They only validate input; activities test and save.

The stored or typed secret is never written into the page: a password field renders without its value.
"""

from typing import Any

from django import forms

from environments import endpoints
from lib.plain_text import PlainTextForm
from organizations.connections import addresses
from organizations.connections.candidates import CLIENT_ID_MAX_LENGTH, SECRET_MAX_LENGTH, Credentials
from organizations.models import ID_MAX_LENGTH, Connection, Environment

TYPES = [(Connection.Type.API_CLIENT, "API client"), (Connection.Type.HOSTED_PORTAL, "Hosted account")]


class SecretForm(PlainTextForm):
    """The secret of an API client, or the password of an account."""

    secret = forms.CharField(
        label="Client secret",
        strip=False,
        max_length=SECRET_MAX_LENGTH,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "class": "mono"}),
        error_messages={
            "required": "Enter the secret.",
            "max_length": f"Use at most {SECRET_MAX_LENGTH} characters.",
        },
    )


class CredentialsForm(SecretForm):
    """How the portal gets tokens."""

    type = forms.ChoiceField(
        label="How the portal gets tokens",
        choices=TYPES,
        initial=Connection.Type.API_CLIENT,
        widget=forms.RadioSelect,
    )
    client_id = forms.CharField(
        label="API client ID",
        max_length=CLIENT_ID_MAX_LENGTH,
        error_messages={
            "required": "Enter the API client ID.",
            "max_length": f"Use at most {CLIENT_ID_MAX_LENGTH} characters.",
        },
    )
    base_url = forms.CharField(
        label="API URL",
        required=False,
        max_length=addresses.MAX_LENGTH,
        error_messages={"max_length": f"Use at most {addresses.MAX_LENGTH} characters."},
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.asks_for_url = addresses.accepts_urls()
        if self["type"].value() == Connection.Type.HOSTED_PORTAL:
            self.fields["client_id"].error_messages["required"] = "Enter the username."
            self.fields["secret"].error_messages["required"] = "Enter the password."

    def credentials(self) -> Credentials:
        """Return what was entered; call it on a valid form."""
        data = self.cleaned_data
        return Credentials(data["client_id"], data["secret"], data["type"], data["base_url"])


class ConnectForm(CredentialsForm):
    """An organization on OrderCloud, and how the portal gets tokens for it."""

    field_order = ("environment", "region", "id", "type", "base_url", "client_id", "secret")

    environment = forms.ChoiceField(
        label="Environment",
        choices=Environment.choices,
        initial=Environment.SANDBOX,
        widget=forms.RadioSelect,
    )
    region = forms.ChoiceField(
        label="Region",
        choices=[(region.id, region.name) for region in endpoints.REGIONS],
        initial=endpoints.DEFAULT_REGION,
    )
    id = forms.CharField(
        label="ID on OrderCloud",
        max_length=ID_MAX_LENGTH,
        error_messages={
            "required": "Enter the ID that the organization has on OrderCloud.",
            "max_length": f"Use at most {ID_MAX_LENGTH} characters.",
        },
    )
