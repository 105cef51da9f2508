"""Passwords: reset, unlocked, changed, removed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import login_methods, reauthentication
from accounts.codes import one_time as one_time_codes
from accounts.forms.auth import LoginIdentifierForm, NewPasswordForm, UnlockForm
from accounts.forms.profile import ChangePasswordForm
from accounts.http import AuthenticatedHttpRequest
from accounts.login import codes as login_codes
from accounts.login import passwords, unlock
from accounts.login.session import complete_login, recently_authenticated
from accounts.models import SignInCode
from accounts.views.session_keys import SESSION_LOCKED_LOGIN, SESSION_RESET_LOGIN, SESSION_RESET_NEXT
from lib import next_url, rate_limit
from lib.form_views import add_errors, render_form


@never_cache
@login_not_required
def request_reset(request: HttpRequest) -> HttpResponse:
    """Ask for a username or email and send a code; the response is the same for unknown ones."""
    form = LoginIdentifierForm(request.POST or None)
    if form.is_valid():
        rate_limit.hit(request, "password_reset")
        try:
            passwords.request_reset(form.cleaned_data["login"])
        except one_time_codes.CodeLimitReached as error:
            add_errors(form, error, "login")
        else:
            request.session[SESSION_RESET_LOGIN] = form.cleaned_data["login"]
            request.session[SESSION_RESET_NEXT] = next_url.requested(request)
            return redirect("password_reset_confirm")
    return render_form(request, "accounts/password_reset.html", form, next=next_url.requested(request))


@never_cache
@login_not_required
@sensitive_post_parameters("password", "code")
def reset(request: HttpRequest) -> HttpResponse:
    """Set a new password with the code, and sign in unless two-factor authentication is on."""
    login = request.session.get(SESSION_RESET_LOGIN)
    if not login:
        return redirect("account_reset_password")
    form = NewPasswordForm(request.POST or None)
    if form.is_valid():
        rate_limit.hit(request, "code")
        values = form.cleaned_data
        try:
            user = passwords.reset(login, values["code"], values["password"], sign_out=values["sign_out"])
        except ValidationError as error:
            add_errors(form, error)
        except one_time_codes.InvalidCode as error:
            add_errors(form, error, "code")
        else:
            del request.session[SESSION_RESET_LOGIN]
            return complete_login(
                request, user, method="code", next_page=request.session.pop(SESSION_RESET_NEXT, "")
            )
    pending = login_codes.pending(login, SignInCode.Purpose.RESET)
    return render_form(request, "accounts/password_reset_confirm.html", form, login=login, pending=pending)


@never_cache
@login_not_required
def locked(request: HttpRequest) -> HttpResponse:
    """Unlock password sign-in with a code; `again` sends a new one."""
    login = request.session.get(SESSION_LOCKED_LOGIN) or _typed_login(request)
    if request.method == "POST" and login and "again" in request.POST:
        rate_limit.hit(request, "password_reset")
        request.session[SESSION_LOCKED_LOGIN] = login
        return _send_again(request, login)
    form = UnlockForm(request.POST or None, login_known=bool(login))
    if form.is_valid():
        rate_limit.hit(request, "code")
        try:
            unlock.unlock(login or form.cleaned_data["login"], form.cleaned_data["code"])
        except one_time_codes.InvalidCode as error:
            add_errors(form, error, "code")
        else:
            request.session.pop(SESSION_LOCKED_LOGIN, None)
            messages.success(request, "Unlocked. Sign in now.")
            return redirect("account_login")
    pending = login_codes.pending(login, SignInCode.Purpose.UNLOCK) if login else None
    return render_form(request, "accounts/locked.html", form, login=login, pending=pending)


def _typed_login(request: HttpRequest) -> str:
    form = LoginIdentifierForm(request.POST)
    return form.cleaned_data["login"] if form.is_valid() else ""


def _send_again(request: HttpRequest, login: str) -> HttpResponse:
    try:
        unlock.send_code(login)
    except one_time_codes.CodeLimitReached as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "If the account exists, we sent a new code.")
    return redirect("account_locked")


@never_cache
@sensitive_post_parameters("current", "new")
def change(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Change the password, or set the first one after re-authentication."""
    if not request.user.has_usable_password() and not recently_authenticated(request):
        return reauthentication.required_without_resume(change)(request)
    form = ChangePasswordForm(request.POST or None, first=not request.user.has_usable_password())
    if form.is_valid():
        rate_limit.hit(request, "code")
        values = form.cleaned_data
        try:
            passwords.change(
                request.user,
                values.get("current", ""),
                values["new"],
                request=request,
                sign_out=values["sign_out"],
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            message = "Password changed" if "current" in form.fields else "Password set"
            messages.success(request, message)
            return redirect("authentication")
    return render_form(request, "accounts/change_password.html", form)


@require_POST
@reauthentication.required
def remove(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Remove the password."""
    try:
        passwords.remove(request.user)
    except login_methods.LastLoginMethod as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Password removed")
    return redirect("authentication")
