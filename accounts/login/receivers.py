"""Receivers of allauth's signals: audit log, emails and known devices."""

from typing import Any

from allauth.account.signals import user_logged_in, user_logged_out
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.signals import social_account_added
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.login import known_devices
from accounts.login.session import login_method_label
from accounts.login_methods import PROVIDER_NAMES
from accounts.mail import messages as mail_messages
from accounts.models import User


@receiver(user_logged_in)
def on_login(
    sender: Any, request: HttpRequest, user: User, response: HttpResponse | None = None, **more: Any
) -> None:
    audit_log.record(Event.USER_SIGNED_IN, by=user, method=login_method_label(request, user))
    if response is not None:
        known_devices.record_browser(request, response, user)


@receiver(user_logged_out)
def on_logout(sender: Any, request: HttpRequest, user: User, **more: Any) -> None:
    if user is not None and user.pk:
        audit_log.record(Event.USER_SIGNED_OUT, by=user)


@receiver(social_account_added)
def on_social_linked(sender: Any, request: HttpRequest, sociallogin: SocialLogin, **more: Any) -> None:
    user, name = sociallogin.user, PROVIDER_NAMES[sociallogin.account.provider]
    audit_log.record(Event.SOCIAL_LINKED, by=user, target=user, provider=name)
    mail_messages.send_notice(user, f"{name} is linked", f"You can now sign in with {name}.")
    messages.success(request, f"{name} is linked.")
