"""Sign-in by password, and the terms."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.login.password import AccountLocked
from accounts.views.session_keys import SESSION_LOCKED_LOGIN
from lib import next_url


class SignInView(LoginView):
    """allauth's flow, which continues with two-factor authentication; a locked name has its own page."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "next": next_url.requested(self.request)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except AccountLocked as locked:
            request.session[SESSION_LOCKED_LOGIN] = locked.login
            return redirect("account_locked")


sign_in = SignInView.as_view()


@login_not_required
def terms(request: HttpRequest) -> HttpResponse:
    """Render the terms that an account accepts."""
    return render(request, "accounts/terms.html", {"terms_date": settings.TERMS_DATE})
