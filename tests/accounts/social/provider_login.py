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
    """At the address to which a stand-in agrees to go back."""
    return Client(headers={"host": "localhost:8000"})


def begin(client, provider, **query) -> str:
    """Where the portal sends the browser."""
    address = reverse(f"{provider}_login") + (f"?{urlencode(query)}" if query else "")
    return client.post(address)["Location"]


def decide(address, email=NORA, behaviour=Behaviour.NORMAL, **more) -> str:
    """Chooses a person at the stand-in; returns where it sends the browser back to."""
    form = {"user": email, "behaviour": behaviour, **more}
    return requests.post(address, data=form, allow_redirects=False, timeout=10).headers["Location"]


def come(client, provider, email=NORA, behaviour=Behaviour.NORMAL, **query):
    """All the way there and back."""
    back = urlsplit(decide(begin(client, provider, **query), email, behaviour))
    return client.get(f"{back.path}?{back.query}")


def user_of(client) -> str | None:
    return client.session.get("_auth_user_id")
