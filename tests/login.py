"""Signing in without the form, for tests that are about something else."""

import time

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(where: Client | Page, user, address: str = "http://localhost") -> Client | Page:
    """Signs `user` in and returns `where`: a test client, or a browser page of the portal at `address`.

    The session counts as freshly authenticated by password, as one from the sign-in form does, and an
    operator's by a second factor too.
    """
    client = where if isinstance(where, Client) else Client()
    client.force_login(user, backend=BACKEND)
    session = client.session
    proofs = [{"method": "password", "at": time.time(), "username": user.username}]
    if user.is_staff:
        proofs.append({"method": "mfa", "at": time.time(), "type": "totp"})
    session["account_authentication_methods"] = proofs
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    if isinstance(where, Page):
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": address}
        where.context.add_cookies([cookie])
    return where
