"""Forms with a browser's response about a passkey."""

import json
from typing import Any

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
    """The JSON object that `navigator.credentials` returned; anything else is invalid."""

    widget = forms.HiddenInput
    default_error_messages = {"invalid": "The browser sent no passkey."}

    def __init__(self, **kwargs: Any):
        super().__init__(max_length=MAX_CREDENTIAL_LENGTH, **kwargs)

    def clean(self, value: str) -> dict[str, Any]:
        """Return the object as a dictionary, or raise `ValidationError`."""
        try:
            credential = json.loads(super().clean(value))
        except (ValueError, RecursionError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if not isinstance(credential, dict):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return credential


class AddPasskeyForm(PlainTextForm):
    """A passkey that the browser has just created, and its name."""

    name = forms.CharField(max_length=60, required=False)
    credential = CredentialField()

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_name(self) -> str:
        return self.cleaned_data["name"] or "Passkey"

    def clean_credential(self) -> dict[str, Any]:
        try:
            webauthn.complete_registration(self.request, self.cleaned_data["credential"])
        except webauthn.PasskeyRefused as error:
            raise ValidationError(str(error)) from error
        return self.cleaned_data["credential"]


class PasskeyForm(PlainTextForm):
    """A passkey's assertion; by `user`, where the user is known already."""

    credential = CredentialField()

    def __init__(self, *args: Any, request: HttpRequest, user: User | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.request, self.user = request, user

    def clean_credential(self) -> Authenticator:
        try:
            return webauthn.complete_authentication(self.request, self.cleaned_data["credential"], self.user)
        except webauthn.PasskeyRefused as error:
            raise ValidationError(str(error)) from error

    def save(self, *, reauthenticated: bool = False) -> None:
        """Record in the session that the passkey was used."""
        post_authentication(self.request, self.cleaned_data["credential"], reauthenticated=reauthenticated)
