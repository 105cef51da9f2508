"""Choosing a username: what it may be, whether it is free, and which ones are."""

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

SUGGESTIONS = 3


def validate(username: str, user: User | None = None) -> None:
    """Raises `ValidationError` for the field `username`, in one sentence, unless `user` may have it."""
    for validator in [*USERNAME_VALIDATORS, validate_not_reserved]:
        try:
            validator(username)
        except ValidationError as error:
            raise ValidationError({"username": error.messages}) from error
    if is_taken(username, user):
        raise ValidationError({"username": ValidationError(f"{username} is taken.", code="taken")})


def is_taken(username: str, user: User | None = None) -> bool:
    """Whether somebody else has this name, or one that the eye takes for it."""
    similar = User.objects.alias(skeleton=skeleton_of("username")).filter(skeleton=skeleton(username))
    return (similar.exclude(pk=user.pk) if user else similar).exists()


def choose(user: User, username: str) -> None:
    """The first username of somebody who has none, and with it the terms. Raises `ValidationError`.

    Of two people who want the same name in the same instant, the second is told that it is taken.
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


def suggest(name: str, wanted: str = "") -> list[str]:
    """Up to three free usernames made of a person's name and of what they typed."""
    found = []
    for candidate in _candidates(name, wanted):
        if MIN_LENGTH <= len(candidate) <= MAX_LENGTH and candidate not in found and _is_free(candidate):
            found.append(candidate)
        if len(found) == SUGGESTIONS:
            break
    return found


def _is_free(candidate: str) -> bool:
    try:
        validate(candidate)
    except ValidationError:
        return False
    return True


def _candidates(name: str, wanted: str) -> Iterator[str]:
    words = ascii_fold(name).split()
    typed = re.sub(r"[^a-z0-9]+", "-", ascii_fold(wanted.partition("@")[0])).strip("-")
    if len(words) > 1:
        first, last = words[0], words[-1]
        yield from (f"{first}.{last}", f"{first[0]}{last}", f"{first}-{last[0]}")
    elif words:
        yield words[0]
    stem = (typed or "".join(words[:1]) or "person")[: MAX_LENGTH - 5]
    yield stem
    for number in range(2, 100):
        yield f"{stem}-{number}"
