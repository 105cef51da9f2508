"""Passkeys: signing in with one, adding, renaming, removing."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import login_methods, reauthentication
from accounts.forms.passkeys import AddPasskeyForm, PasskeyForm
from accounts.forms.profile import PasskeyNameForm
from accounts.http import AuthenticatedHttpRequest
from accounts.login import password as password_login
from accounts.mfa import enrollment, webauthn
from lib import client_info, next_url, rate_limit
from lib.form_views import render_form


class PasskeySignInView(LoginWebAuthnView):
    """allauth's flow; failures are explained, and count like wrong passwords of a network."""

    form_class = PasskeyForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the options to the script, which requests them when the button is pressed."""
        if get_adapter().is_ajax(request):
            return JsonResponse({"request_options": webauthn.begin_authentication(request)})
        return redirect("account_login")

    def get_form_class(self) -> type[PasskeyForm]:
        return self.form_class

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rate_limit.hit(request, "sign_in")
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: PasskeyForm) -> HttpResponse:
        rate_limit.hit(self.request, "sign_in_failed")
        password_login.record_refused_passkey()
        messages.error(
            self.request, "This passkey isn’t linked to an account. Sign in another way, then add it again."
        )
        next_page = next_url.requested(self.request)
        return redirect(
            reverse("account_login") + (f"?{urlencode({'next': next_page})}" if next_page else "")
        )


sign_in = login_not_required(PasskeySignInView.as_view())


@never_cache
@reauthentication.required
def add(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Add a passkey that the browser creates, with a name for its owner."""
    form = AddPasskeyForm(request.POST or None, request=request)
    if form.is_valid():
        values = form.cleaned_data
        enrollment.add_passkey(request.user, values["name"], values["credential"])
        messages.success(request, "Passkey added")
        return redirect(next_url.pop_saved(request, "authentication"))
    return render_form(
        request,
        "mfa/passkey_add.html",
        form,
        suggested=client_info.device_label(client_info.user_agent(request)),
        options={"creation_options": webauthn.begin_registration(request, request.user)},
    )


@never_cache
@reauthentication.required
def rename(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Rename a passkey."""
    passkey = _own_passkey(request, pk)
    form = PasskeyNameForm(request.POST or None, initial={"name": passkey.data.get("name", "")})
    if form.is_valid():
        enrollment.rename_passkey(passkey, form.cleaned_data["name"])
        return redirect("authentication")
    return render_form(request, "mfa/passkey_rename.html", form, passkey=passkey)


@require_POST
@reauthentication.required
def remove(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Remove a passkey, unless it is the only sign-in method."""
    try:
        enrollment.remove_passkey(request.user, _own_passkey(request, pk))
    except (login_methods.LastLoginMethod, enrollment.SecondFactorRequired) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Passkey removed")
    return redirect("authentication")


def _own_passkey(request: AuthenticatedHttpRequest, pk: int) -> Authenticator:
    return get_object_or_404(Authenticator, pk=pk, user=request.user, type=Authenticator.Type.WEBAUTHN)
