"""Deleting the user's own account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from accounts import reauthentication
from accounts.http import AuthenticatedHttpRequest
from accounts.profile import account_deletion
from lib.form_views import render_form


@never_cache
@reauthentication.required
def delete_account(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Delete the account once its username is typed."""
    if account_deletion.owned_resources(request.user):
        return redirect("account_data")
    username, typed = request.user.username, request.POST.get("username", "")
    if username and typed.strip().lower() == username.lower():
        try:
            account_deletion.delete_account(request.user)
        except (account_deletion.OwnershipBlocksDeletion, account_deletion.PurgeFailed) as error:
            messages.error(request, str(error))
            return redirect("account_data")
        logout(request)
        return redirect("account_deleted")
    wrong = request.method == "POST"
    return render_form(
        request,
        "accounts/delete_account.html",
        invalid=wrong,
        wrong=wrong,
        typed=typed,
        pending_purges=account_deletion.pending_purges(request.user),
    )


@login_not_required
def account_deleted(request: HttpRequest) -> HttpResponse:
    """Render the page that follows the deletion."""
    return render(request, "accounts/account_deleted.html")
