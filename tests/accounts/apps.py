"""An authenticator app, and somebody who comes in with it or without."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse

from tests.cast import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPKRSXG5BRGIZTINJW"


def digits(secret: str = SECRET, step: int = 0) -> str:
    """What an app of that secret shows, `step` half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def page(client, name="authentication", *arguments) -> str:
    """One of one's own pages."""
    return client.get(reverse(name, args=arguments)).content.decode()


def sign_in(client, **more):
    """Name and password of Tess; the answer."""
    return client.post(reverse("account_login"), {"login": "tess", "password": PASSWORD, **more})


def is_in(client) -> bool:
    return "_auth_user_id" in client.session
