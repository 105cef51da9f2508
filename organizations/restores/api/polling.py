"""Headers for clients that wait for a restore or a plan."""

from django.http import HttpRequest, HttpResponse

from organizations.restores.models import Restore

POLL_SECONDS = 2


def accepted(request: HttpRequest, response: HttpResponse, restore: Restore) -> None:
    """Say where the restore or plan is that was requested of its list, and when to ask for it."""
    response["Location"] = f"{request.path}/{restore.pk}"
    polled(response, restore)


def polled(response: HttpResponse, restore: Restore) -> None:
    """Say when to ask again, unless it has ended."""
    if restore.is_unfinished:
        response["Retry-After"] = str(POLL_SECONDS)
