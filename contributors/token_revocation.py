"""The end of the tokens that people got of an organization, once they lose a right in it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from accounts.models import User
from contributors.effective_access import clear_access_cache, effective_access
from contributors.models import IssuedToken
from environments.roles import FULL_ACCESS
from environments.token_requests import Token
from lib import clock
from lib.background import enqueue_on_commit
from lib.token_digest import token_digest
from organizations.connections import provisioning
from organizations.connections.clients import forget_tokens
from organizations.models import Connection, Organization

REVOKE_TASK = "contributors.tasks.revoke_tokens"


def record_issued(organization: Organization, user: User, token: Token, *, kind: str = "") -> None:
    """Note that `user` got `token`, without storing it; it ends again if they lost a right to it meanwhile.

    Args:
        kind: of which kind of users the token is; "" for one of the seller organization.
    """
    IssuedToken.objects.get_or_create(  # OrderCloud may give the same one twice
        digest=token_digest(token.access_token),
        defaults={
            "organization": organization,
            "user": user,
            "expires_at": datetime.fromtimestamp(token.expires_at, UTC),
        },
    )
    if not _may_hold(organization, user, token, kind):
        revoke_tokens_on_commit(organization.pk, [user.pk])


def revoke_tokens_on_commit(organization_id: str, user_ids: Iterable[int]) -> None:
    """Have a worker end the tokens that these users got of the organization.

    What the portal cached is dropped too: what it calls from now on is computed from their present access.
    """
    users = list(user_ids)
    _request_revocation(organization_id, users)
    enqueue_on_commit(REVOKE_TASK, organization_id, users)


def revoke_all_of(user: User) -> None:
    """Have a worker end every token of a user whose account is deactivated or deleted."""
    held = IssuedToken.objects.filter(user=user).values_list("organization", flat=True).distinct()
    for organization_id in list(held):
        revoke_tokens_on_commit(organization_id, [user.pk])


def revoke_of(organization_id: str, user_ids: Iterable[int]) -> int:
    """End the tokens that these users got of the organization, and return how many there were.

    Those that were given out while the loss of the right was not committed yet are among them.

    Raises:
        Unreachable: if the emulator doesn't respond; the rest stays requested.
    """
    _request_revocation(organization_id, list(user_ids))
    organization = Organization.objects.filter(pk=organization_id).select_related("connection").first()
    if organization is None:
        return 0
    forget_tokens(organization)
    return revoke_pending(organization_id)


def revoke_pending(organization_id: str = "") -> int:
    """End the tokens whose revocation was requested, and return how many there were.

    Only the emulator can revoke one. OrderCloud can't, so there they end when they expire; until then their
    rows stay, for the pages to say so.

    Args:
        organization_id: of which organization; of all by default.

    Raises:
        Unreachable: if the emulator doesn't respond; the rest stays requested.
    """
    pending = IssuedToken.objects.filter(revoke_at__isnull=False).select_related("organization__connection")
    if organization_id:
        pending = pending.filter(organization=organization_id)
    by_organization: dict[str, list[IssuedToken]] = defaultdict(list)
    for token in pending:
        by_organization[token.organization_id].append(token)
    for tokens in by_organization.values():
        organization = tokens[0].organization
        rows = IssuedToken.objects.filter(pk__in=[token.pk for token in tokens])
        if organization.connection.type != Connection.Type.EMULATOR:
            rows.update(revoke_at=None)
            continue
        if valid := [token.digest for token in tokens if token.expires_at > clock.now()]:
            provisioning.revoke_single_tokens(organization, valid)
        rows.delete()
    return sum(map(len, by_organization.values()))


def valid_until(organization: Organization, user_ids: Iterable[int]) -> datetime | None:
    """Return when the last token of these users expires that can't be ended before; None without one."""
    if organization.connection.type == Connection.Type.EMULATOR:
        return None
    tokens = IssuedToken.objects.filter(organization=organization, user__in=list(user_ids))
    latest = tokens.filter(expires_at__gt=clock.now()).order_by("expires_at").last()
    return latest.expires_at if latest else None


def purge_expired() -> int:
    """Delete the rows of tokens that are no longer valid, and return their number."""
    return IssuedToken.objects.filter(expires_at__lt=clock.now()).delete()[0]


def _request_revocation(organization_id: str, user_ids: list[int]) -> None:
    tokens = IssuedToken.objects.filter(organization=organization_id, user__in=user_ids, revoke_at=None)
    tokens.update(revoke_at=clock.now())


def _may_hold(organization: Organization, user: User, token: Token, kind: str) -> bool:
    """Return whether `user`, by what is stored now, may still hold `token`."""
    if not User.objects.filter(pk=user.pk, is_active=True).exists():
        return False
    clear_access_cache()
    now = Organization.objects.active().filter(pk=organization.pk).first()
    if now is None:
        return False
    access = effective_access(user, now)
    if kind and kind not in access.impersonation_kinds:
        return False
    held = access.roles
    return FULL_ACCESS in held or set(token.roles) <= set(held)
