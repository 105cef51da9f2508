"""Finding people by name or username: exact first, then beginnings, then single words; never by address."""

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
    """Those whom `text` finds, the best first, from number `first` on and up to `MOST`; none without text."""
    offset, limit = min(offset, MAX_RESULTS), min(limit, MAX_RESULTS - min(offset, MAX_RESULTS))
    ids: list[int] = []
    for words in _ranks(_normalize(text)):
        if len(ids) < offset + limit:
            ids = _extend(ids, words, offset + limit)
    found = User.objects.in_bulk(ids[offset : offset + limit])
    return [found[number] for number in ids[offset : offset + limit] if number in found]


def count_users(text: str) -> int:
    """How many `text` finds, counted up to `MOST`: whom it finds beyond that nobody would look through."""
    wanted = _normalize(text)
    return _word_matches(wanted).values("user").distinct()[:MAX_RESULTS].count() if wanted else 0


def _normalize(text: str) -> str:
    return fold_for_search(search_text(text))[:WORD_MAX_LENGTH].strip()


def _ranks(wanted: str) -> Iterable[QuerySet[SearchWord]]:
    if wanted:
        yield SearchWord.objects.filter(is_full_name=True, word=wanted)
        yield SearchWord.objects.filter(_starts_with(wanted), is_full_name=True)
        yield _word_matches(wanted)


def _word_matches(wanted: str) -> QuerySet[SearchWord]:
    """Rows of people who have a word for every word of the text; the longest one finds, the others sift."""
    longest, *others = sorted(wanted.split(), key=len, reverse=True)
    words = SearchWord.objects.filter(_starts_with(longest), is_full_name=False)
    for other in others:
        same = SearchWord.objects.filter(_starts_with(other), is_full_name=False, user=OuterRef("user"))
        words = words.filter(Exists(same))
    return words


def _starts_with(word: str) -> Q:
    # SQLite answers LIKE without the index; PostgreSQL's languages order letters otherwise than their codes.
    if connection.vendor == "sqlite":
        return Q(word__gte=word, word__lt=word + PREFIX_RANGE_END)
    return Q(word__startswith=word)


def _extend(ids: list[int], words: QuerySet[SearchWord], limit: int) -> list[int]:
    """`ids` and, in the order of the index, those of `words` not among them, until there are enough."""
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
