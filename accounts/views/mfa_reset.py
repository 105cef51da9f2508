"""Requesting a two-factor reset from an operator, and cancelling it by the link in the email."""

from allauth.account.internal.decorators import login_stage_required
from allauth.account.stages import LoginStage
from allauth.mfa.stages import AuthenticateStage
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.mfa import reset as mfa_reset
from lib import rate_limit


class StageRequest(HttpRequest):
    """A request between password and two-factor code, with allauth's stage of it."""

    _login_stage: LoginStage


@never_cache
@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")
def request_reset(request: StageRequest) -> HttpResponse:
    """Request a reset after a right password; for a day it can be cancelled by email."""
    user = request._login_stage.login.user
    reset = None
    if request.method == "POST":
        rate_limit.hit(request, "password_reset")
        reset = mfa_reset.request(user)
    return render(request, "mfa/reset.html", {"pending_user": user, "reset": reset})


@never_cache
@login_not_required
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Cancel a reset by the link in the email, with one click."""
    rate_limit.hit(request, "code")
    row = mfa_reset.find_by_link(token)
    cancelled = request.method == "POST" and row is not None and mfa_reset.cancel(row)
    return render(request, "mfa/reset_cancel.html", {"reset": row, "cancelled": cancelled})
