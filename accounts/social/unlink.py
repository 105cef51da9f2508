"""Taking GitHub or Google away again. How they are linked is in `social`, for allauth drives it."""

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from accounts import login_methods
from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.login_methods import PROVIDER_NAMES
from accounts.mail import messages as mail_messages
from accounts.models import User


def unlink(user: User, provider: str) -> bool:
    """Ends that `provider` signs `user` in; False when it did not. Raises `ways.LastWay`."""
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
