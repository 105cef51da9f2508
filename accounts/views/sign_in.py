"""The door itself: name and password."""

from allauth.account.views import LoginView
from django.shortcuts import redirect

from accounts.sign_in import LockedOut


class SignInView(LoginView):
    """allauth's flow, which goes on to the second factor where one is on; a locked name has its own page."""

    def post(self, request, *args, **kwargs):
        try:
            return super().post(request, *args, **kwargs)
        except LockedOut as locked:
            request.session["locked_login"] = locked.login
            return redirect("account_locked")


sign_in = SignInView.as_view()
