"""Oneself in the Portal API."""

from ninja import Router, Status

from accounts import profile, terms
from accounts.api_auth import PortalBearer
from accounts.api_errors import Problem
from accounts.api_forms import ProfileIn
from accounts.models import User

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
    """Name, username, country and region; the address changes through `me/email` only."""
    given = {"username": body.Username, "name": body.Name.strip()}
    if body.Country is not None:
        given["country"] = body.Country
    if body.Region is not None:
        given["region"] = body.Region
    profile.change(request.auth, **given)
    return shown(request.auth)


@router.post("/me/accept", response={204: None}, summary="Accept the terms")
def accept_terms(request):
    """Once."""
    if not terms.accept(request.auth):
        raise Problem(400, "Terms.AlreadyAccepted", "You have accepted the terms already.")
    return Status(204, None)
