"""Devices that somebody came in with before. A sign-in from another one is told by mail."""

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from accounts.mail import messages as mail_messages
from accounts.models import KnownDevice, User
from lib import client_info, clock

COOKIE = "portal_device"
COOKIE_MAX_AGE = 365 * 24 * 3600


def record_browser(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Knows the browser by a cookie of its own, which says nothing and outlives the session."""
    token = request.COOKIES.get(COOKIE) or get_random_string(32)
    response.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    _record(user, token, client_info.device_label(client_info.user_agent(request)))


def record_api_client(user: User, agent: str) -> None:
    """Knows a program of the Portal API by the name it gives itself."""
    _record(user, f"program:{agent}", client_info.device_label(agent))


def _record(user: User, token: str, name: str) -> None:
    digest = hashlib.sha256(token.encode()).hexdigest()
    first_ever = not KnownDevice.objects.filter(user=user).exists()
    device, is_new = KnownDevice.objects.get_or_create(user=user, digest=digest, defaults={"name": name})
    KnownDevice.objects.filter(pk=device.pk).update(last_seen_at=clock.now())
    if is_new and not first_ever:
        mail_messages.send_notice(
            user, f"New sign-in from {name}", f"Your account was signed in to from a new device: {name}."
        )
