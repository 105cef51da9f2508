"""Asking an operator to reset the second factor, and stopping it by the mailed link."""

from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.stages import AuthenticateStage
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.mfa import reset as mfa_reset
from lib import rate_limit


@never_cache
@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")
def ask(request):
    """For somebody whose password was right; the mailbox can stop it for a day."""
    person = request._login_stage.login.user
    asked = None
    if request.method == "POST":
        rate_limit.hit(request, "password_reset")
        asked = mfa_reset.ask(person)
    return render(request, "mfa/reset.html", {"person": person, "asked": asked})


@never_cache
@login_not_required
def stop(request, token: str):
    """One click of whoever reads the mail."""
    rate_limit.hit(request, "code")
    row = mfa_reset.find(token)
    stopped = request.method == "POST" and row is not None and mfa_reset.stop(row)
    return render(request, "mfa/reset_stop.html", {"row": row, "stopped": stopped})
