"""All handlers of the API. Importing a module registers its handlers, so all of them are imported here."""

from environments.emulator import rules
from environments.emulator.control import leak_alarm
from environments.emulator.resources import assignments, crud
from environments.emulator.resources.registry import ACTS

__all__ = ["ACTS", "assignments", "crud", "leak_alarm", "rules"]
