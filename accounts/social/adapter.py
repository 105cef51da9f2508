"""allauth's adapter of GitHub and Google: new users, linking, and what is refused.

An email from a provider never signs in to an existing account: its user signs in first, then links.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.validators.profile import NAME_MAX_LENGTH
from lib import plain_text


class SocialAdapter(DefaultSocialAccountAdapter):
    """Applies the portal's rules to the response of a provider."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return True

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("authentication")

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse, with a page, a response that may neither sign in nor be linked."""
        if not _nonce_matches(sociallogin):
            raise self.refuse(request, sociallogin, "wrong_request")
        if sociallogin.state.get("process") == "connect":
            self._before_linking(request, sociallogin)
        elif not sociallogin.is_existing:
            self._before_registering(request, sociallogin)

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """Create the user of a verified email; the username is chosen next."""
        email = verified_email(sociallogin)
        try:
            with transaction.atomic():
                user = User.objects.create_user(None, email, None, name=display_name(sociallogin))
                sociallogin.user = sociallogin.account.user = user
                sociallogin.account.save()
                audit_log.record(
                    Event.USER_REGISTERED, by=user, target=user, method=sociallogin.account.provider
                )
        except IntegrityError as error:
            raise self.refuse(request, sociallogin, "existing_account") from error
        return user

    def send_notification_mail(self, *given: Any, **named: Any) -> None:
        """Send nothing: the portal sends its own notices."""

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        audit_log.record(
            Event.SOCIAL_SIGN_IN_FAILED, result="failed", provider=provider.name, error=str(error)
        )

    @staticmethod
    def refuse(request: HttpRequest, sociallogin: SocialLogin, reason: str) -> ImmediateHttpResponse:
        """Record the refusal and return the exception with its page."""
        audit_log.record(
            Event.SOCIAL_SIGN_IN_REFUSED,
            result="refused",
            provider=sociallogin.provider.name,
            reason=reason,
        )
        context = {
            "provider": sociallogin.provider,
            "reason": reason,
            "next": sociallogin.state.get("next", ""),
        }
        return ImmediateHttpResponse(render(request, "socialaccount/refused.html", context, status=403))

    def _before_registering(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        email = verified_email(sociallogin)
        if not email:
            raise self.refuse(request, sociallogin, "unverified")
        if User.objects.by_email(email).exists():
            raise self.refuse(request, sociallogin, "existing_account")

    def _before_linking(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        provider, user = sociallogin.account.provider, request.user
        if not user.is_authenticated:
            raise self.refuse(request, sociallogin, "wrong_request")
        is_of_another = sociallogin.is_existing and sociallogin.user != user
        second = SocialAccount.objects.filter(user=user, provider=provider).exclude(pk=sociallogin.account.pk)
        emails = [address.email for address in sociallogin.email_addresses]
        is_taken = any(User.objects.by_email(email).exclude(pk=user.pk).exists() for email in emails)
        if is_of_another or is_taken or second.exists():
            name = sociallogin.provider.name
            audit_log.record(Event.SOCIAL_LINK_REFUSED, by=user, target=user, result="refused", provider=name)
            messages.error(request, f"This {name} account can’t be linked to yours.")
            raise ImmediateHttpResponse(redirect("authentication"))


def verified_email(sociallogin: SocialLogin) -> str:
    """Return the email that the provider has verified, the primary one first, or an empty string."""
    verified = [address for address in sociallogin.email_addresses if address.verified]
    primary_first = sorted(verified, key=lambda address: not address.primary)
    return primary_first[0].email.lower() if primary_first else ""


def display_name(sociallogin: SocialLogin) -> str:
    """Return the user's name at the provider, which may be empty."""
    data = sociallogin.account.extra_data
    parts = [data.get("given_name") or "", data.get("family_name") or ""]
    name = str(data.get("name") or " ".join(filter(None, parts)))
    return plain_text.to_single_line(name)[:NAME_MAX_LENGTH].strip()


def _nonce_matches(sociallogin: SocialLogin) -> bool:
    nonce = sociallogin.state.get("nonce")
    return nonce is None or constant_time_compare(nonce, str(sociallogin.account.extra_data.get("nonce")))
