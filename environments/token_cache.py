"""Access tokens, cached until shortly before they expire.

They are in Redis, encrypted, one for each organization, user context and set of roles, so that all
processes share them. The first caller that finds a token about to expire renews it, while all others wait
for that renewal.
"""

import hashlib
import json
import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, TypeGuard

import redis
from redis.exceptions import LockError

from environments.grants import Grant, UserContext
from environments.token_requests import Token
from lib import clock

logger = logging.getLogger(__name__)

RENEWAL_LOCK_TIMEOUT = 45
SESSION_KEPT_FOR = 24 * 3600.0


class Cipher(Protocol):
    """Encryption at rest."""

    def encrypt(self, data: bytes) -> bytes: ...

    def decrypt(self, data: bytes) -> bytes: ...


class TokenCache:
    """Creates token providers.

    Args:
        connection: the Redis; None caches tokens in this process only.
        cipher: encrypts what is stored in Redis.
    """

    def __init__(self, connection: redis.Redis | None, cipher: Cipher):
        self._redis = connection
        self._cipher = cipher

    def provider(
        self,
        key: str,
        grant: Grant,
        roles: tuple[str, ...],
        context: UserContext | None = None,
        platform: bool = False,
    ) -> "TokenProvider":
        """Return a callable that returns a valid token, as `Client` expects it.

        Args:
            key: identifies the organization. The representation of the grant is part of the cache key too, so
                that a new connection does not use the tokens of the previous one.
        """
        parts = [repr(grant), sorted(roles), platform, repr(context)]
        name = f"{_prefix(key)}{hashlib.sha256(json.dumps(parts).encode()).hexdigest()}"
        return TokenProvider(self, name, lambda: grant.fetch(roles, context, platform))

    def sessions(self, name: str, *, starts_new: bool = False) -> "StoredSession":
        """Return the place for the tokens of an account that is signed in elsewhere.

        Args:
            name: identifies the account and its credentials.
            starts_new: do not use the tokens of an earlier sign-in.
        """
        return StoredSession(self, f"account:{name}", starts_new)

    def forget(self, key: str) -> None:
        """Drop every stored token of the organization that `key` identifies; the next call gets a new one."""
        if self._redis is None:
            return
        try:
            names = list(self._redis.scan_iter(match=f"{_prefix(key)}*", count=1000))
            if names:
                self._redis.delete(*names)
        except redis.RedisError as error:
            logger.warning("Stored tokens can't be dropped while Redis is unavailable: %s", error)

    def load(self, name: str) -> Token | None:
        """Return the token stored under `name`, or None if there is none or it cannot be read."""
        if self._redis is None:
            return None
        try:
            stored = self._redis.get(name)
            return _from_bytes(self._cipher.decrypt(stored)) if isinstance(stored, bytes) else None
        except redis.RedisError as error:
            logger.warning("Tokens are not shared while Redis is unavailable: %s", error)
        except Exception as error:  # any error of a cipher: a key was removed, or the value is invalid
            logger.warning(
                "A stored token cannot be read (%s); a new one is requested.", type(error).__name__
            )
        return None

    def save(self, name: str, token: Token, kept_for: float = 0) -> None:
        """Store a token until it expires, and for some seconds more if it can be refreshed then."""
        seconds = int(token.expires_at - clock.timestamp() + kept_for)
        if self._redis is None or seconds <= 0:
            return
        try:
            self._redis.set(name, self._cipher.encrypt(_to_bytes(token)), ex=seconds)
        except redis.RedisError as error:
            logger.warning("Tokens are not shared while Redis is unavailable: %s", error)

    def renewal_lock(self, name: str) -> AbstractContextManager:
        """Return the lock for renewing a token.

        It expires, so that others can renew the token when its holder dies.
        """
        if self._redis is None:
            return nullcontext()
        return _RedisLock(self._redis, f"{name}:renewal")


class TokenProvider:
    """Returns a valid token at each call.

    With `force` it returns a different token than the one that this thread received last.
    """

    def __init__(self, cache: TokenCache, name: str, fetch: Callable[[], Token]):
        self._cache, self._name, self._fetch = cache, name, fetch
        self._lock = threading.Lock()
        self._latest: Token | None = None
        self._last_returned = threading.local()

    @property
    def stored(self) -> Token | None:
        """The token that a call would use without requesting one; None when it would request one."""
        token = self._latest or self._cache.load(self._name)
        return token if _is_usable(token, None) else None

    def __call__(self, force: bool = False) -> str:
        rejected = getattr(self._last_returned, "token", None) if force else None
        token = self._latest
        if not _is_usable(token, rejected):
            token = self._renew(rejected, force)
        self._last_returned.token = token.access_token
        return token.access_token

    def _renew(self, rejected: str | None, force: bool) -> Token:
        force_new = force and rejected is None  # the rejected token did not come from this thread
        with self._lock:
            if not force_new and _is_usable(self._latest, rejected):
                return self._latest
            token = None if force_new else self._cache.load(self._name)
            if not _is_usable(token, rejected):
                token = self._fetch_new(rejected, force_new)
            self._latest = token
            return token

    def _fetch_new(self, rejected: str | None, force_new: bool) -> Token:
        with self._cache.renewal_lock(self._name):
            token = None if force_new else self._cache.load(self._name)
            if not _is_usable(token, rejected):
                token = self._fetch()
                self._cache.save(self._name, token)
            return token


class StoredSession:
    """The tokens of an account that is signed in elsewhere, shared by all processes."""

    def __init__(self, cache: TokenCache, name: str, starts_new: bool):
        self._cache, self._name, self._starts_new = cache, name, starts_new

    def lock(self) -> AbstractContextManager:
        """Return the lock for a new sign-in or a refresh."""
        return self._cache.renewal_lock(self._name)

    def load(self) -> Token | None:
        """Return the tokens of the last sign-in, or None."""
        return None if self._starts_new else self._cache.load(self._name)

    def save(self, token: Token) -> None:
        """Store tokens until the refresh token has been unused for a day."""
        self._starts_new = False
        self._cache.save(self._name, token, SESSION_KEPT_FOR)


class _RedisLock:
    """A lock in Redis that does not block anyone while Redis is unavailable."""

    def __init__(self, connection: redis.Redis, name: str):
        self._lock = connection.lock(name, timeout=RENEWAL_LOCK_TIMEOUT, sleep=0.05)
        self._held = False

    def __enter__(self) -> None:
        try:
            self._held = self._lock.acquire()
        except redis.RedisError:
            self._held = False

    def __exit__(self, *_: object) -> None:
        if self._held:
            try:
                self._lock.release()
            except (redis.RedisError, LockError):
                logger.info("The lock for renewing a token expired before the renewal finished.")


def _prefix(key: str) -> str:
    """Return how the names of an organization's tokens begin."""
    return f"token:{hashlib.sha256(key.encode()).hexdigest()[:32]}:"


def _is_usable(token: Token | None, rejected: str | None) -> TypeGuard[Token]:
    return token is not None and token.access_token != rejected and token.renew_at > clock.timestamp()


def _to_bytes(token: Token) -> bytes:
    parts = [token.access_token, token.expires_at, token.renew_at, token.roles, token.refresh_token]
    return json.dumps(parts).encode()


def _from_bytes(stored: bytes) -> Token:
    access_token, expires_at, renew_at, roles, refresh_token = json.loads(stored)
    return Token(access_token, expires_at, renew_at, tuple(roles), refresh_token)
