"""An authenticator app, and sign-in with it or without."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD

TOKEN = re.compile(r"[A-Za-z0-9]{64}")
PER_REQUEST = {"Content-Length", "Expires", "Last-Modified", "X-Request-ID"}
SECRET = "JBSWY3DPEHPK3PXPKRSXG5BRGIZTINJW"


def totp_code(secret: str = SECRET, step: int = 0) -> str:
    """Return what an app of that secret shows, `step` half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def page(client, name="authentication", *arguments) -> str:
    """Return the HTML of one of the user's own pages."""
    return client.get(reverse(name, args=arguments)).content.decode()


def setup_key(client) -> str:
    """Return the key that the setup page shows."""
    found = re.search(r'value="([A-Z2-7 ]{30,})"', page(client, "mfa_activate_totp"))
    return found[1].replace(" ", "")


def sign_in(client, **more):
    """Send the username and password of Tess, and return the response."""
    return client.post(reverse("account_login"), {"login": "tess", "password": PASSWORD, **more})


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def post(client, login, password, **more):
    """Send a login and a password, and return the response."""
    return client.post(reverse("account_login"), {"login": login, "password": password, **more})


def response_to(login: str, password: str) -> dict:
    """Return everything in the response to a new browser, without the typed login and random tokens."""
    browser = Client()
    response = post(browser, login, password)
    cookies = sorted(browser.cookies)  # before the session is read, which sets one
    body = response.content.decode().replace(f'value="{login}"', "")
    assert "_auth_user_id" not in browser.session
    return {
        "status": response.status_code,
        "headers": {name: value for name, value in response.items() if name not in PER_REQUEST},
        "cookies": cookies,
        "body": TOKEN.sub("", body),
    }
