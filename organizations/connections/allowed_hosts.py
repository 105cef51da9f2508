"""The hosts that operators allow for connections besides OrderCloud's own."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import Operator
from lib import clock
from organizations.models import AllowedHost, Connection


def allow(host: str, *, by: Operator, note: str = "") -> AllowedHost:
    """Allow connections to `host`, a name with its port unless it is 443.

    Raises:
        ValidationError: it is no host, or is allowed already.
    """
    row = AllowedHost(host=normalize(host), note=note.strip())
    row.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            audit_log.record(Event.ALLOWED_HOST_ADDED, by=by, target=row, host=row.host, note=row.note)
            _test_soon(row.host)
    except IntegrityError as error:
        raise ValidationError({"host": f"{row.host} is already allowed."}) from error
    return row


def normalize(host: str) -> str:
    """Return the host as it stands in the URLs of connections."""
    return host.strip().lower().removesuffix(":443")


def disallow(row: AllowedHost, *, by: Operator) -> None:
    """Stop allowing a host; connections to it get no more tokens from now on."""
    with transaction.atomic():
        audit_log.record(Event.ALLOWED_HOST_REMOVED, by=by, target=row, host=row.host)
        row.delete()
        _test_soon(row.host)


def _test_soon(host: str) -> None:
    """Have connections to the host tested at the next opportunity, so that their owners are told."""
    at_host = Q(base_url__endswith=f"//{host}") | Q(base_url__contains=f"//{host}/")
    connected = Connection.objects.exclude(status=Connection.Status.DISCONNECTED)
    connected.filter(at_host).update(next_test_at=clock.now())
