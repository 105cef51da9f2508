"""Which notices users want by email. Those about security are always sent."""

from collections.abc import Iterable

from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import NotificationPreference, User
from accounts.notices.kinds import OPTIONAL_KINDS, NoticeKind


def wanted_kinds(user: User) -> frozenset[NoticeKind]:
    """Return the kinds that `user` gets, security among them."""
    off = set(user.notification_preferences.filter(is_on=False).values_list("kind", flat=True))
    return frozenset(kind for kind in NoticeKind if kind not in OPTIONAL_KINDS or kind not in off)


def change(user: User, wanted: Iterable[str]) -> None:
    """Have `user` get these optional kinds, and no other optional ones."""
    chosen = set(wanted)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        before = wanted_kinds(user)
        changed = [kind for kind in OPTIONAL_KINDS if (kind in chosen) != (kind in before)]
        for kind in changed:
            NotificationPreference.objects.update_or_create(
                user=user, kind=kind, defaults={"is_on": kind in chosen}
            )
        if changed:
            audit_log.record(
                Event.NOTIFICATION_PREFERENCES_CHANGED,
                by=user,
                target=user,
                on=[str(kind) for kind in changed if kind in chosen],
                off=[str(kind) for kind in changed if kind not in chosen],
            )


def turn_off(user: User, kinds: Iterable[str]) -> None:
    """Have `user` no longer get these kinds."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # what another link turns off meanwhile stays off
        change(user, wanted_kinds(user).difference(kinds))


def export(user: User) -> dict[str, bool]:
    """Return for each optional kind whether `user` gets it, for the export of their data."""
    wanted = wanted_kinds(user)
    return {str(kind): kind in wanted for kind in OPTIONAL_KINDS}
