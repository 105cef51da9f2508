"""Row locks, for activities that change several organizations together."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from organizations.models import Organization


def locked(organizations: Iterable[Organization]) -> list[Organization]:
    """Lock the rows until the transaction ends, and return them as they are now, in the given order.

    Raises:
        ValidationError: if one is purged.
    """
    ids = [organization.pk for organization in organizations]
    # In one order, so that two activities never wait for each other.
    rows = {row.pk: row for row in Organization.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    for id in ids:
        if id not in rows:
            raise ValidationError(f"{id} is purged.")
    return [rows[id] for id in ids]
