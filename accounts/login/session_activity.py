"""Keeps the list of sessions true: who is signed in where, to within five minutes."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse

UPDATE_INTERVAL = 5 * 60


class SessionActivityMiddleware:
    """Notes now and then that a session is in use; not on every request, for each note is a write."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and time.time() - request.session.get("seen", 0) > UPDATE_INTERVAL:
            request.session["seen"] = int(time.time())
            UserSession.objects.create_from_request(request)
        return self.get_response(request)
