r"""Filters of the Portal API's lists, in the language of OrderCloud's.

`abc` equals in any case of letters, `ab*`, `*c` and `a*c` match, `*` is any value, `!` negates, `|` separates
alternatives, `>`, `<`, `>=` and `<=` compare, and a backslash takes the meaning from the next character.
"""

import re

from django.db.models import Q

MAX_TERMS = 20
MAX_WILDCARDS = 5
COMPARISONS = {">=": "gte", "=>": "gte", "<=": "lte", "=<": "lte", ">": "gt", "<": "lt"}
# A character with its backslash, or one by itself.
TOKEN = re.compile(r"\\.|.", re.DOTALL)


class TooComplex(ValueError):
    """The filter has too many alternatives or wildcards."""


def condition(field: str, expression: str) -> Q:
    """Return the condition of one expression on a model's field.

    Raises:
        TooComplex: if the database would have too much to do.
    """
    terms: list[list[str]] = [[]]
    for token in TOKEN.findall(expression):
        if token == "|":
            terms.append([])
        else:
            terms[-1].append(token)
    if len(terms) > MAX_TERMS:
        raise TooComplex(f"Use at most {MAX_TERMS} alternatives in a filter.")
    result = Q()
    for term in terms:
        result |= _term(field, term)
    return result


def _term(field: str, tokens: list[str]) -> Q:
    negated = False
    while tokens and tokens[0] == "!":
        negated, tokens = not negated, tokens[1:]
    found = _positive(field, tokens)
    return ~found if negated else found


def _positive(field: str, tokens: list[str]) -> Q:
    for sign, lookup in COMPARISONS.items():
        if "".join(tokens[: len(sign)]) == sign:
            return Q(**{f"{field}__{lookup}": _plain(tokens[len(sign) :])})
    wildcards = tokens.count("*")
    if wildcards > MAX_WILDCARDS:
        raise TooComplex(f"Use at most {MAX_WILDCARDS} wildcards in a filter.")
    if tokens and wildcards == len(tokens):
        return Q(**{f"{field}__isnull": False}) & ~Q(**{field: ""})
    if not wildcards:
        return Q(**{f"{field}__iexact": _plain(tokens)})
    pattern = "".join(".*" if token == "*" else re.escape(token[-1]) for token in tokens)
    return Q(**{f"{field}__iregex": f"^{pattern}$"})


def _plain(tokens: list[str]) -> str:
    """Return the text of tokens, without the backslashes of escaped characters."""
    return "".join(token[-1] for token in tokens)
