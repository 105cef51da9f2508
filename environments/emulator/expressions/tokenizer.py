"""Tokenizer of expressions."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<number>\d+\.?\d*|\.\d+)"
    r"|'(?P<text>(?:[^'\\]|\\.|'')*)'"
    r"|#(?P<date>[^#]*)#"
    r"|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<symbol><>|!=|<=|>=|[-+*/%=<>().,])"
)
_ESCAPED = re.compile(r"\\(.)|''")


class ExpressionError(ValueError):
    """An expression is not valid; `code` is the error code in the API's response."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def syntax_error(message: str) -> ExpressionError:
    return ExpressionError("Expression.InvalidSyntax", message)


def invalid_token(message: str) -> ExpressionError:
    return ExpressionError("Expression.InvalidToken", message)


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is number, text, date, name or symbol; `value` has no quotes and no escapes."""

    kind: str
    value: str

    def is_one_of(self, words: tuple[str, ...]) -> bool:
        """Whether this is one of the keywords or symbols, given in lower case."""
        return self.kind in ("name", "symbol") and self.value.lower() in words


def tokenize(text: str) -> list[Token]:
    """Return the tokens of an expression in order.

    Raises:
        ExpressionError: At a character that starts no token.
    """
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = _TOKEN.match(text, position)
        if match is None:
            raise _unreadable(text[position:])
        kind = match.lastgroup or ""
        value = match[kind]
        tokens.append(Token(kind, _ESCAPED.sub(_unescape, value) if kind == "text" else value))
        position = match.end()
    return tokens


def _unescape(match: re.Match[str]) -> str:
    return match[1] or "'"


def _unreadable(rest: str) -> ExpressionError:
    if rest[0] in "'#":
        return syntax_error(f"the closing {rest[0]} of {rest[:12]} is missing")
    if rest[0] in '"\u2018\u2019\u201c\u201d':
        return invalid_token("text is written in straight single quotes, as in 'ABC'")
    return invalid_token(f"{rest[:12]!r} is not understood")
