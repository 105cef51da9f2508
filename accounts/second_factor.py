"""The second factor: the digits of an authenticator app or a recovery code, asked for beside the password.

A passkey is a way to sign in by itself and proves both factors at once; having one does not make
the password ask for more.
"""

from allauth.mfa.models import Authenticator
from django.core.cache import cache

from accounts import audit

# Longer than the digits are good for: those before and after the present ones count too.
REMEMBERED = 120
# As allauth's page of sign-in counts: wrong digits of one person, in how many seconds.
TRIES, SPAN = 5, 300


class TooManyTries(Exception):
    """Six digits are guessed soon by whoever may go on guessing."""

    def __init__(self):
        super().__init__("Too many tries. Wait 5 minutes, then try again.")


def is_on(user) -> bool:
    """Whether a password alone does not sign `user` in."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def has_any(user) -> bool:
    """Whether `user` could prove more than a password: by an app or a passkey."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user=user, type__in=kinds).exists()


def accepts(user, code: str) -> bool:
    """Whether `code` is what the app shows or a recovery code that was not used; each counts once.

    Raises `TooManyTries` from the sixth wrong one within 5 minutes on, for a right one as well.
    """
    if not code:
        return False
    tries = _count_try(user)
    manual = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN)
    for authenticator in manual:
        if authenticator.wrap().validate_code(code) and first_use(user, code):
            authenticator.record_usage()
            cache.delete(tries)
            return True
    audit.record("typed a wrong second factor", target=user, result="refused")
    return False


def _count_try(user) -> str:
    tries = f"second-factor-tries:{user.pk}"
    cache.add(tries, 0, timeout=SPAN)
    try:
        counted = cache.incr(tries)
    except ValueError:  # it ended between the two lines
        counted = 1
    if counted > TRIES:
        audit.record("typed a wrong second factor", target=user, result="too often")
        raise TooManyTries
    return tries


def first_use(user, code: str) -> bool:
    """Whether these digits come for the first time; remembers them."""
    digits = "".join(code.split())
    return cache.add(f"second-factor:{user.pk}:{digits}", True, timeout=REMEMBERED)
