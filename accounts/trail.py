"""What allauth does by itself, written into the audit trail, with the mails about it."""

from allauth.account.signals import user_logged_in, user_logged_out
from allauth.socialaccount.signals import social_account_added
from django.contrib import messages
from django.dispatch import receiver

from accounts import audit, devices, letters
from accounts.arrival import PROVIDERS, way_in


@receiver(user_logged_in)
def signed_in(sender, request, user, response=None, **more):
    audit.record("signed in", by=user, by_which=way_in(request, user))
    if response is not None:
        devices.greet_browser(request, response, user)


@receiver(user_logged_out)
def signed_out(sender, request, user, **more):
    if user is not None and user.pk:
        audit.record("signed out", by=user)


@receiver(social_account_added)
def linked(sender, request, sociallogin, **more):
    user, name = sociallogin.user, PROVIDERS[sociallogin.account.provider]
    audit.record(f"linked {name}", by=user, target=user)
    letters.notice(user, f"{name} is linked", f"{name} signs you in from now on.")
    messages.success(request, f"{name} is linked.")
