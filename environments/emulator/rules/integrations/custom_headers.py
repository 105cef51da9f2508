"""Custom authentication headers: a name and a value, both or none."""

import re

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.registry import before_saving
from environments.emulator.storage.records import Record

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
# Headers without which a call would be another one.
_RESERVED = ("host", "content-length", "content-type", "transfer-encoding", "connection", "x-oc-hash")


@before_saving("Webhooks", "IntegrationEvents", "SubscriptionIntegrations", "PromotionIntegrations")
def _check_header_of_record(call: Call, data: dict, old: Record | None) -> None:
    check(data, "")


def check(settings: dict, prefix: str) -> None:
    """Check the header of a webhook, event, integration or target.

    Raises:
        ApiError: it has a name without a value or a value without a name, or HTTP does not allow it.
    """
    name, value = settings.get("CustomAuthHeaderName"), settings.get("CustomAuthHeaderValue")
    if name and not value:
        raise errors.required(f"{prefix}CustomAuthHeaderValue")
    if value and not name:
        raise errors.required(f"{prefix}CustomAuthHeaderName")
    if name and (not _NAME.fullmatch(name) or name.lower() in _RESERVED):
        raise errors.invalid_value(f"{prefix}CustomAuthHeaderName", "This name of a header is not allowed.")
    if value and not (value.isascii() and value.isprintable()):
        raise errors.invalid_value(
            f"{prefix}CustomAuthHeaderValue", "The value of a header has printable ASCII characters only."
        )
