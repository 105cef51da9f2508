"""Creation of organizations: Sandbox ones by every user, others by operators."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from environments import endpoints
from organizations import identifiers, names
from organizations.connections import provisioning
from organizations.models import STAGING_SUFFIX, Connection, Environment, Organization
from organizations.pairing import link


def create(
    name: str,
    *,
    owner: User,
    by: User | None = None,
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
    for organization in organizations:
        provisioning.provision(organization)
    _save(organizations, by or owner)
    return organizations[0]


def create_sandbox(name: str, *, by: User, id: str = "", region: str = "usw") -> Organization:
    """Create a Sandbox organization owned by `by`, which every user may do."""
    return create(name, owner=by, by=by, id=id, region=region)


def _validate_location(environment: str, region: str) -> None:
    if environment not in Environment.values:
        raise ValidationError({"environment": f"There is no environment {environment}."})
    if region not in {known.id for known in endpoints.REGIONS}:
        raise ValidationError({"region": f"There is no region {region}."})


def _save(organizations: list[Organization], by: User) -> None:
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
