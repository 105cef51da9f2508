"""Delivery configurations that other records name, and the targets in them that are called over HTTP."""

from collections.abc import Callable

from environments.emulator.emulator import Emulator
from environments.emulator.json_types import JsonObject
from environments.emulator.outbound import http
from environments.emulator.storage.records import Record, Records

NAMESPACE = "sitecore.ordercloud.messages."
# All other kinds of targets are only recorded.
CALLED = ("Http", "MessageSender")


def find(records: Records, config_id: str | None) -> Record | None:
    """Return an enabled delivery configuration; None if there is none."""
    config = records.find("DeliveryConfigurations", config_id or "")
    return config if config and config["Enabled"] else None


def call_target(
    emulator: Emulator,
    entry: JsonObject,
    name: str,
    target: JsonObject,
    type_: str,
    payload: JsonObject,
    on_failure: Callable[[JsonObject], None] | None = None,
) -> None:
    """Send a message to one of the targets that are called, in the form of its kind.

    Args:
        entry: describes the delivery in the history.
        name: the kind of the target.
        type_: the message's name, such as `sitecore.ordercloud.messages.product.updated`.
    """
    body = {"Headers": {"type": type_}, "Payload": payload} if name == "Http" else payload
    header = http.custom_header(target)
    emulator.deliveries.send(entry, target["Endpoint"], body, target["Secret"], header, on_failure)
