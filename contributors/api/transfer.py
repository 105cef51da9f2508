"""Transfer of organizations in the Portal API."""

from ninja import Router, Status

from accounts.api.auth import SignInBearer, SignInRequest
from accounts.api.confirmation import CONFIRMATION_REQUIRED, confirmed
from contributors.api import schemas
from contributors.ownership.candidates import candidate_named
from contributors.ownership.transfer import transfer, transferred_with
from lib.api.describe import describe
from lib.api.errors import ApiError
from organizations.access import get_organization_or_404
from organizations.permissions import Can

router = Router(auth=SignInBearer(), tags=["Contributors"])


@router.post(
    "/organizations/{organization_id}/transfer",
    response={204: None},
    summary="Transfer an organization",
    openapi_extra=describe(CONFIRMATION_REQUIRED),
)
def transfer_organization(
    request: SignInRequest, organization_id: str, body: schemas.OrganizationTransfer
) -> Status[None]:
    """Transfer an organization to a contributor, using a code that this sign-in confirmed.

    The other organization of its pair goes with it. The former owner stays as an admin with full access.
    """
    organization = get_organization_or_404(request.auth, organization_id, Can.TRANSFER)
    with confirmed(request, "transfer"):
        candidate = candidate_named(transferred_with(organization), body.Username)
        if candidate is None:
            raise ApiError(
                400,
                "ValidationFailure",
                f"{body.Username} doesn't contribute to {organization.pk}.",
                {"Username": body.Username},
            )
        transfer(organization, to=candidate.user, stays=True, by=request.auth)
    return Status(204, None)
