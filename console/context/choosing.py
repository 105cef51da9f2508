"""Choosing whom the requests of a tab act as."""

from dataclasses import dataclass

from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from console.context import recents
from console.context.context import SELLER, Context
from console.models import ConsoleTab
from contributors.impersonation.api_clients import admits, get_client
from contributors.impersonation.errors import (
    CannotImpersonate,
    ClientNotFound,
    ClientRefusesUser,
    UserNotFound,
)
from contributors.impersonation.kinds import connection_reason, require_kind
from contributors.impersonation.users import get_user
from environments.grants import SELLER as SELLER_USER
from environments.grants import UserContext
from lib import clock
from lib.plain_text import one_line
from organizations.access import require
from organizations.models import Environment, Organization
from organizations.permissions import Can

MAX_REASON_LENGTH = 200
MAX_ID_LENGTH = 100  # of OrderCloud
REASON_REQUIRED = "Give a reason. Acting as a user in Production requires one."


class ImpersonationReasonRequired(Exception):
    """A user of Production is to be impersonated without a reason. The message is a sentence."""


@dataclass(frozen=True)
class Choice:
    """Whom someone wants to act as.

    Attributes:
        kind: the type of the user: seller, supplier or buyer; "" for the seller organization itself.
        company_id: the supplier or buyer; "" for a seller user.
        client_id: the API client through which the user signs in.
        for_new_tabs: whether tabs that are opened later begin with this context.
    """

    kind: str = ""
    company_id: str = ""
    user_id: str = ""
    client_id: str = ""
    reason: str = ""
    for_new_tabs: bool = False

    @property
    def names_user(self) -> bool:
        """Whether it names a user, and their company where the kind has one."""
        return is_id(self.user_id) and (self.kind == SELLER_USER or is_id(self.company_id))


def is_id(value: str) -> bool:
    """Return whether a value can be an ID; nothing, and dots alone, would change the path of a call."""
    return bool(value.strip(".")) and len(value) <= MAX_ID_LENGTH


def choose_context(tab: ConsoleTab, choice: Choice, *, by: User) -> Context:
    """Let the requests of a stored tab act as the chosen user. Raises what `read_context` raises."""
    context = read_context(tab.organization, choice, by=by)
    with transaction.atomic():
        set_context(tab, context, by=by, for_new_tabs=choice.for_new_tabs)
    return context


def read_context(organization: Organization, choice: Choice, *, by: User) -> Context:
    """Return the context that is chosen. The user and their roles are read from OrderCloud, without a token.

    Raises:
        PermissionDenied: `by` may not call the API, or not act as users of that kind.
        ImpersonationReasonRequired: the organization is in Production and there is no reason.
        ImpersonationError: the connection can't act as such users; the user does not exist or is not active;
            the API client does not admit them; or OrderCloud does not let them be read.
    """
    require(by, Can.CALL_API, organization)
    return _impersonated(organization, choice, by) if choice.kind else SELLER


def set_context(tab: ConsoleTab, context: Context, *, by: User, for_new_tabs: bool) -> None:
    """Store a context that was read just now in a tab, within a transaction, and record it."""
    organization = tab.organization
    tab.context = context.to_dict()
    tab.changed_at = clock.now()
    tab.save(update_fields=["context", "changed_at"])
    recents.remember(by, organization, context, for_new_tabs=for_new_tabs)
    account = context.in_words(organization)
    audit_log.record(
        Event.CONSOLE_CONTEXT_CHOSEN,
        by=by,
        target=organization,
        organization=organization.pk,
        impersonated=account,
        account=account,
        client=context.user.client_id if context.user else "",
        reason=context.reason,
        for_new_requests=for_new_tabs,
    )


def requires_reason(organization: Organization) -> bool:
    """Return whether acting as a user of the organization requires a reason."""
    return organization.environment == Environment.PRODUCTION


def _impersonated(organization: Organization, choice: Choice, by: User) -> Context:
    kind, reason = choice.kind, one_line(choice.reason)[:MAX_REASON_LENGTH]
    require_kind(by, kind, organization)
    if why_not := connection_reason(kind, organization):
        raise CannotImpersonate(why_not)
    if requires_reason(organization) and not reason:
        raise ImpersonationReasonRequired(REASON_REQUIRED)
    if not choice.names_user:
        raise UserNotFound("Choose a user first.")
    user = get_user(organization, kind, choice.company_id, choice.user_id)
    if not is_id(choice.client_id):
        raise ClientNotFound("Choose an API client first.")
    client = get_client(organization, choice.client_id)
    if not admits(organization, client, kind, user.company_id):
        company = f"users of {user.company_name}" if user.company_id else "seller users"
        raise ClientRefusesUser(f"The API client {client.name} is not active or does not admit {company}.")
    return Context(
        user=UserContext(kind, user.company_id, user.user_id, user.username, client.id),
        name=user.name,
        company_name=user.company_name,
        client_name=client.name,
        user_roles=user.roles,
        reason=reason,
    )
