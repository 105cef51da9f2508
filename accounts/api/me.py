"""The signed-in user in the Portal API."""

from typing import Any

from ninja import Router, Status

from accounts.api import schemas
from accounts.api.auth import ApiRequest, PortalBearer, SignInBearer
from accounts.api.preconditions import lock_me
from accounts.models import User
from accounts.profile import profile
from accounts.registration import terms
from lib.api import conditional
from lib.api.describe import ErrorCase, describe

router = Router(auth=PortalBearer(), tags=["Me"])
ALREADY_ACCEPTED = ErrorCase(400, "Terms.AlreadyAccepted", "You have accepted the terms already.")


def to_dict(user: User) -> dict[str, Any]:
    """Serialize the signed-in user."""
    return {
        "Username": user.username,
        "Name": user.name,
        "Email": user.email,
        "TermsAccepted": user.terms_accepted_at,
        "Country": user.country or None,
        "Region": user.region or None,
        "SCAdmin": False,
        "Verified": True,
    }


@router.get("/me", auth=PortalBearer(admits_limited=True), response=schemas.User, summary="Get my profile")
def get_me(request: ApiRequest) -> dict[str, Any]:
    """Return the user of the token."""
    return to_dict(request.auth)


@router.put("/me", auth=SignInBearer(), response=schemas.User, summary="Save my profile")
@conditional.write(lock_me)
def save_me(request: ApiRequest, body: schemas.UserRequest) -> dict[str, Any]:
    """Save the members that are sent; the email is changed by `me/email` only."""
    members = {"name": body.Name, "country": body.Country, "region": body.Region}
    values = {field: value.strip() for field, value in members.items() if value is not None}
    profile.change(request.auth, username=body.Username, **values)
    return to_dict(request.auth)


@router.post(
    "/me/accept",
    auth=SignInBearer(),
    response={204: None},
    summary="Accept the terms",
    openapi_extra=describe(ALREADY_ACCEPTED),
)
def accept_terms(request: ApiRequest) -> Status[None]:
    """Accept the terms, once."""
    if not terms.accept(request.auth):
        raise ALREADY_ACCEPTED.exception()
    return Status(204, None)
