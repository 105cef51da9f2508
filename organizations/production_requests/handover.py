"""Handing connected organizations to the requester of Production, who then owns them."""

from collections.abc import Callable

from django.core.exceptions import ValidationError

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.operators import Operator
from organizations.connections import dropping
from organizations.locking import locked
from organizations.models import Environment, Organization, ProductionRequest, StagingPair
from organizations.pairing import link

# Of upper layers: what else follows when a user becomes the owner.
_new_owner_hooks: list[Callable[[Organization, User, User], None]] = []


def register_new_owner_hook(hook: Callable[[Organization, User, User], None]) -> None:
    """Let an upper layer follow a change of owner, from the former to the new one, in its transaction."""
    _new_owner_hooks.append(hook)


def hand_over(
    request: ProductionRequest, production: Organization, staging: Organization | None, *, by: Operator
) -> None:
    """Make the requester the owner of both, and link them; call it in the transaction of the decision.

    Raises:
        ValidationError: unless both are active, in their environments, and an operator's or the requester's.
    """
    if production.environment != Environment.PRODUCTION:
        raise ValidationError(f"{production.pk} is in {production.environment}, not in Production.")
    if staging is None:
        pair = StagingPair.objects.filter(production=production).select_related("staging").first()
        staging = pair.staging if pair else None
    for organization in locked([production, staging] if staging else [production]):
        _give(organization, request.requester, by)
    if staging:
        link(staging=staging, production=production, by=by)


def _give(organization: Organization, requester: User, by: Operator) -> None:
    former_owner = organization.owner
    if organization.deleted_at:
        raise ValidationError(f"{organization.pk} is deleted.")
    if former_owner == requester:
        return
    if not former_owner.is_staff:
        raise ValidationError(
            f"{organization.pk} belongs to {former_owner}, who is neither an operator nor the requester."
        )
    organization.owner = requester
    organization.save(update_fields=["owner"])
    for hook in _new_owner_hooks:
        hook(organization, former_owner, requester)
    audit_log.record(
        Event.ORGANIZATION_TRANSFERRED,
        by=by,
        target=organization,
        organization=organization.pk,
        former_owner=former_owner.username,
        new_owner=requester.username or str(requester),
    )
    for connection in dropping.own_account_connections([organization], former_owner):
        dropping.drop(connection, by=by)
