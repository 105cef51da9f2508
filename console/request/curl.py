"""A request as a command line of curl, with a placeholder for the token."""

import re

from console.request.request import Call

TOKEN_VARIABLE = "ORDERCLOUD_TOKEN"
_NEEDS_NO_QUOTES = re.compile(r"[A-Za-z0-9_./:@%+=,-]+")
_CONTROL_CHARACTER = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t"}


def curl_command(call: Call, api_url: str) -> str:
    """Return the command that makes `call`, for a POSIX shell.

    The token is read from `$ORDERCLOUD_TOKEN`, so that the command may be shared. A body or a value with
    control characters is quoted as `$'…'`, which bash, zsh and the POSIX shell of 2024 understand.

    Args:
        call: the call to make.
        api_url: the address that the path follows: of the versioned API, or of an unversioned path.
    """
    options = ["--globoff"]  # brackets in the URL are brackets, not ranges
    if call.method not in ("GET", "HEAD"):
        options.append(f"--request {call.method}")
    if call.method == "HEAD":
        options.append("--head")
    url = f"{api_url.rstrip('/')}/{call.path_and_query.lstrip('/')}"
    headers = dict(call.headers)
    if call.body is not None:
        headers.setdefault("Content-Type", "application/json; charset=utf-8")
    lines = [f"curl {' '.join(options)} {quote_for_shell(url)}"]
    lines.append(f'--header "Authorization: Bearer ${TOKEN_VARIABLE}"')
    # A header without a value is removed by `Name:` and sent by `Name;`.
    lines += [
        f"--header {quote_for_shell(f'{name}: {value}' if value else f'{name};')}"
        for name, value in headers.items()
    ]
    if call.body is not None:
        lines.append(f"--data-binary {quote_for_shell(_literal(call.body.decode('utf-8', 'replace')))}")
    return " \\\n  ".join(lines)


def quote_for_shell(text: str) -> str:
    """Return `text` as one word of a shell."""
    if _NEEDS_NO_QUOTES.fullmatch(text):
        return text
    if _CONTROL_CHARACTER.search(text):
        return f"$'{''.join(_escaped(character) for character in text)}'"
    return "'" + text.replace("'", "'\\''") + "'"


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return f"\\{ord(character):03o}" if _CONTROL_CHARACTER.match(character) else character


def _literal(body: str) -> str:
    """Return a body of which curl doesn't take the first character for the sign of a file."""
    return f" {body}" if body.startswith("@") else body
