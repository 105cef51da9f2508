"""Targets of delivery configurations: those called over HTTP, and those only recorded.

Recorded deliveries are in the history of the delivery queue, as what would have been sent, without secrets.
"""

from functools import partial

from environments.emulator.calls import write_only
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.emulator import Emulator
from environments.emulator.hooks import error_reports
from environments.emulator.hooks.delivery_configs import CALLED, NAMESPACE, call_target, find
from environments.emulator.json_types import JsonObject
from environments.emulator.storage.records import Organization, Record
from lib import exact_json

__all__ = ["NAMESPACE", "deliver", "find", "send_after_commit"]

# The history has a thousand entries, so that it stays small enough.
_MAX_RECORDED_BODY = 16 * 1024
_TARGETS = CATALOGUE.models["DeliveryTargets"]


def send_after_commit(call: Call, config_id: str, type_: str, payload: JsonObject) -> None:
    """Deliver once the present write is committed. A disabled configuration delivers nothing."""
    config = find(call.records, config_id)
    if config is not None:
        call.emulator.store.on_commit(
            partial(deliver, call.emulator, call.organization, config, type_, payload)
        )


def deliver(
    emulator: Emulator,
    organization: Organization,
    config: Record,
    type_: str,
    payload: JsonObject,
) -> None:
    """Send a message to each target of a configuration. No transaction is open.

    Args:
        type_: the message's name, such as `sitecore.ordercloud.messages.product.updated`.
    """
    on_failure = partial(error_reports.report, emulator, organization)
    for name, target in (config["DeliveryTargets"] or {}).items():
        if target is None:
            continue
        entry = {
            "Kind": "DeliveryTarget",
            "ID": config.id,
            "Organization": organization.portal_id,
            "Target": name,
            "Type": type_,
        }
        if name in CALLED:
            call_target(emulator, entry, name, target, type_, payload, on_failure)
        else:
            settings = write_only.hidden(_TARGETS.fields[name].model, target)
            emulator.deliveries.record(entry | {"Settings": settings} | _recorded(payload))


def _recorded(payload: JsonObject) -> JsonObject:
    body = payload | {"UserToken": None} if payload.get("UserToken") else payload
    truncated = len(exact_json.dumps(body)) > _MAX_RECORDED_BODY
    return {"Body": None if truncated else body, "Truncated": truncated}
