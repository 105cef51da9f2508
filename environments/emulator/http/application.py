"""The WSGI application: parse the request, find operation and caller, and send the response."""

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from environments.emulator import errors, registry
from environments.emulator.access import activity, authorization, client_access, token_endpoint
from environments.emulator.calls import bodies, older_versions
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import openapi_document
from environments.emulator.catalogue.versions import NEWEST
from environments.emulator.control.faults import ResponseFault
from environments.emulator.emulator import Emulator
from environments.emulator.handlers import HANDLERS
from environments.emulator.hooks import webhooks
from environments.emulator.http import control, routing, transport
from environments.emulator.http.transport import root_url
from environments.emulator.response import Response, json_response
from environments.emulator.storage.organizations import environments_by_path

log = logging.getLogger("emulator")

_ENVIRONMENTS_BY_PATH = environments_by_path()
# Escaping may double a filter's pattern, and SQLite accepts patterns of 50,000 bytes.
_MAX_QUERY_LENGTH = 16_384
_TOKEN_IN_QUERY = re.compile(r"(anonUserToken=)[^&]*", re.IGNORECASE)
_CERTIFICATES = ("/oauth/certs/", "/v1/oauth/certs/")
_PUBLIC_PATHS = ("/v1/openapi/", *_CERTIFICATES)
_ANONYMOUS_OPERATIONS = {
    "PasswordResets.SendVerificationCode",
    "PasswordResets.ResetPasswordByVerificationCode",
    "ForgottenCredentials.SendOneTimePassword",
    "ForgottenCredentials.RetrieveUsername",
    "GroupOrders.GetToken",
}


@dataclass
class InboundRequest:
    """A request, with what the request log records of it."""

    environ: dict
    path: str
    environment: tuple[str, str] | None = None
    organization: str = ""
    fault: ResponseFault = field(default_factory=ResponseFault)

    @property
    def method(self) -> str:
        return self.environ["REQUEST_METHOD"]

    @property
    def environment_and_region(self) -> tuple[str, str]:
        """Return the environment and region in the path. Raises `ValueError` before they are known."""
        if self.environment is None:
            raise ValueError("The environment of the request is not known yet.")
        return self.environment

    @property
    def log_path(self) -> str:
        """Return path and query for the log, without the token that one operation has in its query."""
        query = _TOKEN_IN_QUERY.sub(r"\1…", self.environ.get("QUERY_STRING", ""))
        return self.path + (f"?{query}" if query else "")


