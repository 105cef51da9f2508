"""Claims of IDs: of several requests for one new ID, one at a time creates its marketplace."""

import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256

from django.core.cache import cache
from django.core.exceptions import ValidationError

from accounts.models import User
from organizations import identifiers
from organizations.models import STAGING_SUFFIX

CLAIM_DURATION = 120  # seconds; longer than the creation of a marketplace may take
MAX_WAIT = 10.0  # seconds that a repeated request of the same user waits for the first
WAIT_INTERVAL = 0.05
# Holds an ID to remove what a failed creation left, which is soon done.
CLEANUP = "cleanup"


class Held(ValidationError):
    """Another request holds the ID now, and may or may not keep it."""

    def __init__(self) -> None:
        super().__init__(identifiers.taken())


@contextmanager
def claim(organization_id: str, user: User | None, *, staging: bool = False) -> Iterator[None]:
    """Hold the ID, in any case of letters, for one request of `user`, or to clean up for no one.

    A repeated request of the same user, such as by a second click, waits for the first one, and then finds
    what that created.

    Args:
        staging: whether the ID of its Staging organization is held too.

    Raises:
        Held: with the field `id`, while another request holds it.
    """
    with ExitStack() as held:
        for claimed in [organization_id, organization_id + STAGING_SUFFIX][: 1 + staging]:
            held.enter_context(_claim(claimed, str(user.pk) if user else CLEANUP))
        yield


@contextmanager
def _claim(organization_id: str, holder: str) -> Iterator[None]:
    key = f"creating:{sha256(organization_id.lower().encode()).hexdigest()}"
    until = time.monotonic() + MAX_WAIT
    mine = f"{holder}:{secrets.token_hex(8)}"
    while not cache.add(key, mine, CLAIM_DURATION):
        other = str(cache.get(key) or "").partition(":")[0]
        is_awaited = other in ("", holder, CLEANUP) and holder != CLEANUP
        if not is_awaited or time.monotonic() >= until:
            raise Held
        time.sleep(WAIT_INTERVAL)
    try:
        yield
    finally:
        # One that expired may be another's by now.
        if cache.get(key) == mine:
            cache.delete(key)
