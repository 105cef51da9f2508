"""A POST that was sent a moment ago is not sent again before the person confirms it.

Each POST is claimed in the cache before the call: of two that arrive in parallel, one is sent. The claim
stays when the call succeeded or no response came, because the record may then exist.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.core.exceptions import PermissionDenied

from accounts.models import User
from console.context.context import Context
from console.guard.errors import RepeatedPost
from console.request.request import Request
from console.response.exchange import Exchange, Failure
from lib import clock
from organizations.models import Organization

CLAIM_DURATION = 5 * 60  # seconds
ASKED = "You sent this {seconds:.0f} s ago. Sending it again may create a second record."
_WITHOUT_RESPONSE = (Failure.TIMED_OUT, Failure.INCOMPLETE)


class Claim:
    """The claim of one POST. `exchange` is set after the call."""

    def __init__(self, key: str):
        self.key = key
        self.exchange: Exchange | None = None

    @property
    def may_have_created(self) -> bool:
        """Whether the call succeeded, or may have without a response that says so."""
        if self.exchange is None:
            return True
        return 200 <= self.exchange.status < 300 or self.exchange.failure in _WITHOUT_RESPONSE


@contextmanager
def claimed(
    request: Request, organization: Organization, context: Context, *, by: User, again: bool
) -> Iterator[Claim]:
    """Claim a POST for the time of the call; other requests pass.

    Args:
        again: whether the person confirmed that it is sent again.

    Raises:
        RepeatedPost: the same POST was sent a moment ago, by the same person to the same organization.
    """
    if request.operation.verb != "POST":
        yield Claim("")
        return
    key = _key(request, organization, context, by)
    now = clock.timestamp()
    if again:
        cache.set(key, now, CLAIM_DURATION)
    elif not cache.add(key, now, CLAIM_DURATION):
        raise RepeatedPost(ASKED.format(seconds=max(0.0, now - cache.get(key, now))))
    claim = Claim(key)
    try:
        yield claim
    except PermissionDenied:
        cache.delete(key)
        raise
    if not claim.may_have_created:
        cache.delete(key)


def _key(request: Request, organization: Organization, context: Context, by: User) -> str:
    call = request.call
    parts = [
        by.pk,
        organization.pk,
        context.to_dict(),
        request.operation.key,
        call.path_and_query,
        call.headers,
    ]
    digest = hashlib.sha256(json.dumps(parts).encode() + b"\n" + (call.body or b""))
    return f"sent:{digest.hexdigest()}"
