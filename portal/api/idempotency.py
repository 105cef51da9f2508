"""`Idempotency-Key` on every POST of a signed-in user.

It follows the IETF's draft `draft-ietf-httpapi-idempotency-key-header`.
"""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts import idempotency
from accounts.models import IdempotentRequest, User
from lib.api.describe import ErrorCase
from organizations.access import get_organization_or_404

INVALID_KEY = ErrorCase(
    400, "Idempotency.InvalidKey", "An Idempotency-Key has 1 to 255 characters of ASCII, such as a UUID."
)
STILL_RUNNING = ErrorCase(
    409,
    "Idempotency.StillRunning",
    "The first request with this Idempotency-Key is still running. Try again in a moment.",
)
KEY_REUSED = ErrorCase(
    422, "Idempotency.KeyReused", "This Idempotency-Key was used for another request. Choose a new one."
)
# A string of structured fields; clients of other APIs send the key without quotes.
QUOTED_KEY = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\]){1,255})"')
BARE_KEY = re.compile(r"[!#-+\--~]{1,255}")
ATTRIBUTE = "idempotent_request"
View = Callable[..., Any]


def replay(operation: View) -> View:
    """Run an operation once for its key; later requests with the key get the stored response.

    It runs after authentication and validation, so neither a refused token nor a malformed body uses a key.
    """

    @wraps(operation)
    def once(request: HttpRequest, **values: Any) -> Any:
        user, sent = getattr(request, "auth", None), request.headers.get("Idempotency-Key")
        if request.method != "POST" or sent is None or not isinstance(user, User):
            return operation(request, **values)
        try:
            row, is_new = idempotency.begin(user, _key(sent), _fingerprint(request))
        except idempotency.KeyReused as error:
            raise KEY_REUSED.exception() from error
        except idempotency.StillRunning as error:
            raise STILL_RUNNING.exception() from error
        if not is_new:
            if row.content and "organization_id" in values:
                # A user who has lost access since may not see what was responded then.
                get_organization_or_404(user, values["organization_id"])
            return _stored(row)
        vars(request)[ATTRIBUTE] = row
        return operation(request, **values)

    return once


def store(run: View) -> View:
    """Store the response of a request that `replay` let run; one without success can be sent again."""

    @wraps(run)
    def stored(request: HttpRequest, **values: Any) -> HttpResponse:
        try:
            response: HttpResponse = run(request, **values)
        except Exception:
            if row := vars(request).get(ATTRIBUTE):
                idempotency.release(row)
            raise
        if row := vars(request).get(ATTRIBUTE):
            if response.status_code < 400:
                content, location = response.content.decode(), response.get("Location", "")
                idempotency.finish(row, status=response.status_code, content=content, location=location)
            else:
                idempotency.release(row)
        return response

    return stored


def _key(sent: str) -> str:
    quoted = QUOTED_KEY.fullmatch(sent)
    if quoted:
        return re.sub(r"\\(.)", r"\1", quoted[1])
    if BARE_KEY.fullmatch(sent):
        return sent
    raise INVALID_KEY.exception()


def _fingerprint(request: HttpRequest) -> str:
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    digest.update(request.body)
    return digest.hexdigest()


def _stored(row: IdempotentRequest) -> HttpResponse:
    response = HttpResponse(row.content, status=row.status, content_type="application/json; charset=utf-8")
    response["Idempotent-Replayed"] = "true"
    if row.location:
        response["Location"] = row.location
    return response
