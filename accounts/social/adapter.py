"""Coming in by GitHub or Google, and linking them: what is refused, and how somebody new begins.

An address of the provider never opens an account that exists: its person signs in and links.
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
    """The portal's rules for what comes back from a provider."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return True

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("authentication")

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Stops here, with a page, whatever may neither come in nor be linked."""
        if not _nonce_matches(sociallogin):
            raise self.refuse(request, sociallogin, "wrong_request")
        if sociallogin.state.get("process") == "connect":
            self._before_linking(request, sociallogin)
        elif not sociallogin.is_existing:
            self._before_registering(request, sociallogin)

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """Somebody new, whose address the provider vouches for; the username is asked for next."""
        address = verified_email(sociallogin)
        try:
            with transaction.atomic():
                user = User.objects.create_user(None, address, None, name=display_name(sociallogin))
                sociallogin.user = sociallogin.account.user = user
                sociallogin.account.save()
                audit_log.record(
                    Event.USER_REGISTERED, by=user, target=user, method=sociallogin.account.provider
                )
        except IntegrityError as error:
            raise self.refuse(request, sociallogin, "existing_account") from error
        return user

    def send_notification_mail(self, *given: Any, **named: Any) -> None:
        """Mails nothing of its own: `trail` does, from the signals."""

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
        """The page that says why this is as far as it goes."""
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
        address = verified_email(sociallogin)
        if not address:
            raise self.refuse(request, sociallogin, "unverified")
        if User.objects.by_email(address).exists():
            raise self.refuse(request, sociallogin, "existing_account")

    def _before_linking(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        provider, me = sociallogin.account.provider, request.user
        if not me.is_authenticated:
            raise self.refuse(request, sociallogin, "wrong_request")
        others = sociallogin.is_existing and sociallogin.user != me
        second = SocialAccount.objects.filter(user=me, provider=provider).exclude(pk=sociallogin.account.pk)
        addresses = [address.email for address in sociallogin.email_addresses]
        taken = any(User.objects.by_email(address).exclude(pk=me.pk).exists() for address in addresses)
        if others or taken or second.exists():
            name = sociallogin.provider.name
            audit_log.record(Event.SOCIAL_LINK_REFUSED, by=me, target=me, result="refused", provider=name)
            messages.error(request, f"This {name} account can’t be linked to yours.")
            raise ImmediateHttpResponse(redirect("authentication"))


def verified_email(sociallogin: SocialLogin) -> str:
    """The address that the provider has verified, its first one before others; empty when there is none."""
    verified = [address for address in sociallogin.email_addresses if address.verified]
    first = sorted(verified, key=lambda address: not address.primary)
    return first[0].email.lower() if first else ""


def display_name(sociallogin: SocialLogin) -> str:
    """How the provider names the person; may be empty."""
    data = sociallogin.account.extra_data
    parts = [data.get("given_name") or "", data.get("family_name") or ""]
    name = str(data.get("name") or " ".join(filter(None, parts)))
    return plain_text.to_single_line(name)[:NAME_MAX_LENGTH].strip()


def _nonce_matches(sociallogin: SocialLogin) -> bool:
    nonce = sociallogin.state.get("nonce")
    return nonce is None or constant_time_compare(nonce, str(sociallogin.account.extra_data.get("nonce")))
