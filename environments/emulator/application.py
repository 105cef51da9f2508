"""The WSGI program: takes a request apart, finds who calls what, and sends the answer or the refusal."""

import logging
from collections.abc import Callable, Iterable
from http.client import responses
from urllib.parse import parse_qsl

from environments.emulator import (  # noqa: F401  these answer operations, each on its own
    access,
    acting,
    assignments,
    bodies,
    control,
    document,
    errors,
    grants,
    jsontext,
    party,
    resources,
    routing,
    rules,
)
from environments.emulator.calls import Answer, Call, json_answer
from environments.emulator.emulator import Emulator
from environments.emulator.organizations import places

log = logging.getLogger("emulator")

_PLACES = places()
_ANONYMOUS = {"PasswordResets.SendVerificationCode", "PasswordResets.ResetPasswordByVerificationCode"}
_JSON = ("Content-Type", "application/json; charset=utf-8")


class Application:
    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
        seen = Seen()
        try:
            answer = self._answer(environ, path, seen)
        except errors.Refusal as refusal:
            answer = Answer(refusal.status, refusal.body, tuple(refusal.headers))
        except Exception:
            log.exception("%s %s", environ["REQUEST_METHOD"], path)
            failure = errors.Refusal(500, "ServerError", "The emulator failed; its log says why.")
            answer = Answer(500, failure.body)
        if seen.place:
            query = environ.get("QUERY_STRING")
            whole = seen.path + (f"?{query}" if query else "")
            self.emulator.requests.add(seen.organization, environ["REQUEST_METHOD"], whole, answer.status)
        return _send(answer, environ, start_response)

    def _answer(self, environ: dict, path: str, seen: "Seen") -> Answer:
        first, _, rest = path.lstrip("/").partition("/")
        if first == "_emulator":
            return control.answer(self.emulator, environ, rest, _read_body(environ))
        place = _PLACES.get(first.lower())
        if place is None:
            if first:
                raise errors.not_found("Environment", first)
            return json_answer(200, {"Emulator": "OrderCloud", "Environments": sorted(_PLACES)})
        seen.place, seen.path = place, "/" + rest
        base_url = f"{_root(environ)}/{first.lower()}"
        return self._in_place(environ, rest, place, base_url, seen)

    def _in_place(
        self, environ: dict, rest: str, place: tuple[str, str], base_url: str, seen: "Seen"
    ) -> Answer:
        lower = rest.lower().rstrip("/")
        method = environ["REQUEST_METHOD"]
        raw = _read_body(environ)
        if method == "OPTIONS":
            return Answer(204)
        if lower == "oauth/token":
            if method != "POST":
                raise errors.not_allowed("Ask for tokens with POST.", "POST")
            return grants.answer(self.emulator, environ, raw, place, base_url)
        if lower in ("v1/openapi/v3", "v1/openapi/v2"):
            return Answer(200, document.document())
        if lower.startswith("oauth/certs/"):
            rest = "v1/" + rest
        version, _, path = rest.partition("/")
        if version.lower() != "v1":
            raise errors.not_found("Route", rest)
        operation, parameters = routing.match("GET" if method == "HEAD" else method, "/" + path)
        call = Call(
            emulator=self.emulator,
            operation=operation,
            organization=None,
            caller=None,
            path=parameters,
            pairs=parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True),
            raw=raw,
            base_url=base_url,
        )
        return self._call(call, environ, seen)

    def _call(self, call: Call, environ: dict, seen: "Seen") -> Answer:
        operation = call.operation
        if operation.id == "Certs.GetPublicKey":
            return self._public_key(call)
        act = acting.ACTS.get(operation.id) or acting.ACTS[operation.act]
        if operation.id in _ANONYMOUS:
            _check_content_type(call, environ)
            return act.function(call)
        call.token = _bearer(environ)
        call.organization, call.caller = self.emulator.tokens.read(call.token, call.base_url)
        seen.organization = call.organization.portal_id
        access.check_roles(operation, call.caller)
        _check_content_type(call, environ)
        if act.transaction == "own":
            with call.reading():
                access.check_party(call)
            return act.function(call)
        with call.reading() if act.transaction == "read" else call.writing():
            access.check_party(call)
            return act.function(call)

    def _public_key(self, call: Call) -> Answer:
        key = self.emulator.tokens.public_key()
        if call.path["id"] != key["kid"]:
            raise errors.not_found("PublicKey", call.path["id"])
        return json_answer(200, key)


class Seen:
    """What the log is to say of a request: where it went, and whose it was once that is known."""

    def __init__(self) -> None:
        self.place: tuple[str, str] | None = None
        self.organization = ""
        self.path = ""


def _root(environ: dict) -> str:
    return f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST') or environ['SERVER_NAME']}"


def _bearer(environ: dict) -> str:
    scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise errors.bad_token()
    return token.strip()


def _read_body(environ: dict) -> bytes:
    text = environ.get("CONTENT_LENGTH") or "0"
    length = int(text) if text.isdigit() else 0
    if length > bodies.MAX_BODY:
        raise errors.Refusal(413, "Request.InvalidRequestBody", "The body is too large.")
    if length:
        return environ["wsgi.input"].read(length)
    if environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked":
        raw = environ["wsgi.input"].read(bodies.MAX_BODY + 1)
        if len(raw) > bodies.MAX_BODY:
            raise errors.Refusal(413, "Request.InvalidRequestBody", "The body is too large.")
        return raw
    return b""


def _check_content_type(call: Call, environ: dict) -> None:
    given = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if call.operation.body and call.raw and given and not given.endswith("json"):
        raise errors.invalid("Request.InvalidContentType", "Send the body as application/json.")


def _send(answer: Answer, environ: dict, start_response: Callable) -> Iterable[bytes]:
    body = answer.body or b""
    headers = [*answer.headers, ("Content-Length", str(len(body)))]
    if answer.body is not None and not any(name == "Content-Type" for name, _ in answer.headers):
        headers.append(_JSON)
    headers += [
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept"),
        ("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS"),
        ("Access-Control-Expose-Headers", "Location"),
    ]
    start_response(f"{answer.status} {responses.get(answer.status, '')}", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
