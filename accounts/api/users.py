"""Other people in the Portal API: by name or username, never by address and never with one."""

from django.http import Http404
from ninja import Router

from accounts.api.auth import PortalBearer
from accounts.models import User
from accounts.search import query as user_search
from lib import rate_limit
from lib.api.pagination import paginate_callable

router = Router(auth=PortalBearer(), tags=["People"])


def shown(user: User) -> dict:
    """What everybody may know of somebody."""
    return {"Username": user.username, "Name": user.name}


@router.get("/portalusers", summary="Find people")
def find_people(request):
    """Exact matches first, then beginnings, then single words; nobody without `search`."""
    rate_limit.hit(request, "search")
    text = next((value for name, value in request.GET.items() if name.lower() == "search"), "")
    return paginate_callable(
        request.GET,
        user_search.count(text),
        lambda first, most: [shown(user) for user in user_search.people(text, first, most)],
    )


@router.get("/portalusers/{username}", summary="Get somebody by username")
def get_person(request, username: str):
    """Somebody whose username I know."""
    user = User.objects.named(username).filter(is_active=True).first()
    if user is None:
        raise Http404
    return shown(user)
