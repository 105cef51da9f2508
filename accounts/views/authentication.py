"""Profile > Authentication: the ways in, the second factor, and where one is signed in."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import login_methods, reauthentication
from accounts.login import active_sessions
from accounts.login.session import PROVIDERS
from accounts.mfa import enrollment
from accounts.mfa import verification as mfa_verification
from accounts.social import unlink as linking


@never_cache
def authentication(request):
    """Everything at a glance; each change has its own address."""
    mine = login_methods.of(request.user)
    linked = {way.kind for way in mine}
    configured = {app.provider for app in get_adapter().list_apps(request)}
    context = {
        "ways": mine,
        "opening": sum(way.opens for way in mine),
        "staying": login_methods.staying(mine),
        "has_password": login_methods.PASSWORD in linked,
        "not_linked": [(kind, name) for kind, name in PROVIDERS.items() if kind in configured - linked],
        "app": Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).first(),
        "second_factor_on": mfa_verification.is_on(request.user),
        "codes_left": len(enrollment.recovery_codes(request.user)),
        "places": active_sessions.places(request.user, request.session.session_key),
    }
    return render(request, "accounts/authentication.html", context)


@reauthentication.required
def link(request, provider: str):
    """One click before the way to a provider, for whoever comes by an address that a program was given."""
    if provider not in settings.SOCIALACCOUNT_PROVIDERS:
        raise Http404
    return render(request, "accounts/link.html", {"provider": provider, "name": PROVIDERS[provider]})


@require_POST
@reauthentication.required
def unlink(request, provider: str):
    """Ends that GitHub or Google signs one in."""
    if provider not in PROVIDERS:
        raise Http404
    try:
        if linking.unlink(request.user, provider):
            messages.success(request, f"{PROVIDERS[provider]} is unlinked.")
    except login_methods.LastWay as error:
        messages.error(request, str(error))
    return redirect("authentication")


@require_POST
def revoke_session(request):
    """Signs one browser or program out."""
    if not active_sessions.end_one(request.user, request.POST.get("key", "")):
        raise Http404
    return redirect("authentication")


@require_POST
def revoke_other_sessions(request):
    """Signs everything but this browser out."""
    active_sessions.end_others(request.user, request)
    messages.success(request, "Signed out everywhere else.")
    return redirect("authentication")
