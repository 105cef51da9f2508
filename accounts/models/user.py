"""Users."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import get_random_string, salted_hmac

from accounts.models.search import reindex
from accounts.validators.username import MAX_LENGTH, USERNAME_VALIDATORS, skeleton_of
from lib import clock


def new_session_token() -> str:
    """Return a random token; all sessions of a user end when it changes."""
    return get_random_string(32)


# Fields that the index of the user search is built from.
SEARCHED_FIELDS = {"username", "name", "is_active"}


class UserManager(BaseUserManager["User"]):
    """Creates users, and finds them by username or email in any case."""

    def create_user(
        self, username: str | None, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Create a user; without `password` they can sign in by another method only."""
        user = self.model(username=username, email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.password_changed_at = clock.now() if password else None
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Create an operator with all permissions in the admin site."""
        return self.create_user(username, email, password, is_staff=True, is_superuser=True, **fields)

    def by_username(self, username: str) -> models.QuerySet["User"]:
        """Return the user of that username, in any case, as a queryset of at most one."""
        return self.alias(folded=Lower("username")).filter(folded=username.lower())

    def by_email(self, email: str) -> models.QuerySet["User"]:
        """Return the user of that email, in any case, as a queryset of at most one."""
        return self.alias(folded=Lower("email")).filter(folded=email.lower())

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.by_username(username or "").get()


class User(AbstractBaseUser, PermissionsMixin):
    """A user of the portal. `username` is null until it is chosen at the first sign-in."""

    class Appearance(models.TextChoices):
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"
        AUTO = "auto", "System default"

    username = models.CharField(
        max_length=MAX_LENGTH, null=True, blank=True, unique=True, validators=USERNAME_VALIDATORS
    )
    name = models.CharField(max_length=150, blank=True)
    email = models.EmailField("email", unique=True)
    email_verified_at = models.DateTimeField(default=clock.now, help_text="When the email was last verified.")
    is_active = models.BooleanField("active", default=True)
    is_staff = models.BooleanField("operator", default=False, help_text="May open the admin site.")
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=3, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    appearance = models.CharField(max_length=5, choices=Appearance, default=Appearance.AUTO)
    terms_accepted_at = models.DateTimeField(null=True, blank=True)
    session_token = models.CharField(max_length=32, default=new_session_token, editable=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    password_last_used_at = models.DateTimeField(null=True, blank=True)
    date_joined = models.DateTimeField("joined", default=clock.now)

    objects = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = "user"
        verbose_name_plural = "users"
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="unique_username_any_case",
                violation_error_message="That username is taken.",
            ),
            models.UniqueConstraint(
                skeleton_of("username"),
                name="unique_username_skeleton",
                violation_error_message="Too similar to an existing username.",
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="unique_email_any_case",
                violation_error_message="This email is already in use.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username or "New user"

    def save(self, *, update_fields: Any = None, **options: Any) -> None:
        """Save the user, and update the index of the user search."""
        super().save(update_fields=update_fields, **options)
        if update_fields is None or not SEARCHED_FIELDS.isdisjoint(update_fields):
            reindex([self])

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] or str(self)

    @property
    def initials(self) -> str:
        """Return one or two capitals for the avatar."""
        return initials_of(str(self))

    def get_session_auth_hash(self) -> str:
        """Return what a session must hold to be valid; a new `session_token` ends all sessions."""
        return self._session_hash()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield the same hash under each replaced secret key."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes | None = None) -> str:
        value = f"{self.pk}:{self.session_token}"
        return salted_hmac(
            "accounts.login.active_sessions", value, secret=secret, algorithm="sha256"
        ).hexdigest()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Return Django's result, except that operators have no rights to organizations of others."""
        if obj is None:
            return super().has_perm(perm)
        return self.is_active and any(backend.has_perm(self, perm, obj=obj) for backend in get_backends())


def initials_of(name: str) -> str:
    """Return one or two capitals for the avatar of someone with that name.

    >>> initials_of("Olive Okafor"), initials_of("tess.moreau"), initials_of("")
    ('OO', 'TM', '')
    """
    words = name.replace(".", " ").split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