class Application:
    """The WSGI application of an emulator.

    Args:
        environments: the names of those to serve, in lower case; None for all.
    """

    def __init__(self, emulator: Emulator, environments: frozenset[str] | None = None) -> None:
        self.emulator = emulator
        self.environments = {
            name: environment
            for name, environment in _ENVIRONMENTS_BY_PATH.items()
            if environments is None or environment[0].lower() in environments
        }

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
        request = InboundRequest(environ, path)
        try:
            response = self._respond(request)
        except errors.ApiError as error:
            response = Response(error.status, error.body, tuple(error.headers))
        except Exception:
            log.exception("%s %s", request.method, path)
            failure = errors.ApiError(500, "ServerError", "The emulator failed. See its log for the reason.")
            response = Response(500, failure.body)
        if request.environment:
            self.emulator.requests.add(
                request.organization, request.method, request.log_path, response.status
            )
        cross_origin = not path.startswith("/_emulator")
        return transport.send(response, environ, start_response, request.fault, cross_origin)

    def _respond(self, request: InboundRequest) -> Response:
        first, _, rest = request.path.lstrip("/").partition("/")
        if first == "_emulator":
            return control.respond(self.emulator, request.environ, rest, _read_body(request.environ))
        environment = self.environments.get(first.lower())
        if environment is None:
            if first:
                raise errors.not_found("Environment", first)
            return json_response(200, {"Emulator": "OrderCloud", "Environments": sorted(self.environments)})
        request.environment, request.path = environment, "/" + rest
        return self._dispatch(request, f"{root_url(request.environ)}/{first.lower()}")

    def _dispatch(self, request: InboundRequest, base_url: str) -> Response:
        """Return the response of one environment and region."""
        path = request.path.lower().rstrip("/")
        if request.method == "OPTIONS":
            return Response(204)
        if path == "/oauth/token":
            return self._token(request, base_url)
        raw = _read_body(request.environ)
        if path.startswith(_PUBLIC_PATHS):
            self._apply_faults(request)
        if path in ("/v1/openapi/v3", "/v1/openapi/v2"):
            return Response(200, openapi_document.document(self._documented_version(request, base_url)))
        if path.startswith(_CERTIFICATES):
            return self._public_key(request.path.rstrip("/").rpartition("/")[2])
        if len(request.environ.get("QUERY_STRING", "")) > _MAX_QUERY_LENGTH:
            raise errors.ApiError(
                414, "Request.QueryTooLong", f"A query can have at most {_MAX_QUERY_LENGTH} bytes."
            )
        if not path.startswith("/v1/"):
            raise errors.not_found("Route", request.path)
        method = "GET" if request.method == "HEAD" else request.method
        operation, parameters = routing.match(NEWEST, method, request.path[3:])
        call = Call(
            emulator=self.emulator,
            operation=operation,
            path_params=parameters,
            query_pairs=parse_qsl(request.environ.get("QUERY_STRING", ""), keep_blank_values=True),
            raw_body=raw,
            base_url=base_url,
        )
        return self._call(call, request)

    def _token(self, request: InboundRequest, base_url: str) -> Response:
        """Return the response to a token request; errors have the members of OAuth."""
        try:
            raw = _read_body(request.environ)
            self._apply_faults(request)
            if request.method != "POST":
                raise errors.method_not_allowed("Request tokens with POST.", "POST")
            return token_endpoint.respond(
                self.emulator, request.environ, raw, request.environment_and_region, base_url
            )
        except errors.ApiError as error:
            return client_access.oauth_response(error)

    def _documented_version(self, request: InboundRequest, base_url: str) -> str:
        """Return the version of the API whose document to serve: that of the token's organization, if any."""
        if request.environ.get("HTTP_AUTHORIZATION"):
            organization, _ = self.emulator.tokens.authenticate(_bearer(request.environ), base_url)
            return self.emulator.version_of(organization)
        return self.emulator.api_version

    def _call(self, call: Call, request: InboundRequest) -> Response:
        if call.operation.id in _ANONYMOUS_OPERATIONS:
            self._use_version(call, request, self.emulator.api_version)
            self._apply_faults(request)
            _check_content_type(call, request.environ)
            return _handler(call).function(call)
        call.token = _bearer(request.environ)
        call.organization, call.token_caller = self.emulator.tokens.authenticate(call.token, call.base_url)
        request.organization = call.organization.portal_id
        version = self.emulator.version_of(call.organization)
        self._use_version(call, request, version)
        response = self._authorized(call, request)
        return response if version == NEWEST else older_versions.without_newer_properties(call, response)

    def _use_version(self, call: Call, request: InboundRequest, version: str) -> None:
        """Find the operation as a version of the API has it.

        Raises:
            ApiError: 404 or 405, if it has none.
        """
        if version != NEWEST:
            method = "GET" if request.method == "HEAD" else request.method
            call.operation, call.path_params = routing.match(version, method, request.path[3:])

    def _authorized(self, call: Call, request: InboundRequest) -> Response:
        """Return the response to a caller who has a token."""
        operation, handler = call.operation, _handler(call)
        self._apply_faults(request)
        authorization.check_roles(operation, call.caller)
        _check_content_type(call, request.environ)
        if operation.method == "GET":
            with call.read_transaction():
                authorization.check_user_type(call)
                response = handler.function(call)
        else:
            response = self._write(call, handler)
        activity.record(call)
        return response

    def _write(self, call: Call, handler: registry.Handler) -> Response:
        """Run a call that may change something, between its pre-hooks and post-hooks."""
        with call.read_transaction():
            authorization.check_user_type(call)
            dispatch = webhooks.WebhookDispatch(call)
        dispatch.run_pre_hooks()
        if handler.transaction == "own":
            response = handler.function(call)
        else:
            with call.read_transaction() if handler.transaction == "read" else call.write_transaction():
                response = handler.function(call)
        dispatch.queue_post_hooks(response)
        return response

    def _apply_faults(self, request: InboundRequest) -> None:
        request.fault = self.emulator.faults.apply(
            request.method, request.path, request.environment_and_region[0], request.organization
        )

    def _public_key(self, kid: str) -> Response:
        key = self.emulator.tokens.public_key()
        if kid != key["kid"]:
            raise errors.not_found("PublicKey", kid)
        return json_response(200, key)


def _handler(call: Call) -> registry.Handler:
    return HANDLERS.get(call.operation.id) or HANDLERS[call.operation.handler]


def _bearer(environ: dict) -> str:
    scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise errors.invalid_token()
    return token.strip()


def _read_body(environ: dict) -> bytes:
    text = environ.get("CONTENT_LENGTH") or "0"
    length = int(text[:16]) if text.isascii() and text.isdigit() else 0
    chunked = environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked"
    limit = control.MAX_BODY if environ.get("PATH_INFO", "").startswith("/_emulator/") else bodies.MAX_BODY
    if length > limit:
        raise errors.ApiError(413, "Request.InvalidRequestBody", "The body is too large.")
    if not length and not chunked:
        return b""
    raw = environ["wsgi.input"].read(limit + 1 if chunked else length)
    if len(raw) > limit:
        raise errors.ApiError(413, "Request.InvalidRequestBody", "The body is too large.")
    return raw


def _check_content_type(call: Call, environ: dict) -> None:
    content_type = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if call.operation.request_model and call.raw_body and content_type and not content_type.endswith("json"):
        raise errors.bad_request("Request.InvalidContentType", "Send the body as application/json.")
