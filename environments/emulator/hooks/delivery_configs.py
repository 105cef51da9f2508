"""Find the delivery configuration that another record names."""

from environments.emulator.storage.records import Record, Records


def find(records: Records, config_id: str | None) -> Record | None:
    """Return an enabled delivery configuration; None if there is none."""
    config = records.find("DeliveryConfigurations", config_id or "")
    return config if config and config["Enabled"] else None
