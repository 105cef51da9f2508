"""Devices that users have signed in from. A sign-in from a new one is announced by email."""

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
    """Record the browser, identified by a random cookie that outlives the session."""
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
    """Record a client of the Portal API, identified by its user agent."""
    _record(user, f"program:{agent}", client_info.device_label(agent))


def _record(user: User, token: str, name: str) -> None:
    digest = hashlib.sha256(token.encode()).hexdigest()
    is_first = not KnownDevice.objects.filter(user=user).exists()
    device, is_new = KnownDevice.objects.get_or_create(user=user, digest=digest, defaults={"name": name})
    KnownDevice.objects.filter(pk=device.pk).update(last_seen_at=clock.now())
    if is_new and not is_first:
        mail_messages.send_notice(
            user, f"New sign-in from {name}", f"Your account was signed in to from a new device: {name}."
        )
