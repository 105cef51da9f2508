"""Validation of a password while it is typed, for the meter of the page."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.models import Registration, User
from accounts.views.session_keys import SESSION_RESET_LOGIN, SESSION_VERIFIED_REGISTRATION
from lib import rate_limit


@login_not_required
@require_POST
@sensitive_post_parameters("password")
def check(request: HttpRequest) -> JsonResponse:
    """Validate `password` as its form does; only for someone who is choosing one."""
    user = _account(request)
    if user is None:
        raise Http404
    rate_limit.hit(request, "password_check")
    password = request.POST.get("password", "")
    try:
        validate_password(password, user)
    except ValidationError as error:
        return JsonResponse({"accepted": False, "message": " ".join(error.messages)})
    return JsonResponse({"accepted": True, "message": f"Accepted: {len(password)} characters."})


def _account(request: HttpRequest) -> User | None:
    """Return whose password it will be: of the signed-in user, of a reset, or of a registration."""
    if request.user.is_authenticated:
        return request.user
    if login := request.session.get(SESSION_RESET_LOGIN):
        return User(username=login, email=login)
    registration = Registration.objects.filter(
        pk=request.session.get(SESSION_VERIFIED_REGISTRATION, 0)
    ).first()
    if registration is None:
        return None
    values = {name: request.POST.get(name, "") for name in ("username", "name")}
    return User(email=registration.email, **values)
