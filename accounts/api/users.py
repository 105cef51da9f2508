"""Other users in the Portal API: found by name or username, never by email and never with one."""

from typing import Any

from django.db.models import Case, Value, When
from django.http import Http404
from ninja import Router

from accounts.api import schemas
from accounts.api.auth import ApiRequest, PortalBearer
from accounts.models import User
from accounts.search import query as user_search
from lib import rate_limit
from lib.api.describe import describe, page_parameters
from lib.api.page import ListPage
from lib.api.pagination import paginate_callable
from lib.query_string import parameter

router = Router(auth=PortalBearer(), tags=["Users"])


def to_public_dict(user: User) -> dict[str, Any]:
    """Serialize what everyone may see of a user."""
    return {"Username": user.username, "Name": user.name}


def visible_owner_email(user: User) -> Case:
    """Return what a list that `user` reads finds an owner's email by: only the owner finds it."""
    return Case(When(owner=user, then="owner__email"), default=Value(""))


def to_contact_dict(user: User, *, with_email: bool) -> dict[str, Any]:
    """Serialize what those who share an organization or a team with a user may see, with every member."""
    return {
        **to_public_dict(user),
        "Email": user.email if with_email else None,
        "TermsAccepted": None,
        "Country": None,
        "Region": None,
        "SCAdmin": False,
        "Verified": True,
    }


@router.get(
    "/portalusers",
    response=ListPage[schemas.UserSearchResult],
    summary="Search users",
    openapi_extra=describe(parameters=page_parameters("Words of the name or the username.")),
)
def search_users(request: ApiRequest) -> dict[str, Any]:
    """List exact matches first, then prefixes, then single words; none without `search`."""
    rate_limit.hit(request, "search")
    text = parameter(request.GET, "search")
    return paginate_callable(
        request.GET,
        user_search.count_users(text),
        lambda offset, limit: [
            to_public_dict(user) for user in user_search.search_users(text, offset, limit)
        ],
    )


@router.get("/portalusers/{username}", response=schemas.UserSearchResult, summary="Get a user by username")
def get_user(request: ApiRequest, username: str) -> dict[str, Any]:
    """Return the user of that username."""
    user = User.objects.by_username(username).filter(is_active=True).first()
    if user is None:
        raise Http404
    return to_public_dict(user)
