"""Finding operations by what people type: words of the name, an SDK's name, a path, also with a typo."""

import re
from collections.abc import Iterable

from console.openapi.operations import Operation

_TOKEN = re.compile(r"[a-z]+")
_SDK = re.compile(r"(?:\w+\.)*(\w+\.\w+?)(?:async)?(?:\(.*)?")
_ONE_TYPO_MIN_LENGTH = 4
_TWO_TYPOS_MIN_LENGTH = 8


class SearchIndex:
    """Searches operations, each given with the name of its resource."""

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
        """The operations with every word of `text`; if there are none, those with words nearly like them."""
        wanted = _plain(text).split()
        if not wanted:
            return []
        held = [all(word in entry for word in wanted) for _, entry in self._entries]
        if not any(held):
            near = [{token for token in self._vocabulary if _is_fuzzy_match(word, token)} for word in wanted]
            held = [all(tokens & words for words in near) for tokens in self._tokens]
        text = " ".join(wanted)
        found = [
            (_distance(operation, text), len(operation.name), at, operation)
            for at, (operation, _) in enumerate(self._entries)
            if held[at]
        ]
        return [operation for *_, operation in sorted(found, key=lambda entry: entry[:3])]


def _plain(text: str) -> str:
    """`text` in lower case; of an SDK's call (`client.Products.ListAsync()`) the operation's id."""
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
    """Whether `word` is `token` or its beginning, with one typo from 4 letters on and two from 8."""
    if token.startswith(word):
        return True
    allowed = (len(word) >= _ONE_TYPO_MIN_LENGTH) + (len(word) >= _TWO_TYPOS_MIN_LENGTH)
    if not allowed:
        return False
    return abs(len(word) - len(token)) <= allowed and _edit_distance(word, token) <= allowed


def _edit_distance(one: str, other: str) -> int:
    """How many letters are missing, added, changed or exchanged with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [at]
        for to, wanted in enumerate(other, start=1):
            best = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                best = min(best, earlier[to - 2] + 1)
            row.append(best)
    return row[-1]
