"""The authenticator app and the recovery codes; and the proof that they ask for at sign-in."""

from functools import partial

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.internal.flows.trust import trust_browser
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import reauthentication
from accounts.forms.passkeys import PasskeyForm
from accounts.forms.profile import TotpForm
from accounts.mfa import authenticators, enrollment, webauthn
from accounts.mfa import verification as mfa_verification
from accounts.mfa.adapter import MFAAdapter
from accounts.views.session_keys import SESSION_CODES_VISIBLE
from lib import next_url, rate_limit
from lib.form_views import add_errors, render_form


class SecondFactorView(AuthenticateView):
    """At sign-in: the digits, or a recovery code on a page of its own; `trust` spares the device a month."""

    def get_webauthn_form_class(self):
        return partial(PasskeyForm, request=self.request)

    def form_valid(self, form):
        response = super().form_valid(form)
        if "trust" in self.request.POST:
            trust_browser(self.request, self.stage.login.user, response)
        return response

    def get_template_names(self) -> list[str]:
        by_code = "recovery" in self.request.GET
        return ["mfa/recovery.html" if by_code else "mfa/authenticate.html"]

    def get_context_data(self, **more) -> dict:
        person = self.stage.login.user
        has_passkey = authenticators.has_passkey(person)
        options = webauthn.begin_authentication(self.request, person) if has_passkey else None
        return {
            **more,
            "form": self.auth_form,
            "person": person,
            "has_passkey": has_passkey,
            "js_data": {"request_options": options},
        }


authenticate = SecondFactorView.as_view()


@never_cache
@reauthentication.required
def app(request):
    """Scan and prove it: nothing is on before the digits fit."""
    if mfa_verification.is_on(request.user) and "replace" not in request.GET:
        return redirect("authentication")
    next_url.save_requested(request)
    form = TotpForm(request.POST or None)
    secret = get_totp_secret(regenerate=False)
    if form.is_valid():
        rate_limit.hit(request, "code")
        if enrollment.enroll(request.user, secret, form.cleaned_data["code"]):
            return _switched_on(request)
        add_errors(form, Exception("That is not what the app shows now. Is the phone's clock right?"), "code")
    adapter = MFAAdapter()
    address = adapter.build_totp_url(request.user, secret)
    return render_form(
        request,
        "mfa/totp_setup.html",
        form,
        # Made of our own address, with nothing in it that anybody typed but a username.
        qr=mark_safe(adapter.build_totp_svg(address)),
        address=address,
        key=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        issuer=adapter.get_totp_issuer(),
    )


def _switched_on(request):
    clear_totp_secret(request)
    record_authentication(request, request.user, method="mfa", type="totp", reauthenticated=True)
    request.session[SESSION_CODES_VISIBLE] = "on"
    return redirect("mfa_view_recovery_codes")


@require_POST
@reauthentication.required
def app_off(request):
    """A password is enough again."""
    try:
        enrollment.switch_off(request.user)
    except enrollment.StillNeeded as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The second factor is off.")
    return redirect("authentication")


@never_cache
@reauthentication.required
def codes(request):
    """The recovery codes, once: after they were made and until the person has kept them."""
    if SESSION_CODES_VISIBLE not in request.session:
        return redirect("authentication")
    if "kept" in request.POST:
        del request.session[SESSION_CODES_VISIBLE]
        return redirect(next_url.pop_saved(request, "authentication"))
    context = {
        "codes": enrollment.recovery_codes(request.user),
        "just_on": request.session[SESSION_CODES_VISIBLE] == "on",
    }
    untold = request.method == "POST"
    return render_form(request, "mfa/recovery_codes.html", invalid=untold, untold=untold, **context)


@never_cache
@reauthentication.required
def download_codes(request):
    """The same as a text file."""
    if SESSION_CODES_VISIBLE not in request.session:
        return redirect("authentication")
    text = "\n".join(enrollment.recovery_codes(request.user)) + "\n"
    headers = {"Content-Disposition": 'attachment; filename="recovery-codes.txt"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


@require_POST
@reauthentication.required
def new_codes(request):
    """Ten new ones."""
    if not mfa_verification.is_on(request.user):
        return redirect("authentication")
    enrollment.make_recovery_codes(request.user)
    request.session[SESSION_CODES_VISIBLE] = "new"
    return redirect("mfa_view_recovery_codes")
