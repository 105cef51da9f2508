"""Finding people by name or username: exact first, then beginnings, then single words; never by address."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import SearchWord, User
from accounts.models.search import MAX_LENGTH
from accounts.validators.username import fold_for_search
from lib.query_string import search_text

LAST = chr(0x10FFFF)
MOST = 1_000


def search_users(text: str, first: int = 0, most: int = 10) -> list[User]:
    """Those whom `text` finds, the best first, from number `first` on and up to `MOST`; none without text."""
    first, most = min(first, MOST), min(most, MOST - min(first, MOST))
    ids: list[int] = []
    for words in _ranks(_wanted(text)):
        if len(ids) < first + most:
            ids = _more(ids, words, first + most)
    found = User.objects.in_bulk(ids[first : first + most])
    return [found[number] for number in ids[first : first + most] if number in found]


def count_users(text: str) -> int:
    """How many `text` finds, counted up to `MOST`: whom it finds beyond that nobody would look through."""
    wanted = _wanted(text)
    return _word_matches(wanted).values("user").distinct()[:MOST].count() if wanted else 0


def _wanted(text: str) -> str:
    return fold_for_search(search_text(text))[:MAX_LENGTH].strip()


def _ranks(wanted: str) -> Iterable[QuerySet[SearchWord]]:
    if wanted:
        yield SearchWord.objects.filter(is_full_name=True, word=wanted)
        yield SearchWord.objects.filter(_begins(wanted), is_full_name=True)
        yield _word_matches(wanted)


def _word_matches(wanted: str) -> QuerySet[SearchWord]:
    """Rows of people who have a word for every word of the text; the longest one finds, the others sift."""
    longest, *others = sorted(wanted.split(), key=len, reverse=True)
    words = SearchWord.objects.filter(_begins(longest), is_full_name=False)
    for other in others:
        same = SearchWord.objects.filter(_begins(other), is_full_name=False, user=OuterRef("user"))
        words = words.filter(Exists(same))
    return words


def _begins(word: str) -> Q:
    # SQLite answers LIKE without the index; PostgreSQL's languages order letters otherwise than their codes.
    if connection.vendor == "sqlite":
        return Q(word__gte=word, word__lt=word + LAST)
    return Q(word__startswith=word)


def _more(ids: list[int], words: QuerySet[SearchWord], enough: int) -> list[int]:
    """`ids` and, in the order of the index, those of `words` not among them, until there are enough."""
    known, start, step = set(ids), 0, 2 * enough
    while True:
        batch = list(words.order_by("word", "user").values_list("user", flat=True)[start : start + step])
        for number in batch:
            if number not in known:
                known.add(number)
                ids = [*ids, number]
                if len(ids) == enough:
                    return ids
        if len(batch) < step:
            return ids
        start += step
