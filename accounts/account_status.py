"""Changes of accounts by operators: active or deactivated, operator or not."""

from collections.abc import Callable

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.login import active_sessions
from accounts.models import User

# Its members may use every page of the operator admin; `portal.operator_group` gives it the permissions.
OPERATOR_GROUP = "Operators"
# Of upper layers: what else ends when an account is deactivated.
_deactivation_hooks: list[Callable[[User], None]] = []


def register_deactivation_hook(hook: Callable[[User], None]) -> None:
    """Let an upper layer follow the deactivation of a user, in its transaction."""
    _deactivation_hooks.append(hook)


def update_account_status(user: User, fields: list[str], *, by: User) -> None:
    """Save those fields of `user`.

    Deactivating also ends all sessions and API tokens. Operators join the group of operators.
    """
    with transaction.atomic():
        user.save()
        if "is_active" in fields and not user.is_active:
            active_sessions.revoke_others(user, by=by)
            for hook in _deactivation_hooks:
                hook(user)
        if "is_staff" in fields:
            group, _created = Group.objects.get_or_create(name=OPERATOR_GROUP)
            (user.groups.add if user.is_staff else user.groups.remove)(group)
        values = {field: getattr(user, field) for field in ("is_active", "is_staff") if field in fields}
        audit_log.record(Event.USER_STATUS_CHANGED, by=by, target=user, fields=sorted(fields), **values)
