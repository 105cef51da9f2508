"""Organizations in the Portal API."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from ninja import Router, Status

from accounts.api.auth import ApiRequest, PortalBearer, SignInBearer, SignInRequest
from accounts.api.confirmation import CONFIRMATION_REQUIRED, confirmed
from accounts.api.users import to_contact_dict, visible_owner_email
from accounts.models import User
from environments import endpoints
from lib.api import conditional
from lib.api.describe import ErrorCase, describe, list_parameters, page_parameters
from lib.api.errors import ApiError
from lib.api.page import ListPage
from lib.api.pagination import ListQuery, paginate_list, paginate_queryset
from lib.query_string import parameter, search_words
from organizations import creation, deletion, quotas, regions, renaming
from organizations.access import get_organization_or_404, visible_to
from organizations.api import schemas
from organizations.api.preconditions import lock_organization
from organizations.models import Environment, Organization
from organizations.permissions import Can

router = Router(auth=PortalBearer(), tags=["Organizations"])

FIELDS = {
    "ID": "pk",
    "Name": "name",
    "Environment": "environment",
    "Region.Id": "region",
    "Owner.ID": "owner__username",
    "Owner.Email": "visible_email",
    "Owner.Username": "owner__username",
    "Owner.FirstName": "owner__name",
    "Owner.LastName": "owner__name",
}
SEARCH_FIELDS = ["ID", "Name", "Owner.Email", "Owner.Username", "Owner.FirstName"]


def serialize(organization: Organization, user: User) -> dict[str, Any]:
    """Return an organization as the API shows it; only the owner sees the owner's email."""
    owner = organization.owner
    return {
        "Id": organization.pk,
        "Name": organization.name,
        "CoreApiUrl": organization.core_api_url,
        "Environment": organization.environment,
        "Region": serialize_region(endpoints.get_region(organization.region)),
        "Owner": to_contact_dict(owner, with_email=owner == user),
        "SCOrgId": None,
        "SCSpaceId": None,
    }


def visible_organizations(user: User) -> QuerySet[Organization]:
    """Return the organizations that `user` sees, with what is shown of them."""
    return visible_to(user).select_related("owner", "connection")


def with_visible_email(organizations: QuerySet[Organization], user: User) -> QuerySet[Organization]:
    """Return organizations that can be found by their owner's email, where that is `user`."""
    return organizations.alias(visible_email=visible_owner_email(user))


def serialize_region(region: endpoints.Region) -> dict[str, Any]:
    """Return a region as the API shows it."""
    return {"Id": region.id, "Name": region.name, "AzureRegion": region.azure_region}


@router.get(
    "/me/regions",
    response=ListPage[schemas.DevRegionAccess],
    summary="List the regions open to me",
    openapi_extra=describe(parameters=page_parameters("Words of the ID or the name.")),
)
def list_regions(request: ApiRequest) -> dict[str, Any]:
    """List the regions. Users create organizations in Sandbox, operators also in Production."""
    words = search_words(parameter(request.GET, "search").lower())
    found = [
        {
            "Region": serialize_region(region),
            "CanCreateQa": False,
            "CanCreateProduction": False,
            "CanCreateSandbox": not regions.closed_reason(region.id),
        }
        for region in endpoints.REGIONS
        if all(word in f"{region.id} {region.name}".lower() for word in words)
    ]
    return paginate_list(request.GET, found)


@router.get(
    "/organizations",
    auth=PortalBearer(admits_limited=True),
    response=ListPage[schemas.Organization],
    summary="List organizations",
    openapi_extra=describe(parameters=list_parameters(FIELDS, SEARCH_FIELDS)),
)
def list_organizations(request: ApiRequest) -> dict[str, Any]:
    """List the organizations that the user owns or contributes to, and to which the token is not closed."""
    query = ListQuery.parse(request.GET, fields=FIELDS, searched=SEARCH_FIELDS)
    visible, limits = visible_organizations(request.auth), request.credential.organizations
    if query.uses("visible_email"):
        # Only then, since a list is counted much faster without its owners.
        visible = with_visible_email(visible, request.auth)
    if limits is not None:
        visible = visible.filter(pk__in=limits)
    return paginate_queryset(query, visible, lambda organization: serialize(organization, request.auth))


@router.get("/organizations/{organization_id}", response=schemas.Organization, summary="Get an organization")
def get_organization(request: ApiRequest, organization_id: str) -> dict[str, Any]:
    """Return one organization that the user owns or contributes to."""
    return serialize(get_organization_or_404(request.auth, organization_id), request.auth)


@router.put(
    "/organizations/{organization_id}",
    response=schemas.Organization,
    summary="Save an organization",
    openapi_extra=describe(
        ErrorCase(
            403,
            "Organization.QuotaReached",
            "You own 10 of the 10 Sandbox organizations that you may have.",
            {"Used": 10, "Allowed": 10},
        ),
    ),
)
@conditional.write(lock_organization)
def save_organization(
    request: ApiRequest, organization_id: str, body: schemas.OrganizationRequest
) -> dict[str, Any]:
    """Rename an organization, or create a Sandbox one under a free ID."""
    try:
        organization = get_organization_or_404(request.auth, organization_id)
    except Http404:
        organization = _create(request.auth, organization_id, body)
    else:
        conditional.require_absent(request)
        renaming.rename(organization, body.Name, by=request.auth)
    return serialize(visible_organizations(request.auth).get(pk=organization.pk), request.auth)


def _create(user: User, organization_id: str, body: schemas.OrganizationRequest) -> Organization:
    environment = body.Environment or Environment.SANDBOX
    if environment != Environment.SANDBOX:
        raise ApiError(
            403,
            "Auth.InsufficientRoles",
            f"You can create organizations in Sandbox only. Ask an operator for {environment}.",
        )
    region = body.Region.Id if body.Region and body.Region.Id else "usw"
    try:
        return creation.create_sandbox(body.Name, by=user, id=organization_id, region=region)
    except quotas.QuotaReached as error:
        used = {"Used": error.used, "Allowed": error.allowed}
        raise ApiError(403, "Organization.QuotaReached", error.messages[0], used) from error


@router.delete(
    "/organizations/{organization_id}",
    auth=SignInBearer(),
    response={204: None},
    summary="Delete an organization",
    openapi_extra=describe(
        CONFIRMATION_REQUIRED,
        ErrorCase(409, "Organization.StagingExists", "Delete the Staging organization first."),
    ),
)
@conditional.write(lock_organization)
def delete_organization(request: SignInRequest, organization_id: str) -> Status[None]:
    """Delete an organization, using a code that this sign-in confirmed within the last ten minutes.

    A Production organization is refused while its Staging exists: delete Staging first.
    """
    organization = get_organization_or_404(request.auth, organization_id, Can.DELETE)
    try:
        with confirmed(request, "delete"):
            deletion.delete(organization, by=request.auth)
    except deletion.StagingExists as error:
        raise ApiError(409, "Organization.StagingExists", str(error.message)) from error
    return Status(204, None)
