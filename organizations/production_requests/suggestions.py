"""IDs that are free for Production and Staging, offered when the typed one is not."""

import re
import unicodedata

from django.db.models.functions import Lower

from organizations.identifiers import RESERVED_IDS
from organizations.models import SANDBOX_SUFFIX, STAGING_SUFFIX, Organization, ProductionRequest
from organizations.production_requests.request_details import MAX_ID_LENGTH

MAX_SUGGESTIONS = 3
ENDINGS = ("", "-shop", "-2", "-3", "-4", "-5")


def suggest(typed: str, name: str) -> list[str]:
    """Return up to three free IDs near the typed one, otherwise near the name; always the same ones."""
    bases = [base for base in (_as_id(typed), _as_id(name)) if base]
    candidates = list(dict.fromkeys(base + ending for base in bases for ending in ENDINGS))
    taken = _taken(candidates)
    return [candidate for candidate in candidates if candidate.lower() not in taken][:MAX_SUGGESTIONS]


def _as_id(text: str) -> str:
    """Return the text with the characters that an ID may hold, without the endings that it may not have."""
    plain = unicodedata.normalize("NFKD", text[:MAX_ID_LENGTH]).encode("ascii", "ignore").decode()
    dashed = re.sub(r"[^A-Za-z0-9_]+", "-", plain).strip("-_")
    for suffix in (STAGING_SUFFIX, SANDBOX_SUFFIX):
        if dashed.lower().endswith(suffix.lower()):
            dashed = dashed[: -len(suffix)]
    return dashed[: MAX_ID_LENGTH - max(map(len, ENDINGS))]


def _taken(candidates: list[str]) -> set[str]:
    """Return the candidates, in lower case, that an organization, its Staging or an open request has."""
    ids = [candidate.lower() for candidate in candidates]
    wanted = [*ids, *(id + STAGING_SUFFIX.lower() for id in ids)]
    organizations = Organization.objects.annotate(taken=Lower("id")).filter(taken__in=wanted)
    requests = ProductionRequest.objects.filter(status__in=ProductionRequest.OPEN).order_by()
    requested = requests.annotate(taken=Lower("organization_id")).filter(taken__in=wanted)
    found = organizations.order_by().values_list("taken").union(requested.values_list("taken"))
    return RESERVED_IDS | {taken.removesuffix(STAGING_SUFFIX.lower()) for (taken,) in found}
