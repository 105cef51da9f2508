"""The page to go to after signing in: only ever one of this portal."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

# Longer URLs are dropped: the one to go to after registration is stored in a row.
MAX_LENGTH = 500
# Session key of the page to go to once two-factor authentication is set up.
SESSION_AFTER_SETUP = "after_two_factor_setup"
# Functions of upper layers that return the label of a page after "Next:", or empty.
_page_labels: list[Callable[[str], str]] = []


def register_page_label(label: Callable[[str], str]) -> None:
    """Let an upper layer name its pages on the sign-in pages."""
    _page_labels.append(label)


def requested(request: HttpRequest) -> str:
    """Return the page in the request's `next`; empty when it is not one of this portal."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    return safe_url(request, url)


def safe_url(request: HttpRequest, url: str) -> str:
    """Return `url` if it leads to this portal, otherwise an empty text."""
    if len(url) > MAX_LENGTH or not url.isprintable():
        return ""
    hosts = {request.get_host()}
    return url if url_has_allowed_host_and_scheme(url, hosts, require_https=request.is_secure()) else ""


def url_or_home(url: str) -> str:
    """Return `url`, or the home page if it is empty."""
    return url or resolve_url(settings.LOGIN_REDIRECT_URL)


def save_requested(request: HttpRequest) -> None:
    """Save the requested page in the session until `pop_saved`."""
    if url := requested(request):
        request.session[SESSION_AFTER_SETUP] = url


def pop_saved(request: HttpRequest, default: str) -> str:
    """Return and drop the page that `save_requested` saved, or `default` (a view name or URL)."""
    return request.session.pop(SESSION_AFTER_SETUP, "") or default


def describe(url: str) -> str:
    """Return the text after "Next:" at the bottom of the sign-in pages."""
    if text := next(filter(None, (label(url) for label in _page_labels)), ""):
        return text
    return "the page that you opened." if url.strip("/") else "your organizations."
