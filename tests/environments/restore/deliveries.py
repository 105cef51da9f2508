"""A restore of a pair with deliveries, and what each organization has of them."""

from environments.restore.engine import restore
from environments.restore.journal import MemoryJournal
from tests.environments.restore.all_resources import SYNCHRONIZATIONS

PATHS = [
    "deliveryconfig/queue", "trackingEvents/orders", "ErrorConfig", "inventory", "promotion", "subscription",
    *SYNCHRONIZATIONS,
]  # fmt: skip


def run(pair):
    result = restore(pair.production, pair.staging, MemoryJournal(), pair.options)
    assert [report.failures for report in result.resources.values() if report.failures] == []
    assert (result.state, result.equal) == ("finished", True)
    return result


def read_all(api):
    return {path: api.get(f"/integrations/{path}") for path in PATHS}
