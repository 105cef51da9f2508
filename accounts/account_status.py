"""Changes of accounts by operators: active or deactivated, operator or not."""

from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.login import active_sessions
from accounts.models import User


def update_account_status(user: User, fields: list[str], *, by: User) -> None:
    """Save those fields of `user`; deactivating also ends all sessions and API tokens."""
    with transaction.atomic():
        user.save()
        if "is_active" in fields and not user.is_active:
            active_sessions.revoke_others(user, by=by)
        values = {field: getattr(user, field) for field in ("is_active", "is_staff") if field in fields}
        audit_log.record(Event.USER_STATUS_CHANGED, by=by, target=user, fields=sorted(fields), **values)
