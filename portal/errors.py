"""Pages for what went wrong; the frame stays when somebody is signed in."""

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.login import stale_forms
from organizations.permissions import Can

log = structlog.get_logger(__name__)
# What admins may not do either.
OWNER_ONLY = {
    Can.DELETE: "Only its owner can delete this organization.",
    Can.TRANSFER: "Only its owner can transfer this organization.",
}


def _page(request: HttpRequest, template: str, status: int, **context: str) -> HttpResponse:
    """The page in its frame, or without where that fails: an unknown host, a database that is gone."""
    try:
        return render(request, template, context, status=status)
    except Exception as error:
        log.warning("error_page_without_frame", status=status, error=type(error).__name__)
        return render(None, template, context, status=status)


def not_found(request, exception=None):
    """404, the same for what does not exist and for what one may not see."""
    return _page(request, "404.html", 404)


def forbidden(request, exception=None):
    """403, with a sentence of the view's own when it gave one."""
    reason = str(exception) if exception else ""
    if reason.startswith("organizations."):
        reason = OWNER_ONLY.get(reason, "")
    return _page(request, "403.html", 403, reason=reason)


def bad_request(request, exception=None):
    """400."""
    return _page(request, "400.html", 400)


def server_error(request):
    """500, without touching database or session, which may be what failed."""
    return render(None, "500.html", {"request_id": getattr(request, "request_id", "")}, status=500)


def csrf_failure(request, reason=""):
    """403 of a form that was open too long or came from elsewhere; a stale form of sign-in goes on."""
    return stale_forms.response_to(request, reason) or _page(request, "csrf_failure.html", 403)
