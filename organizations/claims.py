"""Claims of IDs: of several requests for one new ID, one at a time creates its marketplace."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from django.core.cache import cache

from accounts.models import User
from organizations import identifiers

CLAIM_DURATION = 120  # seconds; longer than the creation of a marketplace may take
MAX_WAIT = 10.0  # seconds that a repeated request of the same user waits for the first
WAIT_INTERVAL = 0.05


@contextmanager
def claim(organization_id: str, user: User) -> Iterator[None]:
    """Hold the ID, in any case of letters, for one request of `user`.

    A repeated request of the same user, such as by a second click, waits for the first one, and then finds
    what that created.

    Raises:
        ValidationError: with the field `id`, while another request holds it.
    """
    key = f"creating:{sha256(organization_id.lower().encode()).hexdigest()}"
    until = time.monotonic() + MAX_WAIT
    while not cache.add(key, user.pk, CLAIM_DURATION):
        if cache.get(key) not in (None, user.pk) or time.monotonic() >= until:
            raise identifiers.taken()
        time.sleep(WAIT_INTERVAL)
    try:
        yield
    finally:
        cache.delete(key)
