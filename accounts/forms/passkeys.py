"""Forms that carry what a browser says about a passkey."""

import json

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.mfa import webauthn
from accounts.models import User
from lib.plain_text import PlainTextForm

# Far more than any browser sends.
MAX_CREDENTIAL_LENGTH = 65_536


class CredentialField(forms.CharField):
    """The JSON object that `navigator.credentials` gave; anything else is invalid."""

    widget = forms.HiddenInput
    default_error_messages = {"invalid": "The browser sent no passkey."}

    def __init__(self, **options):
        super().__init__(max_length=MAX_CREDENTIAL_LENGTH, **options)

    def clean(self, value: str) -> dict:
        """The object as a dictionary. Raises `ValidationError`."""
        try:
            read = json.loads(super().clean(value))
        except (ValueError, RecursionError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if not isinstance(read, dict):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return read


class AddPasskeyForm(PlainTextForm):
    """A passkey that the browser has just made, with a name for its owner."""

    name = forms.CharField(max_length=60, required=False)
    credential = CredentialField()

    def __init__(self, *arguments, request: HttpRequest, **named):
        super().__init__(*arguments, **named)
        self.request = request

    def clean_name(self) -> str:
        return self.cleaned_data["name"] or "Passkey"

    def clean_credential(self) -> dict:
        try:
            webauthn.complete_registration(self.request, self.cleaned_data["credential"])
        except webauthn.PasskeyRefused as error:
            raise ValidationError(str(error)) from error
        return self.cleaned_data["credential"]


class PasskeyForm(PlainTextForm):
    """A passkey's proof of who somebody is; of `user`, where that is known already."""

    credential = CredentialField()

    def __init__(self, *arguments, request: HttpRequest, user: User | None = None, **named):
        super().__init__(*arguments, **named)
        self.request, self.user = request, user

    def clean_credential(self) -> Authenticator:
        try:
            return webauthn.complete_authentication(self.request, self.cleaned_data["credential"], self.user)
        except webauthn.PasskeyRefused as error:
            raise ValidationError(str(error)) from error

    def save(self, *, reauthenticated: bool = False) -> None:
        """Notes in the session that the passkey was used."""
        post_authentication(self.request, self.cleaned_data["credential"], reauthenticated=reauthenticated)
