"""Import of organizations that exist on OrderCloud already."""

from django.core.exceptions import ValidationError

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.operators import Actor
from contributors.imports.lines import Record
from contributors.imports.options import Options
from contributors.imports.people import person_named
from contributors.imports.results import Outcome, Result
from environments import endpoints
from lib import clock
from organizations import creation, identifiers, locations, names
from organizations.connections import provisioning
from organizations.connections.dropping import NOT_CONNECTED
from organizations.models import Connection, Environment, Organization


def import_organization(record: Record, options: Options) -> Result:
    """Store an organization that waits for its connection, or find that it exists.

    Raises:
        ValidationError: for values that it can't have, and an ID that is taken.
        Unreachable: if the emulator could not create its marketplace.
    """
    organization_id = record.text("ID", required=True)
    identifiers.validate_characters(organization_id)
    name = names.validate(record.text("Name") or organization_id)
    environment = _environment_named(record.text("Environment", required=True))
    region = record.text("Region").lower() or endpoints.DEFAULT_REGION
    locations.validate_region(region)
    owner = person_named(record.text("Owner", required=True))
    record.require_all_read()
    existing = Organization.objects.filter(pk__iexact=organization_id).first()
    if existing:
        return _compare(existing, environment=environment, region=region, owner=owner)
    identifiers.validate(
        organization_id,
        allow_staging_suffix=environment == Environment.STAGING,
        environment=environment,
        region=region,
    )
    organization = Organization(
        id=organization_id, name=name, environment=environment, region=region, owner=owner
    )
    if not options.emulator:
        _save_disconnected(organization, by=options.by)
        return Result(Outcome.CREATED, organization_id, "Connect it in its settings.")
    provisioning.require_provisioning()
    if not options.dry_run:
        provisioning.provision_new(organization)
    creation.save([organization], by=options.by)
    return Result(Outcome.CREATED, organization_id)


def organization_named(organization_id: str) -> Organization:
    """Return the organization with that ID. Raises `ValidationError` if there is none, or it is deleted."""
    organization = Organization.objects.filter(pk__iexact=organization_id).select_related("owner").first()
    if organization is None:
        raise ValidationError(f"There is no organization {organization_id[:100]}.")
    if organization.deleted_at:
        raise ValidationError(f"{organization.pk} is deleted.")
    return organization


def _environment_named(name: str) -> str:
    environment = {value.lower(): value for value in Environment.values}.get(name.lower(), name)
    locations.validate_environment(environment)
    return environment


def _compare(existing: Organization, *, environment: str, region: str, owner: User) -> Result:
    if existing.deleted_at:
        raise ValidationError(f"{existing.pk} is deleted, and its ID is reserved until it is purged.")
    if (existing.environment, existing.region) != (environment, region):
        raise ValidationError(
            f"{existing.pk} exists in {existing.environment}, region {existing.region}. Neither can change."
        )
    if existing.owner_id != owner.pk:
        raise ValidationError(f"{existing.pk} exists and has another owner. Use transfer_organization.")
    return Result(Outcome.UNCHANGED, existing.pk)


def _save_disconnected(organization: Organization, *, by: Actor) -> None:
    organization.save(force_insert=True)
    Connection.objects.create(
        organization=organization,
        type=Connection.Type.API_CLIENT,
        status=Connection.Status.DISCONNECTED,
        failure=NOT_CONNECTED,
        failing_since=clock.now(),
    )
    audit_log.record(
        Event.ORGANIZATION_CREATED,
        by=by,
        target=organization,
        organization=organization.pk,
        environment=organization.environment,
    )
