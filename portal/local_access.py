"""Restricts the embedded default to the machine that it runs on."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound

FORWARDING_HEADERS = {"forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip"}


class LocalOnlyMiddleware:
    """Responds with 404 in the embedded default to requests from, or forwarded for, other machines.

    The embedded default has demo users, a mailbox with everyone's codes, stand-ins for sign-in and a clock
    that can be moved.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.EMBEDDED and not is_local(request):
            return HttpResponseNotFound("Not found\n", content_type="text/plain")
        return self.get_response(request)


def is_local(request: HttpRequest) -> bool:
    """Return whether a program on this machine sent the request, and not as a proxy."""
    names = {name.lower() for name in request.headers}
    if names & FORWARDING_HEADERS or any(name.startswith("x-forwarded") for name in names):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
