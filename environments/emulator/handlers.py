"""All handlers of the API. Importing a module registers its handlers, so all of them are imported here."""

from environments.emulator import rules
from environments.emulator.registry import HANDLERS
from environments.emulator.resources import assignments, crud, singletons
from environments.emulator.rules import leak_alarm

__all__ = ["HANDLERS", "assignments", "crud", "leak_alarm", "rules", "singletons"]
