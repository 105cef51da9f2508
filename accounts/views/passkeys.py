"""Passkeys: signing in with one, adding, renaming, removing."""

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import login_methods, reauthentication
from accounts.forms.passkeys import AddPasskeyForm, PasskeyForm
from accounts.forms.profile import PasskeyNameForm
from accounts.login import password as sign_in_activity
from accounts.mfa import enrollment, webauthn
from lib import client_info, next_url, rate_limit
from lib.form_views import render_form


class PasskeySignInView(LoginWebAuthnView):
    """allauth's flow; what does not fit is told, and counted as wrong passwords of a network are."""

    form_class = PasskeyForm

    def get(self, request, *args, **kwargs):
        """The options for a script, which asks for them when the button is pressed."""
        if get_adapter().is_ajax(request):
            return JsonResponse({"request_options": webauthn.begin_authentication(request)})
        return redirect("account_login")

    def get_form_class(self):
        return self.form_class

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "request": self.request}

    def post(self, request, *args, **kwargs):
        rate_limit.hit(request, "sign_in")
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form):
        rate_limit.hit(self.request, "sign_in_failed")
        sign_in_activity.note_refused_passkey()
        messages.error(
            self.request, "That passkey opens nothing here. Sign in another way, then add it anew."
        )
        wanted = next_url.requested(self.request)
        return redirect(reverse("account_login") + (f"?{urlencode({'next': wanted})}" if wanted else ""))


sign_in = login_not_required(PasskeySignInView.as_view())


@never_cache
@reauthentication.required
def add(request):
    """The browser makes the key; the name is only for its owner."""
    form = AddPasskeyForm(request.POST or None, request=request)
    if form.is_valid():
        given = form.cleaned_data
        enrollment.add_passkey(request.user, given["name"], given["credential"])
        messages.success(request, "The passkey was added.")
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
def rename(request, pk: int):
    """Another name for one of one's own."""
    passkey = _own_passkey(request, pk)
    form = PasskeyNameForm(request.POST or None, initial={"name": passkey.data.get("name", "")})
    if form.is_valid():
        enrollment.rename_passkey(passkey, form.cleaned_data["name"])
        return redirect("authentication")
    return render_form(request, "mfa/passkey_rename.html", form, passkey=passkey)


@require_POST
@reauthentication.required
def remove(request, pk: int):
    """Takes one away, unless it is the last way in."""
    try:
        enrollment.remove_passkey(request.user, _own_passkey(request, pk))
    except (login_methods.LastWay, enrollment.StillNeeded) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The passkey was removed.")
    return redirect("authentication")


def _own_passkey(request, pk: int) -> Authenticator:
    return get_object_or_404(Authenticator, pk=pk, user=request.user, type=Authenticator.Type.WEBAUTHN)
