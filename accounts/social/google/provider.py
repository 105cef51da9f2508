"""allauth's provider of Google with a nonce, which binds the ID token to the request."""

from typing import Any

from allauth.socialaccount.providers.google.provider import GoogleProvider as WithoutNonce
from django.http import HttpRequest
from django.utils.crypto import get_random_string


class GoogleProvider(WithoutNonce):
    """Sends a nonce and stores it in the state; `SocialAdapter` compares it with the ID token's."""

    def redirect(
        self, request: HttpRequest, process: Any, next_url: Any = None, data: Any = None, **options: Any
    ) -> Any:
        nonce = get_random_string(32)
        parameters = {**(options.pop("auth_params", None) or self.get_auth_params()), "nonce": nonce}
        return super().redirect(
            request, process, next_url=next_url, data=data, auth_params=parameters, nonce=nonce, **options
        )


provider_classes = [GoogleProvider]
