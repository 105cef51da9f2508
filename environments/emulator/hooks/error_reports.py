"""Reports of failed calls, sent to the delivery configuration of the organization's error configuration."""

from environments.emulator.emulator import Emulator
from environments.emulator.hooks.delivery_configs import CALLED, NAMESPACE, call_target, find
from environments.emulator.json_types import JsonObject
from environments.emulator.storage.records import SINGLETON_KEY, Organization, Records

# Inferred: OrderCloud documents neither the name nor the content of these messages.
FIELDS = ("Kind", "ID", "Url", "Target", "Type")
TYPE = f"{NAMESPACE}error"


def report(emulator: Emulator, organization: Organization, failed: JsonObject) -> None:
    """Report a failed delivery; a failing report is not reported itself. No write is open.

    Args:
        failed: the entry of the delivery in the history: its kind, the id of its record, and its address.
    """
    with emulator.store.read_transaction() as connection:
        records = Records(connection, organization)
        error_config = records.find("ErrorConfigs", SINGLETON_KEY)
        config = find(records, error_config["DeliveryConfigID"]) if error_config else None
    if config is None:
        return
    payload = {name: failed.get(name) for name in FIELDS} | {"Message": "The delivery failed."}
    entry: JsonObject = {"Kind": "ErrorReport", "ID": config.id, "Organization": organization.portal_id}
    emulator.deliveries.record(entry | {"Body": payload})
    for name, target in (config["DeliveryTargets"] or {}).items():
        if target and name in CALLED:
            call_target(emulator, entry, name, target, TYPE, payload)
