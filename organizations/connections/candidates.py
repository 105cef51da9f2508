"""Connections that someone enters and that are not saved yet."""

from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError

from accounts.operators import Actor
from environments.hosted_portal.account import is_access_token
from lib.plain_text import check_field
from organizations import identifiers, locations
from organizations.connections import addresses, taken_ids
from organizations.models import STAGING_SUFFIX, Connection, Environment, Organization

CLIENT_ID_MAX_LENGTH = 254
SECRET_MAX_LENGTH = 2_000  # a personal access token is longer than a password


@dataclass(frozen=True)
class Credentials:
    """How the portal is to get tokens: an API client, or an account of the hosted Portal."""

    client_id: str
    secret: str = field(repr=False)
    type: str = Connection.Type.API_CLIENT
    base_url: str = ""


def portal_id_of(entered: str, environment: str) -> str:
    """Return the ID that an organization has on this portal: that of Staging ends in `_Staging`.

    Raises:
        ValidationError: with the field `id`, for an ID that its environment cannot have.
    """
    organization_id = entered.strip()
    has_suffix = organization_id.lower().endswith(STAGING_SUFFIX.lower())
    if environment == Environment.STAGING:
        if has_suffix:
            organization_id = organization_id[: -len(STAGING_SUFFIX)]
        return organization_id + STAGING_SUFFIX if organization_id else ""
    if has_suffix:
        raise ValidationError(
            {"id": f"Only Staging IDs end in {STAGING_SUFFIX}. Choose Staging, or remove it."}
        )
    return organization_id


def build(
    entered_id: str,
    environment: str,
    region: str,
    credentials: Credentials,
    *,
    by: Actor | None = None,
) -> Connection:
    """Return the unsaved connection of an unsaved organization, after checking everything but the test.

    Args:
        by: who enters it; without, an error describes no other organization.

    Raises:
        ValidationError: with the fields `environment`, `region`, `id`, `type`, `base_url`, `client_id`
            and `secret`.
    """
    locations.validate_environment(environment)
    locations.validate_region(region)
    organization_id = portal_id_of(entered_id, environment)
    organization = Organization(
        id=organization_id, name=organization_id, environment=environment, region=region
    )
    _check_id(organization, by)
    credentials = checked(credentials, environment, region)
    return unsaved(organization, credentials)


def unsaved(organization: Organization, credentials: Credentials) -> Connection:
    """Return an unsaved connection of `organization` with these credentials, to be tested."""
    return Connection(
        organization=organization,
        type=credentials.type,
        client_id=credentials.client_id,
        secret=credentials.secret,
        base_url=credentials.base_url,
    )


def checked(credentials: Credentials, environment: str, region: str) -> Credentials:
    """Return credentials in their stored form.

    Raises:
        ValidationError: with the fields `type`, `base_url`, `client_id` and `secret`.
    """
    is_account = credentials.type == Connection.Type.HOSTED_PORTAL
    if credentials.type not in (Connection.Type.API_CLIENT, Connection.Type.HOSTED_PORTAL):
        raise ValidationError({"type": "Choose an API client or a hosted account."})
    client_id, secret = credentials.client_id.strip(), credentials.secret
    if not client_id:
        raise ValidationError(
            {"client_id": f"Enter {'the username' if is_account else 'the API client ID'}."}
        )
    if not secret:
        raise ValidationError({"secret": f"Enter {'the password' if is_account else 'the client secret'}."})
    if len(client_id) > CLIENT_ID_MAX_LENGTH:
        raise ValidationError({"client_id": f"Use at most {CLIENT_ID_MAX_LENGTH} characters."})
    if len(secret) > SECRET_MAX_LENGTH:
        raise ValidationError({"secret": f"Use at most {SECRET_MAX_LENGTH} characters."})
    check_field("client_id", client_id)
    check_field("secret", secret)
    base_url = addresses.normalize(credentials.base_url, environment, region)
    if not is_account:
        client_id = client_id.lower()
    if not is_account or is_access_token(secret.strip()):
        secret = secret.strip()
    return replace(credentials, client_id=client_id, secret=secret, base_url=base_url)


def _check_id(organization: Organization, by: Actor | None) -> None:
    if not organization.pk:
        raise ValidationError({"id": "Enter the ID that the organization has on OrderCloud."})
    try:
        identifiers.validate(
            organization.pk,
            allow_staging_suffix=organization.environment == Environment.STAGING,
            environment=organization.environment,
            region=organization.region,
        )
    except ValidationError as error:
        if error.error_dict["id"][0].code != "taken":
            raise
        raise taken_ids.refusal(organization, by=by) from error
