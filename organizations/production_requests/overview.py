"""The requests of a user: all of them, and those that concern them now."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet

from accounts.models import User
from lib import clock
from organizations.deletion.retention import recoverable_until
from organizations.models import Organization, ProductionRequest, StagingPair

# How long the home page shows a decision.
SHOWN_AFTER_DECISION = timedelta(days=7)
MAX_SHOWN = 5
MAX_WAITING = 10


def requests_of(user: User) -> QuerySet[ProductionRequest]:
    """Return all requests of `user`, the latest first."""
    return ProductionRequest.objects.filter(requester=user).select_related("decided_by")


def waiting() -> list[ProductionRequest]:
    """Return the open requests of everyone, the oldest first, each with `replied_at` of its requester.

    At most `MAX_WAITING`; the admin lists the others.
    """
    replied_at = Max("notes__created_at", filter=Q(notes__by_operator=False))
    requests = ProductionRequest.objects.filter(status__in=ProductionRequest.OPEN)
    return list(
        requests.annotate(replied_at=replied_at)
        .select_related("requester")
        .order_by("created_at", "pk")[:MAX_WAITING]
    )


def led_to(request: ProductionRequest) -> list[Organization]:
    """Return the Production organization of an approved request, and the Staging one of its pair now."""
    if request.production is None:
        return []
    pair = StagingPair.objects.filter(production=request.production).select_related("staging").first()
    return [request.production, pair.staging] if pair else [request.production]


def restorable_until(request: ProductionRequest) -> datetime | None:
    """Return until when the requester can restore what the request led to and they deleted, or None."""
    production = request.production
    if production is None or production.owner_id != request.requester_id:
        return None
    until = recoverable_until(production)
    return until if until and until > clock.now() else None


def export(user: User) -> list[dict[str, Any]]:
    """Return the requests of `user` for the export of their data."""
    fields = (
        *("status", "name", "organization_id", "region", "built_in_id", "go_live_date", "reason"),
        *("created_at", "updated_at", "decided_at", "decision_note", "production_id"),
    )
    return [
        {field: getattr(request, field) for field in fields}
        | {
            "notes": [
                {"created_at": note.created_at, "by_operator": note.by_operator, "text": note.text}
                for note in request.notes.all()
            ]
        }
        for request in ProductionRequest.objects.filter(requester=user).prefetch_related("notes")
    ]


def in_progress_for(user: User) -> list[ProductionRequest]:
    """Return the open requests of `user` and those decided in the last seven days, the latest first.

    At most `MAX_SHOWN`; a withdrawn request is not among them.
    """
    decided_since = clock.now() - SHOWN_AFTER_DECISION
    shown = Q(status__in=ProductionRequest.OPEN) | Q(decided_at__gte=decided_since)
    requests = ProductionRequest.objects.filter(shown, requester=user)
    return list(requests.select_related("decided_by", "opened_by")[:MAX_SHOWN])
