"""Usernames: chosen by users who have none, and checked while they are typed."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.forms.auth import UsernameForm
from accounts.http import AuthenticatedHttpRequest
from accounts.login.session import social_provider
from accounts.registration import usernames
from accounts.views.session_keys import SESSION_VERIFIED_REGISTRATION
from lib import next_url, rate_limit
from lib.form_views import add_errors, render_form


@never_cache
def choose(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Ask for the username that is missing; other pages lead here until it is chosen."""
    next_page = next_url.requested(request)
    if request.user.username:
        return redirect(next_url.url_or_home(next_page))
    form = UsernameForm(request.POST or None)
    if form.is_valid():
        try:
            usernames.choose(request.user, form.cleaned_data["username"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(next_url.url_or_home(next_page))
    typed = form["username"].value() or ""
    return render_form(
        request,
        "accounts/username.html",
        form,
        next=next_page,
        next_label=next_url.describe(next_page),
        provider=social_provider(request),
        suggestions=usernames.suggest(request.user.name, typed),
    )


@login_not_required
@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """Render the line under the input: available, or what is wrong with suggestions."""
    if not (request.user.is_authenticated or SESSION_VERIFIED_REGISTRATION in request.session):
        raise Http404
    rate_limit.hit(request, "username")
    typed = request.GET.get("username", "")
    user = request.user if request.user.is_authenticated else None
    try:
        usernames.validate(typed, user)
        problem = ""
    except ValidationError as error:
        problem = " ".join(error.messages)
    name = user.name if user else request.GET.get("name", "")
    suggestions = usernames.suggest(name, typed) if problem and "suggest" in request.GET else []
    return render(
        request,
        "accounts/_username_check.html",
        {"typed": typed, "problem": problem, "suggestions": suggestions},
    )
