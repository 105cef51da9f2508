"""Creation of organizations: Sandbox ones by every user, others by operators."""

from datetime import timedelta

from django.db import IntegrityError, transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.operators import Actor
from lib import clock
from organizations import claims, identifiers, locations, names, quotas, regions
from organizations.connections import provisioning
from organizations.models import STAGING_SUFFIX, Connection, Environment, Organization
from organizations.pairing import link

REPEAT_DURATION = timedelta(minutes=1)


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
    organization_id = id.strip() or identifiers.generate()
    with_staging = environment == Environment.PRODUCTION and staging
    with claims.claim(organization_id, owner, staging=with_staging) as extend_claim:
        organizations = plan(
            name, owner=owner, id=organization_id, environment=environment, region=region, staging=staging
        )
        for organization in organizations:
            provisioning.provision(organization)
            extend_claim()
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
    locations.validate_environment(environment)
    locations.validate_region(region)
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
        identifiers.validate(
            organization.id,
            allow_staging_suffix=is_staging,
            environment=organization.environment,
            region=region,
        )
    return organizations


def create_sandbox(
    name: str, *, by: User, id: str = "", region: str = "usw", generated_id: str = ""
) -> Organization:
    """Create a Sandbox organization owned by `by`, which every user may do within their quota.

    A repeated call for the same ID, such as by a second click, returns what the first one created.

    Args:
        generated_id: the ID to use when `id` is empty, by which a repeated call is recognized.

    Raises:
        ValidationError: with the fields `name`, `id` and `region`.
        QuotaReached: if `by` owns as many Sandbox organizations as allowed.
        Unreachable: if the marketplace could not be created.
    """
    name = names.validate(name)
    organization_id = id.strip() or generated_id or identifiers.generate()
    identifiers.validate_characters(organization_id)
    with claims.claim(organization_id, by) as extend_claim:
        repeated = _created_just_now(organization_id, name, region, by)
        if repeated:
            return repeated
        if not id.strip() and not identifiers.free([organization_id], Environment.SANDBOX, region):
            organization_id = identifiers.generate()  # the form was used for another organization
        (organization,) = plan(
            name, owner=by, id=organization_id, environment=Environment.SANDBOX, region=region
        )
        regions.require_open(region)
        quotas.require_sandbox_organization(by)
        provisioning.provision_new(organization)
        extend_claim()
        with transaction.atomic():
            # Others of the user's requests may have created organizations meanwhile.
            quotas.lock_for(by)
            quotas.require_sandbox_organization(by)
            save([organization], by=by)
    return organization


def _created_just_now(organization_id: str, name: str, region: str, owner: User) -> Organization | None:
    return (
        Organization.objects.active()
        .filter(
            pk__iexact=organization_id,
            name=name,
            environment=Environment.SANDBOX,
            region=region,
            owner=owner,
            created_at__gt=clock.now() - REPEAT_DURATION,
        )
        .first()
    )


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
        raise identifiers.taken() from error
