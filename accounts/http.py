"""The request as views of signed-in users see it, for the type checker."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class AuthenticatedHttpRequest(HttpRequest):
    """A request that `LoginRequiredMiddleware` let through: its user is signed in.

    Views are called with Django's own request; this class only names the types of what middleware adds.
    """

    user: User
    htmx: HtmxDetails


class HtmxHttpRequest(HttpRequest):
    """A request of any visitor, with what `HtmxMiddleware` adds."""

    htmx: HtmxDetails
