"""Profile > Access tokens: personal access tokens, with which scripts use the Portal API."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from accounts import reauthentication
from accounts.forms.personal_tokens import PersonalTokenForm
from accounts.http import AuthenticatedHttpRequest
from accounts.models import PersonalAccessToken
from accounts.personal_tokens import organizations, tokens
from lib import rate_limit
from lib.form_views import add_errors, render_form

CREATED_BEFORE = (
    "That access token was created before, and is shown only once. "
    "If you didn’t copy it, revoke it and create another."
)


@never_cache
def personal_tokens(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List the access tokens of the user."""
    return render(request, "accounts/personal_tokens/list.html", {"tokens": tokens.overview(request.user)})


@never_cache
@reauthentication.required
def create(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Render the form; the response to it shows the new token, which no later page does."""
    choices = organizations.choices(request.user)
    form = PersonalTokenForm(request.POST or None, user=request.user, choices=choices)
    if form.is_valid():
        rate_limit.hit_by_user(request.user.pk, "personal_token_by_user")
        try:
            new = tokens.create(
                by=request.user,
                name=form.cleaned_data["name"],
                scope=form.cleaned_data["scope"],
                organizations=form.chosen_organizations,
                expires_at=form.expires_at,
                token_id=form.cleaned_data["form_id"],
            )
        except tokens.AlreadyCreated:
            messages.error(request, CREATED_BEFORE)
            return redirect("personal_tokens")
        except ValidationError as error:
            add_errors(form, error)
        else:
            return render(request, "accounts/personal_tokens/created.html", {"new": new})
    return render_form(request, "accounts/personal_tokens/create.html", form)


@never_cache
def revoke(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Ask before a token is revoked, and revoke it by POST."""
    row = get_object_or_404(PersonalAccessToken, pk=pk, user=request.user)
    if request.method != "POST":
        return render(request, "accounts/personal_tokens/revoke.html", {"token": row})
    if tokens.revoke(row, by=request.user):
        messages.success(request, f"{row.name} is revoked")
    return redirect("personal_tokens")
