"""What the server would say to a password that is being typed, for the meter of the page."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.models import Registration, User
from accounts.views.session_keys import SESSION_RESET_LOGIN, SESSION_VERIFIED_REGISTRATION
from lib import rate_limit


@login_not_required
@require_POST
@sensitive_post_parameters("password")
def check(request) -> JsonResponse:
    """Judges `password` by the rules that its form applies; only for someone who is choosing one."""
    person = _person(request)
    if person is None:
        raise Http404
    rate_limit.hit(request, "password_check")
    password = request.POST.get("password", "")
    try:
        validate_password(password, person)
    except ValidationError as error:
        return JsonResponse({"accepted": False, "message": " ".join(error.messages)})
    return JsonResponse({"accepted": True, "message": f"Accepted: {len(password)} characters."})


def _person(request) -> User | None:
    """Whose password it is to be: the person signed in, or the one in the middle of a step before."""
    if request.user.is_authenticated:
        return request.user
    if login := request.session.get(SESSION_RESET_LOGIN):
        return User(username=login, email=login)
    registration = Registration.objects.filter(pk=request.session.get(SESSION_VERIFIED_REGISTRATION)).first()
    if registration is None:
        return None
    given = {name: request.POST.get(name, "") for name in ("username", "name")}
    return User(email=registration.email, **given)
