"""People, what they did, and the mail that waits for them."""

from django.conf import settings
from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import get_random_string, salted_hmac

from accounts.code_models import ConfirmationCode, DoorCode, EmailChange, Registration
from accounts.data_models import DataFile
from accounts.door_models import KnownDevice, SignInGuard
from accounts.names import LONGEST, USERNAME_VALIDATORS, looks_of
from accounts.reset_models import SecondFactorReset
from accounts.search_models import SearchWord, index
from lib import clock
from lib.encryption import EncryptedTextField

__all__ = [
    "AuditEntry",
    "ConfirmationCode",
    "DataFile",
    "DoorCode",
    "EmailChange",
    "KnownDevice",
    "OutgoingMail",
    "RefreshToken",
    "Registration",
    "SearchWord",
    "SecondFactorReset",
    "SignInGuard",
    "User",
]


def new_door_key() -> str:
    """Something that nobody guesses, which the sessions of a person hang on."""
    return get_random_string(32)


# What decides whether and how a search finds somebody.
FOUND_BY = {"username", "name", "is_active"}


class UserManager(BaseUserManager):
    """Makes people, and finds them by username or address whatever the case."""

    def create_user(self, username: str | None, email: str, password: str | None = None, **fields) -> "User":
        """A new person; without `password` they can sign in by another way only."""
        user = self.model(username=username, email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.password_changed = clock.now() if password else None
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, email: str, password: str | None = None, **fields) -> "User":
        """An operator with every right in the admin site."""
        return self.create_user(username, email, password, is_staff=True, is_superuser=True, **fields)

    def named(self, username: str) -> models.QuerySet["User"]:
        """The person of that username, in any case of letters, or nobody."""
        return self.alias(folded=Lower("username")).filter(folded=username.lower())

    def at(self, email: str) -> models.QuerySet["User"]:
        """The person of that address, in any case of letters, or nobody."""
        return self.alias(folded=Lower("email")).filter(folded=email.lower())

    def get_by_natural_key(self, username: str) -> "User":
        return self.named(username).get()


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. `username` is null until it is chosen at the first sign-in."""

    class Appearance(models.TextChoices):
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"
        AUTO = "auto", "As the system"

    username = models.CharField(
        max_length=LONGEST, null=True, blank=True, unique=True, validators=USERNAME_VALIDATORS
    )
    name = models.CharField(max_length=150, blank=True)
    email = models.EmailField("e-mail", unique=True)
    email_verified = models.DateTimeField(default=clock.now, help_text="When the address was last proved.")
    is_active = models.BooleanField("active", default=True)
    is_staff = models.BooleanField("operator", default=False, help_text="May open the admin site.")
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=3, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    appearance = models.CharField(max_length=5, choices=Appearance, default=Appearance.AUTO)
    terms_accepted = models.DateTimeField(null=True, blank=True)
    door_key = models.CharField(max_length=32, default=new_door_key, editable=False)
    password_changed = models.DateTimeField(null=True, blank=True)
    password_used = models.DateTimeField(null=True, blank=True)
    date_joined = models.DateTimeField("joined", default=clock.now)

    objects = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="username_in_any_case",
                violation_error_message="That username is taken.",
            ),
            models.UniqueConstraint(
                looks_of("username"),
                name="username_unlike_others",
                violation_error_message="That looks too much like the username of somebody else.",
            ),
            models.UniqueConstraint(
                Lower("email"), name="email_in_any_case", violation_error_message="That address is in use."
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username or "Somebody new"

    def save(self, *, update_fields=None, **options) -> None:
        """As Django's; whatever changes who may be found by which words changes the search with it."""
        super().save(update_fields=update_fields, **options)
        if update_fields is None or not FOUND_BY.isdisjoint(update_fields):
            index([self])

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] or str(self)

    @property
    def initials(self) -> str:
        """One or two capitals for the avatar."""
        words = str(self).replace(".", " ").split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    def get_session_auth_hash(self) -> str:
        """What a session must know to count; another `door_key` ends all of them at once."""
        return self._door_hash()

    def get_session_auth_fallback_hash(self):
        """As above, under the keys that were replaced."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._door_hash(secret)

    def _door_hash(self, secret: str | None = None) -> str:
        value = f"{self.pk}:{self.door_key}"
        return salted_hmac("accounts.sessions", value, secret=secret, algorithm="sha256").hexdigest()

    def has_perm(self, perm: str, obj=None) -> bool:
        """As Django's, but being an operator gives no right to anybody's organization."""
        if obj is None:
            return super().has_perm(perm)
        return self.is_active and any(backend.has_perm(self, perm, obj=obj) for backend in get_backends())


class AuditEntry(models.Model):
    """Who did what to what, from where and with which result; rows are added, never changed."""

    at = models.DateTimeField(default=clock.now, db_index=True)
    verb = models.CharField(max_length=60, db_index=True)
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="audit_entries")
    actor_name = models.CharField(max_length=150, blank=True)
    as_whom = models.CharField(max_length=200, blank=True)
    organization = models.CharField(max_length=120, blank=True, db_index=True)
    target_kind = models.CharField(max_length=60, blank=True)
    target_id = models.CharField(max_length=120, blank=True)
    target_name = models.CharField(max_length=200, blank=True)
    result = models.CharField(max_length=60, default="ok")
    ip = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    request_id = models.CharField(max_length=60, blank=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["actor", "-at", "-id"], name="audit_of_a_person"),
            models.Index(fields=["target_kind", "target_id", "-at"], name="audit_of_a_target"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name or 'the portal'} {self.verb} {self.target_name}".strip()

    def save(self, *arguments, **options) -> None:
        """As Django's, once: a row that is there raises `TypeError`."""
        if self.pk:
            raise TypeError("Rows of the audit trail are added, never changed.")
        super().save(*arguments, **options)

    def delete(self, *arguments, **options):
        """Raises `TypeError`: nothing happened that did not happen."""
        raise TypeError("Rows of the audit trail stay.")


class OutgoingMail(models.Model):
    """A mail that was promised: written in the transaction that promises it, sent by the worker."""

    created = models.DateTimeField(default=clock.now, db_index=True)
    sender = models.CharField(max_length=254)
    recipients = models.JSONField()
    subject = models.CharField(max_length=300)
    text = EncryptedTextField()
    html = EncryptedTextField(blank=True)
    sent = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=clock.now)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-created", "-id"]
        indexes = [models.Index(fields=["next_try"], condition=models.Q(sent=None), name="mail_that_waits")]

    def __str__(self) -> str:
        return self.subject


class RefreshToken(models.Model):
    """A refresh token of the Portal API, known by its digest; it stays good until its own end.

    The vendor's client library never stores the token that a refresh brings, so an older one of the
    same family must go on working. Revoking one ends its whole family.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="refresh_tokens")
    family = models.UUIDField(db_index=True)
    program = models.CharField(max_length=300, blank=True, help_text="As the program names itself.")
    ip = models.GenericIPAddressField(null=True, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(default=clock.now)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user}, until {self.expires:%Y-%m-%d}"
