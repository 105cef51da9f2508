"""What the console adds to the export of a person's data."""

from accounts.profile.data_export import register_section
from console.history import entries


def register() -> None:
    """Register with `accounts`, which must not import this layer."""
    register_section("console_history", entries.export)
