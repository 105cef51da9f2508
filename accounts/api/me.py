"""Oneself in the Portal API."""

from ninja import Router, Status

from accounts.api.auth import PortalBearer
from accounts.api.schemas import ProfileIn
from accounts.models import User
from accounts.profile import profile
from accounts.registration import terms
from lib.api.errors import ApiError

router = Router(auth=PortalBearer(), tags=["Me"])


def shown(user: User, *, with_address: bool = True) -> dict:
    """A person as the API gives them; the address only to those who may know it."""
    return {
        "Username": user.username,
        "Name": user.name,
        "Email": user.email if with_address else None,
        "TermsAccepted": user.terms_accepted,
        "Country": user.country or None,
        "Region": user.region or None,
        "SCAdmin": False,
        "Verified": True,
    }


@router.get("/me", summary="Get myself")
def get_me(request):
    """The person of the token."""
    return shown(request.auth)


@router.put("/me", summary="Save myself")
def save_me(request, body: ProfileIn):
    """Name, username, country and region, those that are sent; the address changes by `me/email` only."""
    told = {"name": body.Name, "country": body.Country, "region": body.Region}
    given = {field: value.strip() for field, value in told.items() if value is not None}
    profile.change(request.auth, username=body.Username, **given)
    return shown(request.auth)


@router.post("/me/accept", response={204: None}, summary="Accept the terms")
def accept_terms(request):
    """Once."""
    if not terms.accept(request.auth):
        raise ApiError(400, "Terms.AlreadyAccepted", "You have accepted the terms already.")
    return Status(204, None)
