"""Search for users by name or username: exact matches, then prefixes, then single words; never by email."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import SearchWord, User
from accounts.models.search import WORD_MAX_LENGTH
from accounts.validators.username import fold_for_search
from lib.query_string import search_text

PREFIX_RANGE_END = chr(0x10FFFF)
MAX_RESULTS = 1_000


def search_users(text: str, offset: int = 0, limit: int = 10) -> list[User]:
    """Return users that match `text`, best first, among the first `MAX_RESULTS`; none without text."""
    offset, limit = min(offset, MAX_RESULTS), min(limit, MAX_RESULTS - min(offset, MAX_RESULTS))
    ids: list[int] = []
    for words in _ranks(_normalize(text)):
        if len(ids) < offset + limit:
            ids = _extend(ids, words, offset + limit)
    found = User.objects.in_bulk(ids[offset : offset + limit])
    return [found[number] for number in ids[offset : offset + limit] if number in found]


def count_users(text: str) -> int:
    """Return how many users match `text`, at most `MAX_RESULTS`."""
    normalized = _normalize(text)
    return _word_matches(normalized).values("user").distinct()[:MAX_RESULTS].count() if normalized else 0


def _normalize(text: str) -> str:
    return fold_for_search(search_text(text))[:WORD_MAX_LENGTH].strip()


def _ranks(normalized: str) -> Iterable[QuerySet[SearchWord]]:
    if normalized:
        yield SearchWord.objects.filter(is_full_name=True, word=normalized)
        yield SearchWord.objects.filter(_starts_with(normalized), is_full_name=True)
        yield _word_matches(normalized)


def _word_matches(normalized: str) -> QuerySet[SearchWord]:
    """Return rows of users who match every word of the text: found by the longest, filtered by the others."""
    longest, *others = sorted(normalized.split(), key=len, reverse=True)
    words = SearchWord.objects.filter(_starts_with(longest), is_full_name=False)
    for other in others:
        same = SearchWord.objects.filter(_starts_with(other), is_full_name=False, user=OuterRef("user"))
        words = words.filter(Exists(same))
    return words


def _starts_with(word: str) -> Q:
    # SQLite does not use the index for LIKE; PostgreSQL's collations do not order by code point.
    if connection.vendor == "sqlite":
        return Q(word__gte=word, word__lt=word + PREFIX_RANGE_END)
    return Q(word__startswith=word)


def _extend(ids: list[int], words: QuerySet[SearchWord], limit: int) -> list[int]:
    """Return `ids` extended, in index order, by other users of `words`, up to `limit`."""
    known, start, step = set(ids), 0, 2 * limit
    while True:
        batch = list(words.order_by("word", "user").values_list("user", flat=True)[start : start + step])
        for number in batch:
            if number not in known:
                known.add(number)
                ids = [*ids, number]
                if len(ids) == limit:
                    return ids
        if len(batch) < step:
            return ids
        start += step
