"""The portal's own tests of connections, every few hours and spread."""

from django.db.models import Q, QuerySet

from lib import clock
from lib.background import enqueue_on_commit
from organizations.connections import changing, connecting
from organizations.models import Connection

TEST_TASK = "organizations.tasks.test_connection"
BATCH_SIZE = 20


def enqueue_due() -> int:
    """Enqueue a test of each connection whose time has come, at most `BATCH_SIZE`, and return their number.

    Each is claimed by postponing its next test, so that it is tested once however many processes ask.
    """
    due = _testable().filter(Q(next_test_at=None) | Q(next_test_at__lte=clock.now()))
    enqueued = 0
    for connection in due.order_by("next_test_at", "pk")[:BATCH_SIZE]:
        same = Connection.objects.filter(pk=connection.pk, next_test_at=connection.next_test_at)
        if same.update(next_test_at=connecting.next_test_at()):
            enqueue_on_commit(TEST_TASK, connection.pk)
            enqueued += 1
    return enqueued


def test(connection_id: int) -> bool:
    """Test one connection, and return whether it works; one that has ended in the meantime does not."""
    connection = _testable().select_related("organization").filter(pk=connection_id).first()
    return connection is not None and changing.retest(connection).passed


def _testable() -> QuerySet[Connection]:
    return Connection.objects.filter(organization__deleted_at=None).exclude(
        Q(type=Connection.Type.EMULATOR) | Q(status=Connection.Status.DISCONNECTED)
    )
