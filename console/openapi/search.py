"""A search of operations by words of the name, an SDK's name or a path, with typos tolerated."""

import re
from collections.abc import Iterable

from console.openapi.operations import Operation

_TOKEN = re.compile(r"[a-z]+")
_SDK = re.compile(r"(?:\w+\.)*(\w+\.\w+?)(?:async)?(?:\(.*)?")
_ONE_TYPO_MIN_LENGTH = 4
_TWO_TYPOS_MIN_LENGTH = 8


class SearchIndex:
    """An index of operations, each given with the name of its resource."""

    def __init__(self, operations: Iterable[tuple[Operation, str]]):
        self._entries = [
            (
                operation,
                f"{operation.name} {resource} {operation.id} {operation.verb} {operation.path}".lower(),
            )
            for operation, resource in operations
        ]
        self._tokens = [set(_TOKEN.findall(text)) for _, text in self._entries]
        self._vocabulary = sorted(set().union(*self._tokens))

    def search(self, text: str) -> list[Operation]:
        """Return the operations with every word of `text`; if there are none, those with similar words."""
        terms = _normalize(text).split()
        if not terms:
            return []
        matches = [all(term in entry for term in terms) for _, entry in self._entries]
        if not any(matches):
            similar = [
                {token for token in self._vocabulary if _is_fuzzy_match(term, token)} for term in terms
            ]
            matches = [all(tokens & candidates for candidates in similar) for tokens in self._tokens]
        text = " ".join(terms)
        ranked = [
            (_distance(operation, text), len(operation.name), index, operation)
            for index, (operation, _) in enumerate(self._entries)
            if matches[index]
        ]
        return [operation for *_, operation in sorted(ranked, key=lambda entry: entry[:3])]


def _normalize(text: str) -> str:
    """Return `text` in lower case; for an SDK's call (`client.Products.ListAsync()`) the operation's id."""
    text = text.strip().lower()
    sdk = _SDK.fullmatch(text)
    return sdk[1] if sdk else text


def _distance(operation: Operation, text: str) -> int:
    name = operation.name.lower()
    if text in (name, operation.id.lower()):
        return 0
    if name.startswith(text):
        return 1
    return 2 if all(word in name for word in text.split()) else 3


def _is_fuzzy_match(word: str, token: str) -> bool:
    """Return whether `token` starts with `word` or resembles it: one typo from 4 letters on, two from 8."""
    if token.startswith(word):
        return True
    allowed = (len(word) >= _ONE_TYPO_MIN_LENGTH) + (len(word) >= _TWO_TYPOS_MIN_LENGTH)
    if not allowed:
        return False
    return abs(len(word) - len(token)) <= allowed and _edit_distance(word, token) <= allowed


def _edit_distance(one: str, other: str) -> int:
    """Return the Damerau-Levenshtein distance: letters missing, added, changed or transposed."""
    two_above: list[int] = []
    above: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        two_above, above, row = above, row, [i]
        for j, other_letter in enumerate(other, start=1):
            best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other_letter))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == other_letter:
                best = min(best, two_above[j - 2] + 1)
            row.append(best)
    return row[-1]
