"""Tokens that people get to call OrderCloud themselves: of the seller organization, or as one of its users.

They have exactly the data access of the person; as a user, only those roles of it that the user has too.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from contributors.effective_access import effective_access
from contributors.impersonation.api_clients import get_client
from contributors.impersonation.companies import Company
from contributors.impersonation.errors import CannotImpersonate, InactiveClient, InactiveUser, UserNotFound
from contributors.impersonation.kinds import connection_reason, permitted_kinds, require_kind
from contributors.impersonation.reading import RETRY_BUDGET, reading
from contributors.impersonation.refusals import explained
from contributors.impersonation.users import ImpersonationUser, lists_of_kind, page_of
from contributors.token_revocation import record_issued
from environments.grants import BUYER, SELLER, SUPPLIER, CannotGrant, UserContext
from environments.ordercloud.client import Client
from environments.ordercloud.errors import OrderCloudError
from environments.token_requests import Token
from organizations.access import require
from organizations.connections.clients import token_for, token_grant_for
from organizations.models import Organization
from organizations.permissions import Can


@dataclass(frozen=True)
class GivenToken:
    """A token that someone got.

    Attributes:
        own_roles: the data access of the person.
        user: the user that the token acts as; None for the seller organization.
    """

    token: Token
    own_roles: tuple[str, ...]
    user: ImpersonationUser | None = None


def give_seller_token(organization: Organization, *, by: User) -> GivenToken:
    """Return a token of the seller organization with exactly the roles of `by`.

    Raises:
        PermissionDenied: `by` may not call the API.
        CannotGrant, OrderCloudError: the connection provides none.
    """
    require(by, Can.CALL_API, organization)
    roles = effective_access(by, organization).roles
    token = token_for(organization, roles)
    record_issued(organization, by, token)
    return GivenToken(token, roles)


def give_user_token(organization: Organization, *, client_id: str, username: str, by: User) -> GivenToken:
    """Return a token of a user through an API client, with the roles that `by` and the user have in common.

    Raises:
        PermissionDenied: `by` may not call the API, or not act as users of this kind.
        ImpersonationError: there is no such token; the message says why.
    """
    require(by, Can.CALL_API, organization)
    kinds = permitted_kinds(by, organization)
    if not kinds:
        raise PermissionDenied(Can.IMPERSONATE_BUYER)
    reasons = [connection_reason(kind, organization) for kind in kinds]
    if all(reasons):
        raise CannotImpersonate(reasons[0])
    roles = effective_access(by, organization).roles
    if token_grant_for(organization).capabilities.resolves_usernames:
        token = _token(organization, roles, UserContext("", username=username, client_id=client_id))
        user = _user_of(organization, token)
    else:
        user = _found_buyer_user(organization, client_id, username)
        context = UserContext(user.kind, user.company_id, user.user_id, user.username, client_id)
        token = _token(organization, roles, context)
    # Only now is the kind known; a token that is not given out is not kept either.
    require_kind(by, user.kind, organization)
    with transaction.atomic():
        record_issued(organization, by, token, kind=user.kind)
        audit_log.record(
            Event.IMPERSONATION_TOKEN_ISSUED,
            by=by,
            target=organization,
            organization=organization.pk,
            impersonated=user.in_words,
            user=user.username,
            client=client_id,
            roles=", ".join(token.roles),
        )
    return GivenToken(token, roles, user)


def _token(organization: Organization, roles: tuple[str, ...], context: UserContext) -> Token:
    try:
        return token_for(organization, roles, context)
    except (CannotGrant, OrderCloudError) as error:
        raise explained(error, context.username, context.client_id) from error


def _user_of(organization: Organization, token: Token) -> ImpersonationUser:
    """Return the user of a token, who may read that without any role."""
    client = Client(organization.endpoint, lambda renew: token.access_token, retry_budget=RETRY_BUDGET)
    with reading("the user of the token", ()):
        record: dict[str, Any] = client.get("me")
    buyer, supplier = record.get("Buyer"), record.get("Supplier")
    kind = BUYER if buyer else SUPPLIER if supplier else SELLER
    company = buyer or supplier
    return ImpersonationUser.from_record(kind, Company.from_record(company) if company else None, record)


def _found_buyer_user(organization: Organization, client_id: str, username: str) -> ImpersonationUser:
    """Return the buyer user with a username among those that an API client admits."""
    client = get_client(organization, client_id)
    if not client.active:
        raise InactiveClient(f"The API client {client.name} is not active. Choose another one.")
    lists, notice = lists_of_kind(organization, BUYER, client=client)
    found = page_of(lists, username=username).items
    if not found:
        text = f"The API client {client_id} admits no buyer user {username}."
        raise UserNotFound(f"{text} {notice}".strip())
    if not found[0].active:
        raise InactiveUser(f"{found[0].name} is not active, so no one can act as this user.")
    return found[0]
