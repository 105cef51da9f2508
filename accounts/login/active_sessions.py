"""Where somebody is signed in: browsers by their sessions, programs by their refresh tokens."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.db.models import Max, Min
from django.http import HttpRequest

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.login import api_tokens
from accounts.models import RefreshToken, User
from accounts.models.user import new_session_token
from lib import client_info
from lib.query_string import whole_number


@dataclass(frozen=True)
class ActiveSession:
    """One browser or program. `key` names it in a form: a session row, or a family of tokens."""

    key: str
    name: str
    ip: str
    created_at: datetime
    last_active_at: datetime
    kind: str  # browser, phone or api_client
    current: bool = False


def active_sessions(user: User, current_key: str | None) -> list[ActiveSession]:
    """All of them, the one in use first, then the latest active."""
    sessions = [*_browsers(user, current_key), *_api_clients(user)]
    return sorted(sessions, key=lambda session: (session.current, session.last_active_at), reverse=True)


def revoke(user: User, key: str) -> bool:
    """Signs one place out; False when it is not this person's."""
    kind, _, pk = key.partition("-")
    with transaction.atomic():
        if kind == "api" and _is_uuid(pk):
            revoked = bool(api_tokens.revoke_rows(RefreshToken.objects.filter(user=user, family=pk)))
        elif kind == "browser" and whole_number(pk):
            revoked = _end_sessions(UserSession.objects.filter(user=user, pk=pk))
        else:
            revoked = False
        if revoked:
            audit_log.record(Event.SESSION_REVOKED, by=user)
    return revoked


def revoke_others(
    user: User, request: HttpRequest | None = None, *, keep_token: str = "", by: User | None = None
) -> None:
    """Signs every other browser and program out; with `request`, its own session stays.

    `by` is who does it, where that is not the person.
    """
    user.session_token = new_session_token()
    with transaction.atomic():
        user.save(update_fields=["session_token"])
        api_tokens.revoke_all(user, but=keep_token)
        kept = request.session.session_key if request else None
        _end_sessions(UserSession.objects.filter(user=user).exclude(session_key=kept))
        audit_log.record(Event.SESSION_OTHERS_REVOKED, by=by or user, target=user)
    if request:
        preserve_current(request, user)


def preserve_current(request: HttpRequest, user: User) -> None:
    """Lets the session in use go on, under a new key, after what its hash hangs on has changed."""
    before = request.session.session_key
    update_session_auth_hash(request, user)
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _end_sessions(rows: Any) -> bool:
    ended = list(rows)
    for row in ended:
        row.end()
    return bool(ended)


def _browsers(user: User, current_key: str | None) -> list[ActiveSession]:
    return [
        ActiveSession(
            key=f"browser-{row.pk}",
            name=client_info.device_label(row.user_agent),
            ip=row.ip,
            created_at=row.created_at,
            last_active_at=row.last_seen_at,
            kind="phone" if client_info.is_mobile(row.user_agent) else "browser",
            current=row.session_key == current_key,
        )
        for row in UserSession.objects.purge_and_list(user)
    ]


def _api_clients(user: User) -> list[ActiveSession]:
    families = (
        api_tokens.active()
        .filter(user=user)
        .values("family", "user_agent")
        .annotate(first_created_at=Min("created_at"), last_created_at=Max("created_at"), ip=Max("ip"))
    )
    return [
        ActiveSession(
            f"api-{row['family']}",
            row["user_agent"] or "API client",
            row["ip"] or "",
            row["first_created_at"],
            row["last_created_at"],
            "api_client",
        )
        for row in families
    ]
