"""The username: asked for once from those who have none, and looked up while it is typed."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.forms.auth import UsernameForm
from accounts.login.session import provider_of
from accounts.registration import usernames
from accounts.views.session_keys import SESSION_VERIFIED_REGISTRATION
from lib import next_url, rate_limit
from lib.form_views import add_errors, render_form


@never_cache
def choose(request):
    """The page that nothing leads past until it is answered."""
    wanted = next_url.requested(request)
    if request.user.username:
        return redirect(next_url.or_home(wanted))
    form = UsernameForm(request.POST or None)
    if form.is_valid():
        try:
            usernames.choose(request.user, form.cleaned_data["username"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(next_url.or_home(wanted))
    typed = form["username"].value() or ""
    return render_form(
        request,
        "accounts/username.html",
        form,
        next=wanted,
        next_words=next_url.describe(wanted),
        provider=provider_of(request),
        suggestions=usernames.suggestions(request.user.name, typed),
    )


@login_not_required
@require_GET
def line(request):
    """The line under the input: free, taken with what is free, or what is wrong; for those who choose."""
    if not (request.user.is_authenticated or SESSION_VERIFIED_REGISTRATION in request.session):
        raise Http404
    rate_limit.hit(request, "username")
    typed = request.GET.get("username", "")
    mine = request.user if request.user.is_authenticated else None
    try:
        usernames.check(typed, mine)
        trouble = ""
    except ValidationError as error:
        trouble = " ".join(error.messages)
    name = mine.name if mine else request.GET.get("name", "")
    suggestions = usernames.suggestions(name, typed) if trouble and "suggest" in request.GET else []
    return render(
        request,
        "accounts/_username_check.html",
        {"typed": typed, "trouble": trouble, "suggestions": suggestions},
    )
