"""Where somebody goes after the door: only ever a page of this portal."""

from django.conf import settings
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

# Longer addresses are dropped: what a person was about to register for is kept in a row.
LONGEST = 500
# In the session: where somebody was going before two-factor authentication had to be set up.
AFTER_SETUP = "after_two_factor_setup"
# Functions of upper floors that name a page: path -> words after "Next:", or an empty text.
_names = []


def name_with(function) -> None:
    """Lets an upper floor name its pages to people at the door."""
    _names.append(function)


def wanted(request) -> str:
    """The page that the request asks to go to next, or an empty text when it is not one of ours."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    return own(request, url)


def own(request, url: str) -> str:
    """`url` if it leads to this portal, otherwise an empty text."""
    if len(url) > LONGEST or not url.isprintable():
        return ""
    hosts = {request.get_host()}
    return url if url_has_allowed_host_and_scheme(url, hosts, require_https=request.is_secure()) else ""


def or_home(url: str) -> str:
    """`url`, or the first page of the portal."""
    return url or resolve_url(settings.LOGIN_REDIRECT_URL)


def remember(request) -> None:
    """Keeps the page that the request asks to go to next until `remembered`, over any pages between."""
    if url := wanted(request):
        request.session[AFTER_SETUP] = url


def remembered(request, otherwise: str) -> str:
    """The page that `remember` kept, once; otherwise that view or address."""
    return request.session.pop(AFTER_SETUP, "") or otherwise


def in_words(url: str) -> str:
    """What stands after "Next:" at the foot of a page of the door."""
    named = next(filter(None, (name(url) for name in _names)), "")
    if named:
        return named
    return "the page that you opened." if url else "your organizations."
