"""Sign-in with GitHub or Google through their stand-ins, step by step."""

from urllib.parse import urlencode, urlsplit

import pytest
import requests
from django.test import Client
from django.urls import reverse

from accounts.social.stand_ins.users import Behaviour

both = pytest.mark.parametrize("provider", ["github", "google"])
NORA = "nora@elsewhere.example"
NAMES = {"github": "GitHub", "google": "Google"}


def browser() -> Client:
    """Return a client at the origin to which a stand-in redirects."""
    return Client(headers={"host": "localhost:8000"})


def begin(client, provider, **query) -> str:
    """Return the URL that the portal redirects the browser to."""
    address = reverse(f"{provider}_login") + (f"?{urlencode(query)}" if query else "")
    return client.post(address)["Location"]


def choose_user(address, email=NORA, behaviour=Behaviour.NORMAL, **more) -> str:
    """Choose a user at the stand-in, and return the URL that it redirects to."""
    form = {"user": email, "behaviour": behaviour, **more}
    return requests.post(address, data=form, allow_redirects=False, timeout=10).headers["Location"]


def sign_in(client, provider, email=NORA, behaviour=Behaviour.NORMAL, **query):
    """Sign in at the provider, and return the portal's response."""
    back = urlsplit(choose_user(begin(client, provider, **query), email, behaviour))
    return client.get(f"{back.path}?{back.query}")


def user_id_of(client) -> str | None:
    return client.session.get("_auth_user_id")
