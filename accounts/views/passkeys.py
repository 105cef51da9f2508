"""Passkeys: signing in with one, adding, renaming, removing."""

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import factors, limits, next_page, proof, visitor, ways
from accounts import sign_in as sign_in_activity
from accounts.mfa import AddPasskeyForm
from accounts.profile_forms import PasskeyNameForm
from accounts.views.answers import page


class PasskeySignInView(LoginWebAuthnView):
    """allauth's flow; what does not fit is told, and counted as wrong passwords of a network are."""

    def post(self, request, *args, **kwargs):
        limits.count(request, "sign_in")
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form):
        limits.count(self.request, "sign_in_failed")
        sign_in_activity.note_refused_passkey()
        messages.error(
            self.request, "That passkey opens nothing here. Sign in another way, then add it anew."
        )
        wanted = next_page.wanted(self.request)
        return redirect(reverse("account_login") + (f"?{urlencode({'next': wanted})}" if wanted else ""))


sign_in = login_not_required(PasskeySignInView.as_view())


@never_cache
@proof.required
def add(request):
    """The browser makes the key; the name is only for its owner."""
    form = AddPasskeyForm(request.POST or None, user=request.user)
    if form.is_valid():
        given = form.cleaned_data
        factors.add_passkey(request.user, given["name"], given["credential"])
        messages.success(request, "The passkey was added.")
        return redirect("authentication")
    return page(
        request,
        "mfa/passkey_add.html",
        form,
        suggested=visitor.device(visitor.agent(request)),
        options={"creation_options": begin_registration(request.user, passwordless=True)},
    )


@never_cache
@proof.required
def rename(request, number: int):
    """Another name for one of one's own."""
    passkey = _mine(request, number)
    form = PasskeyNameForm(request.POST or None, initial={"name": passkey.wrap().name})
    if form.is_valid():
        factors.rename_passkey(passkey, form.cleaned_data["name"])
        return redirect("authentication")
    return page(request, "mfa/passkey_rename.html", form, passkey=passkey)


@require_POST
@proof.required
def remove(request, number: int):
    """Takes one away, unless it is the last way in."""
    try:
        factors.remove_passkey(request.user, _mine(request, number))
    except (ways.LastWay, factors.StillNeeded) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The passkey was removed.")
    return redirect("authentication")


def _mine(request, number: int) -> Authenticator:
    return get_object_or_404(Authenticator, pk=number, user=request.user, type=Authenticator.Type.WEBAUTHN)
