"""Examples of errors of the operations that are forwarded to the platform behind a connection."""

from lib.api.describe import ErrorCase
from organizations.connections.organization_api import API_CLIENT_REASON

UNAVAILABLE = ErrorCase(502, "OrderCloud.Unavailable", "OrderCloud didn't respond within 30 s.")
OF_PLATFORM = (ErrorCase(409, "Connection.CannotGrant", API_CLIENT_REASON), UNAVAILABLE)
EXCEEDS_REBUILD_LIMIT = ErrorCase(
    400,
    "Search.ExceedsRebuildLimit",
    "Indexes in Sandbox can be rebuilt 10 times per hour.",
    {"HourlyLimit": 10, "WeeklyLimit": 30},
)
EXCEEDS_JOB_LIMIT = ErrorCase(
    400,
    "Subscription.ExceedsJobLimit",
    "Subscriptions can be processed 10 times per hour.",
    {"HourlyLimit": 10},
)
