"""Registration in three steps: email, code, details."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.codes import one_time as one_time_codes
from accounts.forms.auth import CodeForm, EmailForm, RegistrationForm
from accounts.login.session import complete_login
from accounts.models import Registration
from accounts.registration import registration
from accounts.views.session_keys import (
    SESSION_INVITED_EMAIL,
    SESSION_REGISTRATION,
    SESSION_VERIFIED_REGISTRATION,
)
from lib import next_url, rate_limit
from lib.form_views import add_errors, render_form


def _stored_registration(request: HttpRequest, key: str) -> Registration | None:
    return Registration.objects.filter(pk=request.session.get(key, 0)).first()


@never_cache
@login_not_required
def email(request: HttpRequest) -> HttpResponse:
    """Step 1; the response is the same for an email that has an account."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    pending = _stored_registration(request, SESSION_REGISTRATION)
    known = pending.email if pending else request.session.get(SESSION_INVITED_EMAIL, "")
    form = EmailForm(request.POST or None, initial={"email": known})
    if form.is_valid():
        rate_limit.hit(request, "registration")
        try:
            row = registration.request(form.cleaned_data["email"], next_url.requested(request))
        except one_time_codes.CodeLimitReached as error:
            add_errors(form, error, "email")
        else:
            request.session[SESSION_REGISTRATION] = row.pk
            return redirect("registration_code")
    next_page = next_url.requested(request)
    return render_form(
        request,
        "accounts/registration/email.html",
        form,
        next=next_page,
        next_label=next_url.describe(next_page),
    )


@never_cache
@login_not_required
def code(request: HttpRequest) -> HttpResponse:
    """Step 2; the link in the email does the same, in any browser."""
    row = _stored_registration(request, SESSION_REGISTRATION)
    if row is None:
        return redirect("register")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        rate_limit.hit(request, "code")
        try:
            registration.verify_code(row, form.cleaned_data["code"])
        except one_time_codes.InvalidCode as error:
            add_errors(form, error, "code")
        else:
            request.session[SESSION_VERIFIED_REGISTRATION] = row.pk
            return redirect("registration_details")
    return render_form(request, "accounts/registration/code.html", form, registration=row)


@never_cache
@login_not_required
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Continue from the link in the email to step 3, or say that it has expired."""
    rate_limit.hit(request, "code")
    try:
        request.session[SESSION_VERIFIED_REGISTRATION] = registration.verify_link(token).pk
    except one_time_codes.ExpiredCode as error:
        return render_form(request, "accounts/registration/link_expired.html", reason=error)
    return redirect("registration_details")


@never_cache
@login_not_required
@sensitive_post_parameters("password")
def details(request: HttpRequest) -> HttpResponse:
    """Step 3: create the account and sign in."""
    row = _stored_registration(request, SESSION_VERIFIED_REGISTRATION)
    if row is None:
        return redirect("register")
    form = RegistrationForm(request.POST or None)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("name", "username", "password")}
        try:
            user = registration.complete(row, **values)
        except ValidationError as error:
            add_errors(form, error)
        except one_time_codes.ExpiredCode as error:
            return render_form(request, "accounts/registration/link_expired.html", reason=error)
        else:
            return complete_login(request, user, method="password", next_page=row.next_url)
    return render_form(
        request,
        "accounts/registration/details.html",
        form,
        registration=row,
        next_label=next_url.describe(row.next_url),
        terms_date=settings.TERMS_DATE,
    )
