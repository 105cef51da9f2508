"""The door itself: name and password, and the terms."""

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render

from accounts.login.password import LockedOut
from accounts.views.session_keys import SESSION_LOCKED_LOGIN
from lib import next_url


class SignInView(LoginView):
    """allauth's flow, which goes on to the second factor where one is on; a locked name has its own page."""

    def get_context_data(self, **more) -> dict:
        return {**super().get_context_data(**more), "next": next_url.requested(self.request)}

    def post(self, request, *args, **kwargs):
        try:
            return super().post(request, *args, **kwargs)
        except LockedOut as locked:
            request.session[SESSION_LOCKED_LOGIN] = locked.login
            return redirect("account_locked")


sign_in = SignInView.as_view()


@login_not_required
def terms(request):
    """What one accepts with an account."""
    return render(request, "accounts/terms.html", {"dated": settings.TERMS_DATE})
