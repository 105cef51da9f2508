"""Free IDs in place of one that is taken."""

import re
import unicodedata
from collections.abc import Collection
from typing import Protocol

from accounts.models import User
from organizations import identifiers
from organizations.models import ID_MAX_LENGTH, Environment

MAX_SUGGESTIONS = 3
MAX_ENDING_LENGTH = 20
NUMBERS = 20  # how many are tried


class FreeIds(Protocol):
    """Returns which of those IDs are free in a region."""

    def __call__(self, candidates: Collection[str], *, region: str) -> set[str]: ...


def free_in_sandbox(candidates: Collection[str], *, region: str) -> set[str]:
    """Return those IDs that are free for a Sandbox organization."""
    return identifiers.free(candidates, Environment.SANDBOX, region)


def suggest(
    organization_id: str,
    name: str,
    user: User,
    region: str,
    free_ids: FreeIds = free_in_sandbox,
) -> list[str]:
    """Return up to three free IDs for an organization; the same input leads to the same ones.

    They end in a word of the name, a number, and the user's name.

    Args:
        free_ids: returns those of some IDs that are free in a region; by default for a Sandbox organization.
    """
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", organization_id)
    stem = re.sub(r"(_staging)+$", "", stem, flags=re.IGNORECASE)
    stem = stem.strip("-_")[: ID_MAX_LENGTH - MAX_ENDING_LENGTH]
    if not stem:
        return []
    counted = re.fullmatch(r"(.+)-([1-9]\d{0,3})", stem)
    base, number = (counted[1], int(counted[2]) + 1) if counted else (stem, 2)
    by_kind = [
        [f"{stem}-{word}" for word in _words(name) if word not in stem.lower()],
        [f"{base}-{number + step}" for step in range(NUMBERS)],
        [f"{stem}-{word}" for word in _words(user.username or "")[:1]],
    ]
    free = free_ids({id for kind in by_kind for id in kind}, region=region)
    available = [[id for id in kind if id in free] for kind in by_kind]
    first_of_each = [kind[0] for kind in available if kind]
    others = [id for kind in available for id in kind[1:]]
    return list(dict.fromkeys(first_of_each + others))[:MAX_SUGGESTIONS]


def _words(text: str) -> list[str]:
    """Return the words of `text` that can end an ID, those after a comma or the like first."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    main, _, detail = re.sub(r"[,:;(]| - ", "\0", folded).partition("\0")
    words = re.findall(r"[a-z0-9]+", f"{detail} {main}")
    return [word for word in words if 2 < len(word) < MAX_ENDING_LENGTH and word != "staging"]
