"""Two-factor authentication: set-up, recovery codes, and verification at sign-in."""

from functools import partial
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.internal.flows.trust import trust_browser
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import reauthentication
from accounts.forms.passkeys import PasskeyForm
from accounts.forms.profile import TotpForm
from accounts.http import AuthenticatedHttpRequest
from accounts.mfa import authenticators, enrollment, webauthn
from accounts.mfa import verification as mfa_verification
from accounts.mfa.adapter import MFAAdapter
from accounts.views.session_keys import SESSION_CODES_VISIBLE
from lib import next_url, rate_limit
from lib.form_views import add_errors, render_form


class SecondFactorView(AuthenticateView):
    """Verification at sign-in by app or recovery code; `trust` exempts the device for 30 days."""

    def get_webauthn_form_class(self) -> partial[PasskeyForm]:
        return partial(PasskeyForm, request=self.request)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response = super().form_valid(form)
        if "trust" in self.request.POST:
            trust_browser(self.request, self.stage.login.user, response)
        return response

    def get_template_names(self) -> list[str]:
        by_recovery_code = "recovery" in self.request.GET
        return ["mfa/recovery.html" if by_recovery_code else "mfa/authenticate.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.stage.login.user
        has_passkey = authenticators.has_passkey(user)
        options = webauthn.begin_authentication(self.request, user) if has_passkey else None
        return {
            **kwargs,
            "form": self.auth_form,
            "pending_user": user,
            "has_passkey": has_passkey,
            "js_data": {"request_options": options},
        }


authenticate = SecondFactorView.as_view()


@never_cache
@reauthentication.required
def set_up_totp(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Set up the authenticator app; it is on once its code is accepted."""
    if mfa_verification.totp_enabled(request.user) and "replace" not in request.GET:
        return redirect("authentication")
    next_url.save_requested(request)
    form = TotpForm(request.POST or None)
    secret = get_totp_secret(regenerate=False)
    if form.is_valid():
        rate_limit.hit(request, "code")
        if enrollment.enroll(request.user, secret, form.cleaned_data["code"]):
            return _enabled(request)
        add_errors(
            form,
            Exception("That code is wrong or expired. Check that your phone’s clock is correct."),
            "code",
        )
    adapter = MFAAdapter()
    totp_url = adapter.build_totp_url(request.user, secret)
    return render_form(
        request,
        "mfa/totp_setup.html",
        form,
        # Built from our own URL; a username is all that users can influence in it.
        qr=mark_safe(adapter.build_totp_svg(totp_url)),
        totp_url=totp_url,
        key=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        issuer=adapter.get_totp_issuer(),
    )


def _enabled(request: AuthenticatedHttpRequest) -> HttpResponse:
    clear_totp_secret(request)
    record_authentication(request, request.user, method="mfa", type="totp", reauthenticated=True)
    request.session[SESSION_CODES_VISIBLE] = "on"
    return redirect("mfa_view_recovery_codes")


@require_POST
@reauthentication.required
def disable_totp(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Turn two-factor authentication off."""
    try:
        enrollment.disable_totp(request.user)
    except enrollment.SecondFactorRequired as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Two-factor authentication is off")
    return redirect("authentication")


@never_cache
@reauthentication.required
def recovery_codes(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Render the recovery codes, until the user confirms that they are saved."""
    if SESSION_CODES_VISIBLE not in request.session:
        return redirect("authentication")
    if "saved" in request.POST:
        del request.session[SESSION_CODES_VISIBLE]
        return redirect(next_url.pop_saved(request, "authentication"))
    context = {
        "codes": enrollment.recovery_codes(request.user),
        "just_enabled": request.session[SESSION_CODES_VISIBLE] == "on",
    }
    unconfirmed = request.method == "POST"
    return render_form(
        request, "mfa/recovery_codes.html", invalid=unconfirmed, unconfirmed=unconfirmed, **context
    )


@never_cache
@reauthentication.required
def download_codes(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Send the recovery codes as a text file."""
    if SESSION_CODES_VISIBLE not in request.session:
        return redirect("authentication")
    text = "\n".join(enrollment.recovery_codes(request.user)) + "\n"
    headers = {"Content-Disposition": 'attachment; filename="recovery-codes.txt"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


@require_POST
@reauthentication.required
def regenerate_codes(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Replace the recovery codes by new ones."""
    if not mfa_verification.totp_enabled(request.user):
        return redirect("authentication")
    enrollment.regenerate_recovery_codes(request.user)
    request.session[SESSION_CODES_VISIBLE] = "new"
    return redirect("mfa_view_recovery_codes")
