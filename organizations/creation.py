"""Creation of organizations: Sandbox ones by every user, others by operators."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.operators import Actor
from environments import endpoints
from organizations import identifiers, names
from organizations.connections import provisioning
from organizations.models import STAGING_SUFFIX, Connection, Environment, Organization
from organizations.pairing import link


def create(
    name: str,
    *,
    owner: User,
    by: Actor | None = None,
    id: str = "",
    environment: str = Environment.SANDBOX,
    region: str = "usw",
    staging: bool = True,
) -> Organization:
    """Create an organization that `owner` can use immediately, and return it.

    A marketplace is created before its row: creating it twice does no harm, and a row means that it exists.

    Args:
        by: who creates it, for the audit log; the owner by default.
        id: generated when empty.
        staging: whether a Production organization gets a Staging organization, linked to it.

    Raises:
        ValidationError: with the fields `name`, `id`, `environment` and `region`.
        Unreachable: if a marketplace could not be created.
    """
    organizations = plan(name, owner=owner, id=id, environment=environment, region=region, staging=staging)
    for organization in organizations:
        provisioning.provision(organization)
    save(organizations, by=by or owner)
    return organizations[0]


def plan(
    name: str, *, owner: User, id: str, environment: str, region: str, staging: bool = True
) -> list[Organization]:
    """Return the organization to be created, and the Staging of a Production one; neither is stored.

    Raises:
        ValidationError: with the fields `name`, `id`, `environment` and `region`.
    """
    name = names.validate(name)
    organization_id = id.strip() or identifiers.generate()
    _validate_location(environment, region)
    organizations = [
        Organization(id=organization_id, name=name, environment=environment, region=region, owner=owner)
    ]
    if environment == Environment.PRODUCTION and staging:
        staging_organization = Organization(
            id=organization_id + STAGING_SUFFIX,
            name=name,
            environment=Environment.STAGING,
            region=region,
            owner=owner,
        )
        organizations.append(staging_organization)
    for organization in organizations:
        is_staging = organization.environment == Environment.STAGING
        identifiers.validate(organization.id, allow_staging_suffix=is_staging)
    return organizations


def create_sandbox(name: str, *, by: User, id: str = "", region: str = "usw") -> Organization:
    """Create a Sandbox organization owned by `by`, which every user may do."""
    return create(name, owner=by, by=by, id=id, region=region)


def save(organizations: list[Organization], *, by: Actor) -> None:
    """Store organizations whose marketplaces exist, and link a Production one to its Staging.

    Raises:
        ValidationError: with the field `id`, if another organization took the ID meanwhile.
    """
    try:
        with transaction.atomic():
            for organization in organizations:
                organization.save(force_insert=True)
                Connection.objects.create(organization=organization, type=Connection.Type.EMULATOR)
                audit_log.record(
                    Event.ORGANIZATION_CREATED,
                    by=by,
                    target=organization,
                    organization=organization.pk,
                    environment=organization.environment,
                )
            if len(organizations) == 2:
                link(staging=organizations[1], production=organizations[0], by=by)
    except IntegrityError as error:
        raise ValidationError({"id": "This ID is taken."}) from error


def _validate_location(environment: str, region: str) -> None:
    if environment not in Environment.values:
        raise ValidationError({"environment": f"There is no environment {environment}."})
    if region not in {known.id for known in endpoints.REGIONS}:
        raise ValidationError({"region": f"There is no region {region}."})
