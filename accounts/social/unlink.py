"""Unlinking GitHub or Google. allauth links them, through `accounts.social.adapter`."""

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from accounts import login_methods
from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.login_methods import PROVIDER_NAMES
from accounts.mail import messages as mail_messages
from accounts.models import User


def unlink(user: User, provider: str) -> bool:
    """Unlink a provider; return False when it is not linked. Raises `LastLoginMethod`."""
    account = SocialAccount.objects.filter(user=user, provider=provider).first()
    if account is None:
        return False
    name = PROVIDER_NAMES[provider]
    with transaction.atomic():
        login_methods.require_alternative(user, provider, str(account.pk))
        account.delete()
        audit_log.record(Event.SOCIAL_UNLINKED, by=user, target=user, provider=name)
        mail_messages.send_notice(user, f"{name} is unlinked", f"You can no longer sign in with {name}.")
    return True
