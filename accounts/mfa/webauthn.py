"""WebAuthn: the options for the browser, and the verification of its response.

Stricter than the library's defaults: the response must come from this portal's own origin, scheme and port
included, and the signature counter of a passkey must increase.
"""

from urllib.parse import urlsplit

from allauth.account.utils import url_str_to_user_pk
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as session_state
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.mail import messages as mail_messages
from accounts.models import User
from accounts.models.passkeys import PARSE_ERRORS, StoredPasskey, can_verify, load_passkey

EXTENSIONS = {"credProps": True}
DEFAULT_PORTS = {"http": 80, "https": 443}


class PasskeyRefused(Exception):
    """A response of a passkey that is not accepted."""

    def __init__(self, text: str = "The response of the passkey could not be verified."):
        super().__init__(text)


def begin_registration(request: HttpRequest, user: User) -> dict:
    """Return the options for a browser that creates a passkey for `user`."""
    options, state = _server(request).register_begin(
        user=PublicKeyCredentialUserEntity(**get_adapter().get_public_key_credential_user_entity(user)),
        credentials=_credentials(user),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
        extensions=EXTENSIONS,
    )
    session_state.set_state(state)
    return dict(options)


def complete_registration(request: HttpRequest, response: dict) -> None:
    """Verify that `response` is a usable new passkey. Raises `PasskeyRefused`."""
    state = session_state.get_state()
    try:
        parsed = RegistrationResponse.from_dict(response)
        credential = parsed.response.attestation_object.auth_data.credential_data
        if not state or credential is None or not can_verify(credential.public_key):
            raise PasskeyRefused
        _server(request).register_complete(state, parsed)
    except PARSE_ERRORS as error:
        raise PasskeyRefused from error
    session_state.clear_state()


def begin_authentication(request: HttpRequest, user: User | None = None) -> dict:
    """Return the options for authentication by a passkey: one of `user`, or any."""
    options, state = _server(request).authenticate_begin(
        credentials=_credentials(user) if user else [],
        user_verification=UserVerificationRequirement(app_settings.WEBAUTHN_USER_VERIFICATION)
        if user
        else UserVerificationRequirement.REQUIRED,
    )
    session_state.set_state(state)
    return dict(options)


def complete_authentication(request: HttpRequest, response: dict, user: User | None = None) -> Authenticator:
    """Return the passkey that signed `response`, which is one of `user` when that is given.

    A signature counter that did not increase is refused and reported to the user by email, since the passkey
    may have been copied.

    Raises:
        PasskeyRefused: not verified.
    """
    state = session_state.get_state()
    try:
        parsed = AuthenticationResponse.from_dict(response)
        owner = user or _owner(parsed)
        if not state or owner is None:
            raise PasskeyRefused
        passkeys = _passkeys(owner)
        credentials = [passkey.credential for _, passkey in passkeys]
        used = _server(request).authenticate_complete(state, credentials, parsed)
        authenticator = next(row for row, passkey in passkeys if passkey.credential is used)
        counter = parsed.response.authenticator_data.counter
    except PARSE_ERRORS as error:
        raise PasskeyRefused from error
    session_state.clear_state()
    if not _update_sign_count(authenticator, counter):
        _report_clone(owner, authenticator)
        raise PasskeyRefused("The signature counter of the passkey did not increase.")
    return authenticator


def _passkeys(user: User) -> list[tuple[Authenticator, StoredPasskey]]:
    rows = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("pk")
    return [(row, passkey) for row in rows if (passkey := load_passkey(row))]


def _credentials(user: User) -> list[AttestedCredentialData]:
    return [passkey.credential for _, passkey in _passkeys(user)]


def _owner(parsed: AuthenticationResponse) -> User | None:
    handle = parsed.response.user_handle
    try:
        pk = url_str_to_user_pk(handle.decode()) if handle else None
    except ValidationError:
        return None
    return User.objects.filter(pk=pk).first() if pk is not None else None


def _update_sign_count(authenticator: Authenticator, counter: int) -> bool:
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(pk=authenticator.pk).first()
        known = load_passkey(row) if row else None
        if known is None:
            return False
        # The counter of passkeys that a provider syncs between devices stays 0.
        if (counter or known.counter) and counter <= known.counter:
            return False
        row.data["sign_count"] = counter
        row.save(update_fields=["data"])
    authenticator.data = row.data
    return True


def _report_clone(user: User, authenticator: Authenticator) -> None:
    name = authenticator.data.get("name", "")
    with transaction.atomic():
        audit_log.record(Event.PASSKEY_CLONE_DETECTED, target=user, result="refused", name=name)
        mail_messages.send_notice(
            user,
            "A passkey was refused",
            f"The passkey “{name}” was refused because its signature counter did not increase. It may"
            " have been copied. Remove it and add a new one.",
        )


def _server(request: HttpRequest) -> Fido2Server:
    party = PublicKeyCredentialRpEntity(**get_adapter().get_public_key_credential_rp_entity())
    own_origins = {_origin(settings.SITE_URL), _origin(f"{request.scheme}://{request.get_host()}")}
    return Fido2Server(party, verify_origin=lambda origin: origin in own_origins)


def _origin(url: str) -> str:
    """Return the origin of a URL as browsers write it: without the scheme's default port."""
    parts = urlsplit(url)
    port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    host = parts.hostname or ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
