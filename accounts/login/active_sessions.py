"""Where a user is signed in: browsers by their sessions, API clients by their refresh tokens."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.db.models import Max, Min, OuterRef, Subquery
from django.http import HttpRequest

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.login import api_tokens
from accounts.models import RefreshToken, User
from accounts.models.user import new_session_token
from accounts.personal_tokens import tokens
from lib import client_info
from lib.query_string import whole_number


@dataclass(frozen=True)
class ActiveSession:
    """A signed-in browser or API client; `key` identifies its session row or family of tokens in forms."""

    key: str
    name: str
    ip: str
    created_at: datetime
    last_active_at: datetime
    kind: str  # browser, phone or api_client
    current: bool = False


def active_sessions(user: User, current_key: str | None) -> list[ActiveSession]:
    """Return the active sessions of `user`: the current one first, then by last activity."""
    sessions = [*_browsers(user, current_key), *_api_clients(user)]
    return sorted(sessions, key=lambda session: (session.current, session.last_active_at), reverse=True)


def revoke(user: User, key: str) -> bool:
    """Sign out one browser or API client; return False when it is not one of this user."""
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
    user: User,
    request: HttpRequest | None = None,
    *,
    keep_token: str = "",
    personal_tokens: bool = True,
    by: User | None = None,
) -> None:
    """Sign out all browsers and API clients of `user`.

    Args:
        request: its session stays signed in.
        personal_tokens: whether the personal access tokens end too.
        keep_token: a refresh token whose family stays valid.
        by: who does it, where that is not the user.
    """
    user.session_token = new_session_token()
    with transaction.atomic():
        user.save(update_fields=["session_token"])
        api_tokens.revoke_all(user, keep_token=keep_token)
        if personal_tokens:
            tokens.revoke_all(user, by=by)
        current_key = request.session.session_key if request else None
        _end_sessions(UserSession.objects.filter(user=user).exclude(session_key=current_key))
        audit_log.record(Event.SESSION_OTHERS_REVOKED, by=by or user, target=user)
    if request:
        preserve_current(request, user)


def preserve_current(request: HttpRequest, user: User) -> None:
    """Keep the current session valid, under a new key, after the password or session token has changed."""
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
    """Return one session for each sign-in, with the client and address of its last refresh."""
    valid = api_tokens.active().filter(user=user)
    latest = valid.filter(family=OuterRef("family")).order_by("-created_at", "-pk")
    families = valid.values("family").annotate(
        first_created_at=Min("created_at"),
        last_created_at=Max("created_at"),
        agent=Subquery(latest.values("user_agent")[:1]),
        address=Subquery(latest.values("ip")[:1]),
    )
    return [
        ActiveSession(
            f"api-{row['family']}",
            row["agent"] or "API client",
            row["address"] or "",
            row["first_created_at"],
            row["last_created_at"],
            "api_client",
        )
        for row in families
    ]
