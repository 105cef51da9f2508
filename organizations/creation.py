"""New organizations: in Sandbox by anybody; in every environment by operators."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from environments import endpoints
from lib.plain_text import check_field
from organizations import identifiers
from organizations.connections import provisioning
from organizations.models import STAGING_SUFFIX, Connection, Environment, Organization
from organizations.pairing import link


def create(
    name: str,
    *,
    owner,
    by=None,
    id: str = "",
    environment: str = Environment.SANDBOX,
    region: str = "usw",
    staging: bool = True,
) -> Organization:
    """Makes an organization that `owner` can use at once, and returns it.

    A Production one brings its Staging half unless `staging` is false. Raises `ValidationError` with the
    fields `name`, `id`, `environment`, `region`, and `Unreachable` when the marketplace could not be made.
    The marketplace comes first, for making it twice does no harm, and the row says that it is there.
    """
    name = name.strip()
    organization_id = id.strip() or identifiers.generate()
    _check(name, environment, region)
    halves = [
        Organization(id=organization_id, name=name, environment=environment, region=region, owner=owner)
    ]
    if environment == Environment.PRODUCTION and staging:
        twin = Organization(
            id=organization_id + STAGING_SUFFIX,
            name=name,
            environment=Environment.STAGING,
            region=region,
            owner=owner,
        )
        halves.append(twin)
    for half in halves:
        # An operator makes a Staging organization whole, with or without its Production.
        identifiers.validate(half.id, allow_staging_suffix=half.environment == Environment.STAGING)
    for half in halves:
        provisioning.provision(half)
    _save(halves, by or owner)
    return halves[0]


def create_sandbox(name: str, *, by, id: str = "", region: str = "usw") -> Organization:
    """What everybody may do: a Sandbox organization of one's own."""
    return create(name, owner=by, by=by, id=id, region=region)


def _check(name: str, environment: str, region: str) -> None:
    if not name:
        raise ValidationError({"name": "Give it a name."})
    if len(name) > 100:
        raise ValidationError({"name": "At most 100 characters."})
    check_field("name", name)
    if environment not in Environment.values:
        raise ValidationError({"environment": f"There is no environment {environment}."})
    if region not in {known.id for known in endpoints.REGIONS}:
        raise ValidationError({"region": f"There is no region {region}."})


def _save(halves: list[Organization], by) -> None:
    try:
        with transaction.atomic():
            for half in halves:
                half.save(force_insert=True)
                Connection.objects.create(organization=half, type=Connection.Type.EMULATOR)
                audit_log.record(
                    Event.ORGANIZATION_CREATED,
                    by=by,
                    target=half,
                    organization=half.pk,
                    environment=half.environment,
                )
            if len(halves) == 2:
                link(staging=halves[1], production=halves[0], by=by)
    except IntegrityError as error:
        raise ValidationError({"id": "That id is taken."}) from error
