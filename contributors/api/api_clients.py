"""API clients of an organization and their users in the Portal API."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from ninja import Router

from accounts.api.auth import ApiRequest, PortalBearer
from accounts.models import User
from contributors.api import schemas
from contributors.api.connection_errors import OF_CLIENT, OF_CONNECTION
from contributors.impersonation.api_clients import ApiClient, get_client, list_clients, webhook_counts
from contributors.impersonation.kinds import permitted_kinds
from contributors.impersonation.users import ImpersonationUser, UserPage, lists_of_kind, page_of
from environments.grants import SELLER
from lib import rate_limit
from lib.api.describe import describe, filter_parameter, page_parameters
from lib.api.errors import ApiError
from lib.api.page import ListPage
from lib.api.pagination import RESERVED_PARAMETERS, paginate_remote
from lib.query_string import parameter
from organizations.access import get_organization_or_404
from organizations.models import Organization
from organizations.permissions import Can

router = Router(auth=PortalBearer(), tags=["Contributors"])

# Properties that the list of API clients is filtered by, as OrderCloud names them.
FILTERS = {
    name.lower(): name
    for name in (
        *("ID", "AppName", "Active", "IsAnonBuyer", "AllowAnyBuyer", "AllowAnySupplier", "AllowSeller"),
        *("AssignedBuyerCount", "AssignedSupplierCount"),
    )
}


@router.get(
    "/organizations/{organization_id}/apiclients",
    response=ListPage[schemas.ApiClient],
    summary="List API clients",
    openapi_extra=describe(
        *OF_CONNECTION,
        parameters=[
            *page_parameters("Words of the name or the ID."),
            *(filter_parameter(name) for name in FILTERS.values()),
        ],
    ),
)
def list_api_clients(request: ApiRequest, organization_id: str) -> dict[str, Any]:
    """List the API clients of an organization. `ClientSecret` is null: read it with a token."""
    organization = get_organization_or_404(request.auth, organization_id, Can.CALL_API)
    filters = _filters(request.GET)

    def fetch(page: int, page_size: int) -> tuple[list[dict[str, Any]], int]:
        text = parameter(request.GET, "search")
        found = list_clients(organization, text=text, page=page, page_size=page_size, filters=filters)
        counts = webhook_counts(organization) if found.items else {}
        return [_client_dict(client, counts) for client in found.items], found.total

    return paginate_remote(request.GET, fetch)


@router.get(
    "/organizations/{organization_id}/apiclients/{client_id}/users",
    response=schemas.OrderCloudUserPage,
    summary="List users of an API client",
    openapi_extra=describe(
        *OF_CONNECTION,
        *OF_CLIENT,
        parameters=page_parameters("Words of the name, the username or the email."),
    ),
)
def list_api_client_users(request: ApiRequest, organization_id: str, client_id: str) -> dict[str, Any]:
    """List the users that the caller may act as through an API client."""
    organization = get_organization_or_404(request.auth, organization_id, Can.CALL_API)
    permitted = permitted_kinds(request.auth, organization)
    if not permitted:
        raise PermissionDenied(Can.IMPERSONATE_BUYER)
    rate_limit.hit_by_user(request.auth.pk, "user_search_by_user")
    client = get_client(organization, client_id)
    kinds = _matching_kinds(request.auth, organization, client)
    found: list[UserPage] = []

    def fetch(page: int, page_size: int) -> tuple[list[dict[str, Any]], int]:
        lists = [lists_of_kind(organization, kind, client=client) for kind in kinds]
        found.append(
            page_of(
                [each for lists_, _ in lists for each in lists_],
                text=parameter(request.GET, "search"),
                page=page,
                page_size=page_size,
                notice=" ".join(notice for _, notice in lists if notice),
            )
        )
        return [_user_dict(user, organization) for user in found[0].items], found[0].total

    envelope = paginate_remote(request.GET, fetch)
    envelope["Meta"]["Notice"] = found[0].notice or None
    return envelope


def _matching_kinds(user: User, organization: Organization, client: ApiClient) -> list[str]:
    """Return the kinds of users that `user` may act as and that the client admits.

    Raises:
        PermissionDenied: the client admits other kinds only.
    """
    permitted = permitted_kinds(user, organization)
    matching = [kind for kind in permitted if client.may_admit(kind)]
    if not matching and client.admits_anyone:
        raise PermissionDenied(Can.IMPERSONATE_BUYER)
    return matching


def _filters(parameters: QueryDict) -> list[tuple[str, str]]:
    """Return the filters of a query string with OrderCloud's names."""
    filters = []
    for name, values in parameters.lists():
        if name.lower() in RESERVED_PARAMETERS:
            continue
        if name.lower() not in FILTERS:
            message = f"This list has no property {name}."
            raise ApiError(400, "List.InvalidProperty", message, {"Property": name})
        filters += [(FILTERS[name.lower()], value) for value in values]
    return filters


def _client_dict(client: ApiClient, counts: dict[str, int] | None) -> dict[str, Any]:
    """Return an API client; the count of webhooks is null where the connection can't read them."""
    return {
        "Id": client.id,
        "ClientSecret": None,
        "Active": client.active,
        "AppName": client.name,
        "AllowAnyBuyer": client.allows_any_buyer,
        "AllowAnySupplier": client.allows_any_supplier,
        "AllowSeller": client.allows_seller,
        "IsAnonBuyer": client.is_anonymous_buyer,
        "AssignedBuyerCount": client.assigned_buyer_count,
        "AssignedSupplierCount": client.assigned_supplier_count,
        "AssignedWebhookCount": None if counts is None else counts.get(client.id.lower(), 0),
    }


def _user_dict(user: ImpersonationUser, organization: Organization) -> dict[str, Any]:
    """Return a user of OrderCloud; the company of a seller user is the organization."""
    is_seller = user.kind == SELLER
    return {
        "Username": user.username,
        "UserId": user.user_id,
        "FirstName": user.first_name,
        "LastName": user.last_name,
        "Email": user.email,
        "CommerceRole": user.kind.capitalize(),
        "CompanyId": organization.marketplace_id if is_seller else user.company_id,
        "CompanyName": organization.name if is_seller else user.company_name,
        "UserActive": user.active,
    }
