"""The request as views of signed-in users see it, for the type checker."""

from collections.abc import Collection

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


def wants_region(request: AuthenticatedHttpRequest | HtmxHttpRequest, region: str = "") -> bool:
    """Return whether htmx requests only a region, and not a page that the browser restores from history.

    Args:
        region: the ID of the one that it would replace; any by default.
    """
    is_partial = bool(request.htmx) and not request.htmx.history_restore_request
    return is_partial and region in ("", request.htmx.target)


def region_of(request: AuthenticatedHttpRequest | HtmxHttpRequest, regions: Collection[str]) -> str:
    """Return the region that htmx requests, as the end of a template's name; empty for the whole page.

    Args:
        regions: the IDs of the page's regions, which are partials of the same name.
    """
    target = request.htmx.target if wants_region(request) else None
    return f"#{target}" if target in regions else ""
