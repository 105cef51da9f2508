"""The embedded default is for the machine that it runs on, and for nobody else."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound

FORWARDING_HEADERS = {"forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip"}


class LocalOnlyMiddleware:
    """Answers 404 in the embedded default to every request that comes, or was forwarded, from elsewhere.

    There are demo users, a mailbox with everybody's codes, stand-ins to sign in with and a clock that moves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.EMBEDDED and not is_local(request):
            return HttpResponseNotFound("Not found\n", content_type="text/plain")
        return self.get_response(request)


def is_local(request: HttpRequest) -> bool:
    """Whether a program of this machine sent the request, and passed it on for nobody."""
    names = {name.lower() for name in request.headers}
    if names & FORWARDING_HEADERS or any(name.startswith("x-forwarded") for name in names):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
