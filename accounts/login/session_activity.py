"""The last activity of each session, accurate to five minutes."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse

UPDATE_INTERVAL = 5 * 60


class SessionActivityMiddleware:
    """Updates the last activity of a session at intervals, since every update writes to the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and time.time() - request.session.get("seen", 0) > UPDATE_INTERVAL:
            request.session["seen"] = int(time.time())
            UserSession.objects.create_from_request(request)
        return self.get_response(request)
