"""The index of the user search."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models, transaction

from accounts.validators.username import fold_for_search

WORD_MAX_LENGTH = 150  # letters, after folding, which may lengthen a name


class SearchWord(models.Model):
    """A word by which a user is found, folded to lower case and plain letters.

    `is_full_name` marks a full name or username; other rows are the single words of them. Only active users
    with a username have rows.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=True, related_name="search_words"
    )
    word = models.CharField(max_length=WORD_MAX_LENGTH)
    is_full_name = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(
                # The word first: SQLite does not search an index by a boolean.
                fields=["word", "is_full_name", "user"],
                name="search_word_idx",
                # Lets PostgreSQL use the index for LIKE 'oli%' in any collation; SQLite ignores it.
                opclasses=["varchar_pattern_ops", "bool_ops", "int8_ops"],
            ),
        ]

    def __str__(self) -> str:
        return self.word


def reindex(users: Iterable) -> None:
    """Rebuild the index rows of these users."""
    users = list(users)
    rows = [row for user in users if user.is_active and user.username for row in _rows(user)]
    with transaction.atomic():
        SearchWord.objects.filter(user__in=users).delete()
        SearchWord.objects.bulk_create(rows, batch_size=1000)


def _rows(user: Any) -> list[SearchWord]:
    wholes = {
        fold_for_search(user.username)[:WORD_MAX_LENGTH],
        fold_for_search(user.name)[:WORD_MAX_LENGTH],
    } - {""}
    words = {word for whole in wholes for word in _words(whole)}
    return [SearchWord(user=user, word=word, is_full_name=True) for word in sorted(wholes)] + [
        SearchWord(user=user, word=word, is_full_name=False) for word in sorted(words)
    ]


def _words(whole: str) -> list[str]:
    """Return the words of a name: of `tess.moreau` itself, `tess` and `moreau`."""
    parts = whole.replace(".", " ").replace("-", " ").replace("_", " ").split()
    return [*whole.split(), *parts]
