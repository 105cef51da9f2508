"""The portal's own tests of connections, every few hours and spread."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from lib import clock
from lib.background import enqueue_on_commit
from organizations.connections import changing, connecting, unresponsive
from organizations.models import Connection

TEST_TASK = "organizations.tasks.test_connection"
RUN_INTERVAL = timedelta(minutes=1)  # of beat
MESSAGE_LIFETIME = timedelta(minutes=10)  # after a pause, the worker must not find thousands


def enqueue_due() -> int:
    """Enqueue a test of each connection whose time has come, and return their number.

    However many are due, such as after a pause, it is the share of one run. Each is claimed by postponing its
    next test, so that it is tested once however many processes ask.
    """
    now = clock.now()
    due = _testable().filter(Q(next_test_at=None) | Q(next_test_at__lte=now)).order_by("next_test_at", "pk")
    enqueued = 0
    for connection in due[: share_of_run(_testable().count())]:
        same = Connection.objects.filter(pk=connection.pk, next_test_at=connection.next_test_at)
        if same.update(next_test_at=connecting.next_test_at()):
            enqueue_on_commit(TEST_TASK, connection.pk, expires=MESSAGE_LIFETIME.total_seconds())
            enqueued += 1
    return enqueued


def share_of_run(connections: int) -> int:
    """Return how many of so many connections one run may test, to test all within the shortest interval."""
    runs = connecting.SHORTEST_INTERVAL // RUN_INTERVAL
    return -(-connections // runs)


def test(connection_id: int) -> bool:
    """Test one connection, and return whether it works; one that has ended in the meantime does not."""
    connection = _testable().select_related("organization").filter(pk=connection_id).first()
    if connection is None:
        return False
    known = unresponsive.known_report(connection)
    report = changing.retest(connection, known=known)
    if known is None:
        unresponsive.learn(connection, report)
    return report.passed


def _testable() -> QuerySet[Connection]:
    return Connection.objects.filter(organization__deleted_at=None).exclude(
        Q(type=Connection.Type.EMULATOR) | Q(status=Connection.Status.DISCONNECTED)
    )
