"""Claims of IDs: of several requests for one new ID, one at a time creates its marketplace."""

import secrets
import time
from collections.abc import Callable, Iterator
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


class Claim:
    """One ID, held for a request of `holder` once `acquire` returned."""

    def __init__(self, organization_id: str, holder: str) -> None:
        self.key = f"creating:{sha256(organization_id.lower().encode()).hexdigest()}"
        self.holder, self.value = holder, f"{holder}:{secrets.token_hex(8)}"

    def acquire(self) -> None:
        """Hold the ID, once a repeated request of the same holder or a cleanup has ended; or raise `Held`."""
        until = time.monotonic() + MAX_WAIT
        while not cache.add(self.key, self.value, CLAIM_DURATION):
            other = str(cache.get(self.key) or "").partition(":")[0]
            is_awaited = other in ("", self.holder, CLEANUP) and self.holder != CLEANUP
            if not is_awaited or time.monotonic() >= until:
                raise Held
            time.sleep(WAIT_INTERVAL)

    def extend(self) -> None:
        """Hold it for the whole duration again; raise `Held` if it expired and may be another's by now."""
        if cache.get(self.key) != self.value or not cache.touch(self.key, CLAIM_DURATION):
            raise Held

    def release(self) -> None:
        """Let others have it, unless it expired and is another's by now."""
        if cache.get(self.key) == self.value:
            cache.delete(self.key)


@contextmanager
def claim(organization_id: str, user: User | None, *, staging: bool = False) -> Iterator[Callable[[], None]]:
    """Hold the ID, in any case of letters, for one request of `user`, or to clean up for no one.

    A repeated request of the same user, such as by a second click, waits for the first one, and then finds
    what that created. The function that it gives extends the claim before each of several steps.

    Args:
        staging: whether the ID of its Staging organization is held too.

    Raises:
        Held: with the field `id`, while another request holds it.
    """
    holder = str(user.pk) if user else CLEANUP
    ids = [organization_id, organization_id + STAGING_SUFFIX] if staging else [organization_id]
    wanted = [Claim(claimed, holder) for claimed in ids]

    def extend() -> None:
        for item in wanted:
            item.extend()

    with ExitStack() as held:
        for item in wanted:
            item.acquire()
            held.callback(item.release)
        yield extend
