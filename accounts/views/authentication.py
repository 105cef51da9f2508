"""Profile > Authentication: sign-in methods, two-factor authentication and sessions."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import login_methods, reauthentication
from accounts.http import AuthenticatedHttpRequest
from accounts.login import active_sessions
from accounts.login_methods import PROVIDER_NAMES
from accounts.mfa import enrollment
from accounts.mfa import verification as mfa_verification
from accounts.personal_tokens import tokens
from accounts.social import unlink as linking


@never_cache
def authentication(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Render the overview; each change has a page of its own."""
    methods = login_methods.methods_of(request.user)
    kinds = {method.kind for method in methods}
    configured = {app.provider for app in get_adapter().list_apps(request)}
    context = {
        "methods": methods,
        "usable_count": sum(method.usable for method in methods),
        "irremovable": login_methods.irremovable(methods),
        "has_password": login_methods.PASSWORD in kinds,
        "linkable": [(kind, name) for kind, name in PROVIDER_NAMES.items() if kind in configured - kinds],
        "totp": Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).first(),
        "totp_enabled": mfa_verification.totp_enabled(request.user),
        "codes_left": len(enrollment.recovery_codes(request.user)),
        "sessions": active_sessions.active_sessions(request.user, request.session.session_key),
        "token_count": tokens.active(request.user).count(),
    }
    return render(request, "accounts/authentication.html", context)


@reauthentication.required
def link(request: AuthenticatedHttpRequest, provider: str) -> HttpResponse:
    """Render the page from which a user linked by the Portal API continues to the provider."""
    if provider not in settings.SOCIALACCOUNT_PROVIDERS:
        raise Http404
    return render(request, "accounts/link.html", {"provider": provider, "name": PROVIDER_NAMES[provider]})


@require_POST
@reauthentication.required
def unlink(request: AuthenticatedHttpRequest, provider: str) -> HttpResponse:
    """Unlink GitHub or Google."""
    if provider not in PROVIDER_NAMES:
        raise Http404
    try:
        if linking.unlink(request.user, provider):
            messages.success(request, f"{PROVIDER_NAMES[provider]} is unlinked.")
    except login_methods.LastLoginMethod as error:
        messages.error(request, str(error))
    return redirect("authentication")


@require_POST
def revoke_session(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Sign out one browser or API client."""
    if not active_sessions.revoke(request.user, request.POST.get("key", "")):
        raise Http404
    return redirect("authentication")


@require_POST
def revoke_other_sessions(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Sign out everything but this browser, and revoke the access tokens."""
    active_sessions.revoke_others(request.user, request)
    messages.success(request, "Signed out everywhere else.")
    return redirect("authentication")
