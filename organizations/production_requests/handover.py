"""Handing connected organizations to the requester of Production, who then owns them."""

from django.core.exceptions import ValidationError

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import Operator
from organizations.connections import dropping
from organizations.models import Environment, Organization, ProductionRequest, StagingPair
from organizations.pairing import link


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
    organizations = [production, staging] if staging else [production]
    rows = Organization.objects.select_for_update(of=("self",)).select_related("owner", "connection")
    for organization in rows.filter(pk__in=[item.pk for item in organizations]).order_by("pk"):
        _give(organization, request, by)
    if staging:
        link(staging=staging, production=production, by=by)


def _give(organization: Organization, request: ProductionRequest, by: Operator) -> None:
    owner = organization.owner
    if organization.deleted_at:
        raise ValidationError(f"{organization.pk} is deleted.")
    if owner == request.requester:
        return
    if not owner.is_staff:
        raise ValidationError(
            f"{organization.pk} belongs to {owner}, who is neither an operator nor the requester."
        )
    organization.owner = request.requester
    organization.save(update_fields=["owner"])
    audit_log.record(
        Event.ORGANIZATION_TRANSFERRED,
        by=by,
        target=organization,
        organization=organization.pk,
        new_owner=str(request.requester),
    )
    if organization.connection.account_owner_id == owner.pk:
        dropping.drop(organization.connection, by=by)
