"""An authenticator app, and somebody who comes in with it or without."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD

TOKEN = re.compile(r"[A-Za-z0-9]{64}")
PER_REQUEST = {"Content-Length", "Expires", "Last-Modified", "X-Request-ID"}
SECRET = "JBSWY3DPEHPK3PXPKRSXG5BRGIZTINJW"


def digits(secret: str = SECRET, step: int = 0) -> str:
    """What an app of that secret shows, `step` half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def page(client, name="authentication", *arguments) -> str:
    """One of one's own pages."""
    return client.get(reverse(name, args=arguments)).content.decode()


def secret_on(client) -> str:
    """The key that the page of the app shows."""
    found = re.search(r'value="([A-Z2-7 ]{30,})"', page(client, "mfa_activate_totp"))
    return found[1].replace(" ", "")


def sign_in(client, **more):
    """Name and password of Tess; the answer."""
    return client.post(reverse("account_login"), {"login": "tess", "password": PASSWORD, **more})


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def post(client, login, password, **more):
    """Name and password of whomever; the answer."""
    return client.post(reverse("account_login"), {"login": login, "password": password, **more})


def answer_to(login: str, password: str) -> dict:
    """Everything that a fresh browser is told, but what it typed itself and its own random tokens."""
    browser = Client()
    answer = post(browser, login, password)
    cookies = sorted(browser.cookies)  # before the session is looked at, which sets one
    body = answer.content.decode().replace(f'value="{login}"', "")
    assert "_auth_user_id" not in browser.session
    return {
        "status": answer.status_code,
        "headers": {name: value for name, value in answer.items() if name not in PER_REQUEST},
        "cookies": cookies,
        "body": TOKEN.sub("", body),
    }
