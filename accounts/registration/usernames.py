"""Usernames: validation, availability, choice and suggestions."""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.models.search import reindex
from accounts.validators.username import (
    MAX_LENGTH,
    MIN_LENGTH,
    USERNAME_VALIDATORS,
    ascii_fold,
    skeleton,
    skeleton_of,
    validate_not_reserved,
)
from lib import clock

MAX_SUGGESTIONS = 3


def validate(username: str, user: User | None = None) -> None:
    """Raise `ValidationError` for the field `username` unless `user` can have it."""
    for validator in [*USERNAME_VALIDATORS, validate_not_reserved]:
        try:
            validator(username)
        except ValidationError as error:
            raise ValidationError({"username": error.messages}) from error
    if is_taken(username, user):
        raise ValidationError({"username": ValidationError(f"{username} is taken.", code="taken")})


def is_taken(username: str, user: User | None = None) -> bool:
    """Return whether another user has this username or a confusable one."""
    similar = User.objects.alias(skeleton=skeleton_of("username")).filter(skeleton=skeleton(username))
    return (similar.exclude(pk=user.pk) if user else similar).exists()


def choose(user: User, username: str) -> None:
    """Set the first username of a user, which accepts the terms. Raises `ValidationError`.

    When two users choose the same one concurrently, it is taken for the second.
    """
    validate(username, user)
    try:
        with transaction.atomic():
            chosen = User.objects.filter(pk=user.pk, username=None).update(username=username)
            User.objects.filter(pk=user.pk, terms_accepted_at=None).update(terms_accepted_at=clock.now())
            user.refresh_from_db()
            reindex([user])
            audit_log.record(Event.USERNAME_CHOSEN, by=user, target=user, username=username)
    except IntegrityError as error:
        raise ValidationError({"username": f"{username} is taken."}) from error
    if not chosen and user.username != username:
        raise ValidationError({"username": f"Your username is already {user.username}."})


def suggest(name: str, typed: str = "") -> list[str]:
    """Return up to three available usernames, derived from a name and from what was typed."""
    suggestions: list[str] = []
    for candidate in _candidates(name, typed):
        if (
            MIN_LENGTH <= len(candidate) <= MAX_LENGTH
            and candidate not in suggestions
            and _is_available(candidate)
        ):
            suggestions.append(candidate)
        if len(suggestions) == MAX_SUGGESTIONS:
            break
    return suggestions


def _is_available(candidate: str) -> bool:
    try:
        validate(candidate)
    except ValidationError:
        return False
    return True


def _candidates(name: str, typed: str) -> Iterator[str]:
    words = ascii_fold(name).split()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_fold(typed.partition("@")[0])).strip("-")
    if len(words) > 1:
        first, last = words[0], words[-1]
        yield from (f"{first}.{last}", f"{first[0]}{last}", f"{first}-{last[0]}")
    elif words:
        yield words[0]
    stem = (slug or "".join(words[:1]) or "person")[: MAX_LENGTH - 5]
    yield stem
    for number in range(2, 100):
        yield f"{stem}-{number}"
