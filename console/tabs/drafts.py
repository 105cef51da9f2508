"""Drafts: what is filled in for an operation of a tab, one for each, the newest of a tab."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from console.context.context import SELLER, Context
from console.models import ConsoleTab, TabDraft
from console.openapi.operations import Operation
from console.tabs.closing import reopen_tab
from console.tabs.creation import create_tab
from console.tabs.draft_data import kept_values, pack
from lib import clock
from organizations.models import Organization

MAX_DRAFTS = 20
MAX_DRAFT_SIZE = 12_000_000  # bytes; a body of 5 MB is posted as JSON and as fields
MAX_TOTAL_SIZE = 24_000_000  # bytes of all drafts of a tab


class DraftTooLarge(Exception):
    """The draft is larger than the portal keeps. The message is a sentence for the user."""

    def __init__(self) -> None:
        super().__init__("This request is too large to be kept as a draft. You can still send it.")


@dataclass(frozen=True)
class SavedDraft:
    """A draft as it was saved.

    Attributes:
        created: whether the tab was stored with it.
        replaced_at: when the draft that it replaced was saved in another window; None otherwise.
    """

    tab: ConsoleTab
    revision: int
    created: bool = False
    replaced_at: datetime | None = None


@transaction.atomic
def save_draft(
    user: User,
    organization: Organization,
    operation: Operation,
    posted: Mapping[str, Sequence[str]],
    *,
    tab_id: int | None,
    key: str = "",
    context: Context = SELLER,
    seen: int | None = None,
) -> SavedDraft:
    """Save what is filled in; the last save wins. It stores a new tab, and opens a closed one again.

    Args:
        tab_id: of a tab of `user` in `organization`; None for a new tab.
        key: identifies a new tab.
        context: who a new tab acts as.
        seen: the revision that the page shows; None when it is not known.

    Raises:
        ConsoleTab.DoesNotExist: the user has no such tab in the organization.
        TooManyTabs: a new or closed tab would be one too many.
        DraftTooLarge: it is larger than the portal keeps.
    """
    data = pack(kept_values(posted))
    if len(data) > MAX_DRAFT_SIZE:
        raise DraftTooLarge
    if tab_id is None:
        tab = create_tab(user, organization, operation=operation, context=context, key=key)
    else:
        tab = ConsoleTab.objects.select_for_update().get(pk=tab_id, user=user, organization=organization)
    reopen_tab(tab, by=user)
    draft = tab.drafts.filter(operation=operation.key).defer("data").first()
    replaced = draft if draft and seen is not None and draft.revision != seen else None
    replaced_at = replaced.saved_at if replaced else None
    revision = draft.revision + 1 if draft else 1
    now = clock.now()
    tab.drafts.update_or_create(
        operation=operation.key,
        defaults={"data": data, "size": len(data), "revision": revision, "saved_at": now},
    )
    _drop_oldest(tab)
    tab.operation, tab.method, tab.changed_at = operation.key, operation.verb, now
    tab.save(update_fields=["operation", "method", "changed_at"])
    return SavedDraft(tab, revision, created=tab_id is None, replaced_at=replaced_at)


def discard_draft(user: User, tab_id: int, operation: str) -> None:
    """Delete what is filled in for the operation."""
    TabDraft.objects.filter(tab=tab_id, tab__user=user, operation=operation).delete()


def newer_draft(user: User, tab_id: int, operation: str, seen: int) -> datetime | None:
    """Return when the draft was saved in another window after revision `seen`; None if it was not."""
    draft = TabDraft.objects.filter(tab=tab_id, tab__user=user, operation=operation).exclude(revision=seen)
    return draft.values_list("saved_at", flat=True).first()


def open_operation(tab_id: int, operation: Operation) -> None:
    """Note that the tab shows `operation`."""
    ConsoleTab.objects.filter(pk=tab_id).update(
        operation=operation.key, method=operation.verb, changed_at=clock.now()
    )


def _drop_oldest(tab: ConsoleTab) -> None:
    total, dropped = 0, []
    sizes = tab.drafts.order_by("-saved_at", "-pk").values_list("pk", "size")
    for position, (pk, size) in enumerate(sizes):
        total += size
        if position >= MAX_DRAFTS or (position and total > MAX_TOTAL_SIZE):
            dropped.append(pk)
    if dropped:
        tab.drafts.filter(pk__in=dropped).delete()
