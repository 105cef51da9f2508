"""Webhooks on calls of the API: asked before, with a veto, or told after.

A webhook fires when the client of the caller is among its clients and the call among its routes. The
portal's own tokens come with a client that no webhook can name, so they fire none.
"""

import uuid

from environments.emulator import errors
from environments.emulator.auth.tokens import PLATFORM_CLIENT_ID
from environments.emulator.calls.call import Call
from environments.emulator.hooks import hook_tokens
from environments.emulator.outbound import http
from environments.emulator.outbound.delivery_queue import TIMEOUT
from environments.emulator.response import Response
from environments.emulator.storage.records import Record
from environments.emulator.values.dates import now
from lib import exact_json

_SECRET_FIELDS = ("password", "newpassword", "clientsecret")


class WebhookDispatch:
    """The webhooks of one call. Made inside its transaction; sent when nothing is locked."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.log_id = str(uuid.uuid4())
        self.hooks = _webhooks_of(call)
        self.client = call.records.find("ApiClients", call.caller.client_id) if self.hooks else None

    def run_pre_hooks(self) -> None:
        """Let every pre-hook have its say, by id; the first that does not let the call pass stops it."""
        for hook in self.hooks:
            if hook["BeforeProcessRequest"]:
                self._run_pre_hook(hook)

    def _run_pre_hook(self, hook: Record) -> None:
        entry = {"Kind": "Webhook", "ID": hook.id, "Organization": self.call.organization.portal_id}
        deliveries = self.call.emulator.deliveries
        body = self._body(hook, None)
        reply = deliveries.attempt(
            entry | {"Url": hook["Url"]},
            1,
            lambda: http.post(hook["Url"], body, hook["HashKey"], TIMEOUT),
        )
        said = reply.json if reply else None
        if not isinstance(said, dict) or said.get("proceed") is not True:
            data = {"WebhookName": hook["Name"], "Body": said.get("body") if isinstance(said, dict) else None}
            raise errors.bad_request("blocked by web hook", "Blocked by webhook.", data)

    def queue_post_hooks(self, answer: Response) -> None:
        """Queue the post-hooks of a call that succeeded."""
        for hook in self.hooks:
            if not hook["BeforeProcessRequest"]:
                entry = {"Kind": "Webhook", "ID": hook.id, "Organization": self.call.organization.portal_id}
                body = self._body(hook, answer)
                self.call.emulator.deliveries.send(entry, hook["Url"], body, hook["HashKey"])

    def _body(self, hook: Record, answer: Response | None) -> dict:
        call = self.call
        paths = [p.name for p in call.operation.parameters if p.location == "path"]
        response = _redacted(exact_json.loads(answer.body)) if answer and answer.body else {}
        return {
            "Route": call.operation.route,
            "RouteParams": {name: call.path[name.lower()] for name in paths},
            "QueryParams": dict(call.query_pairs),
            "Verb": call.operation.verb,
            "Date": now(),
            "LogID": self.log_id,
            "UserToken": hook_tokens.elevated_token(call, hook["ElevatedRoles"], self.client),
            "Request": {"Body": _redacted(call.body if call.raw_body else {}), "Headers": None},
            "Response": {"Body": response, "Headers": None},
            "ConfigData": hook["ConfigData"],
        }


def _webhooks_of(call: Call) -> list[Record]:
    """The webhooks that a call fires; those that a restore has left without an address fire no more."""
    if call.operation.verb == "GET" or call.caller.client_id == PLATFORM_CLIENT_ID:
        return []
    client = call.caller.client_id.lower()
    wanted = (call.operation.route, call.operation.verb)
    found = [
        hook
        for hook in call.records.select("Webhooks")
        if hook["Url"]
        and client in (name.lower() for name in hook["ApiClientIDs"])
        and wanted in ((route["Route"], route["Verb"]) for route in hook["WebhookRoutes"])
    ]
    return sorted(found, key=lambda hook: hook.id.casefold())


def _redacted(body: dict) -> dict:
    return {name: None if name.lower() in _SECRET_FIELDS else value for name, value in body.items()}
