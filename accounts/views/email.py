"""Changing the email of the signed-in user, confirmed by a code sent to the new one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from accounts import reauthentication
from accounts.codes import one_time as one_time_codes
from accounts.forms.profile import EmailCodeForm, NewEmailForm
from accounts.http import AuthenticatedHttpRequest
from accounts.profile import email_change
from lib import rate_limit
from lib.form_views import add_errors, render_form


@never_cache
@reauthentication.required
def email(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Ask for the new email and send a code to it."""
    form = NewEmailForm(request.POST or None)
    if form.is_valid():
        try:
            email_change.request(request.user, form.cleaned_data["email"])
        except ValidationError as error:
            add_errors(form, error)
        except one_time_codes.CodeLimitReached as error:
            add_errors(form, error, "email")
        else:
            return redirect("email_code")
    return render_form(request, "accounts/email_change/email.html", form)


@never_cache
def email_code(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Ask for the code that was sent to the new email, and change to it."""
    pending = email_change.pending(request.user)
    form = EmailCodeForm(request.POST or None)
    if form.is_valid():
        rate_limit.hit(request, "code")
        try:
            email_change.confirm_by_code(request.user, form.cleaned_data["code"])
        except one_time_codes.InvalidCode as error:
            add_errors(form, error, "code")
        else:
            messages.success(request, "Email changed")
            return redirect("profile")
    elif pending is None and request.method == "GET":
        return redirect("account_email")
    return render_form(request, "accounts/email_change/code.html", form, pending=pending)


@never_cache
@login_not_required
def email_link(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm the new email by the link in the email, in any browser."""
    rate_limit.hit(request, "code")
    pending = email_change.find_by_link(token)
    if pending and request.method == "POST":
        try:
            email_change.confirm_by_link(token)
        except one_time_codes.ExpiredCode:
            pending = None
        else:
            return render(request, "accounts/email_change/done.html", {"email": pending.email})
    return render(request, "accounts/email_change/link.html", {"pending": pending})
