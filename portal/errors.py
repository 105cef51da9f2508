"""Error pages, with the navigation for users who are signed in."""

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.login import stale_forms
from organizations.models import Organization
from organizations.permissions import Can

log = structlog.get_logger(__name__)
WHO_MAY: dict[str, str] = {
    Can.DELETE: "Only the owner can delete this organization.",
    Can.TRANSFER: "Only the owner can transfer this organization.",
    Can.RENAME: "Only the owner and admins can rename this organization.",
    Can.MANAGE: "Only the owner and admins can manage the contributors of this organization.",
    Can.LIMIT_ADMINS: "Only the owner can decide what admins may grant.",
    Can.CONNECT: "Only the owner and admins can change the connection of this organization.",
    Can.VIEW_AUDIT_LOG: "Only the owner and admins can view the audit log of this organization.",
}


def _render_error(request: HttpRequest, template: str, status: int, **context: str) -> HttpResponse:
    """Render the page with the navigation, or without where that fails, such as without a database."""
    try:
        return render(request, template, context, status=status)
    except Exception as error:
        log.warning("error_page_without_frame", status=status, error=type(error).__name__)
        return render(None, template, context, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Respond with 404, equally for what does not exist and for what the user may not see."""
    return _render_error(request, "404.html", 404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Respond with 403, with the view's own message if it gave one."""
    reason = str(exception) if exception else ""
    if reason.startswith("organizations."):
        reason = _who_may(reason, getattr(request, "organization", None))
    return _render_error(request, "403.html", 403, reason=reason)


def _who_may(permission: str, organization: Organization | None) -> str:
    """Return who has the permission; "" for one that has no sentence of its own."""
    sentence = WHO_MAY.get(permission, "")
    return f"{sentence} The owner is {organization.owner}." if sentence and organization else sentence


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Respond with 400."""
    return _render_error(request, "400.html", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Respond with 500, without the database and the session, which may be what failed."""
    return render(None, "500.html", {"request_id": getattr(request, "request_id", "")}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Respond with 403 to a form without a valid CSRF token; a stale sign-in form continues."""
    return stale_forms.redirect_stale_form(request, reason) or _render_error(
        request, "csrf_failure.html", 403
    )
