"""The models of the console."""

from console.models.context import RecentContext
from console.models.document import StoredDocument
from console.models.draft import TabDraft
from console.models.guard import DeleteApproval, WriteGuard
from console.models.history import HistoryEntry
from console.models.role_request import RoleRequest
from console.models.tab import ConsoleTab
from console.models.undo import UndoRecord

__all__ = [
    "ConsoleTab",
    "DeleteApproval",
    "HistoryEntry",
    "RecentContext",
    "RoleRequest",
    "StoredDocument",
    "TabDraft",
    "UndoRecord",
    "WriteGuard",
]
