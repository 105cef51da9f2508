"""Webhooks on calls of the API: pre-hooks, which can block a call, and post-hooks.

A webhook is called if the caller's client is among its clients and the operation among its routes. The
portal's own tokens have a client that no webhook can name, so they trigger none.
"""

import uuid

from environments.emulator import errors
from environments.emulator.auth.tokens import PORTAL_CLIENT_ID
from environments.emulator.calls import write_only
from environments.emulator.calls.call import Call
from environments.emulator.hooks import error_reports, hook_tokens, targets
from environments.emulator.outbound import http
from environments.emulator.outbound.delivery_queue import TIMEOUT
from environments.emulator.response import Response
from environments.emulator.storage.records import Record
from environments.emulator.values.dates import now
from lib import exact_json

# Inferred.
WEBHOOK_TYPE = f"{targets.NAMESPACE}webhook"
_SECRET_FIELDS = ("password", "newpassword", "clientsecret")


class WebhookDispatch:
    """The webhooks of one call. Created inside its transaction, sent while nothing is locked."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.log_id = str(uuid.uuid4())
        self.hooks = _webhooks_of(call)
        self.configs = {
            hook.id: targets.find(call.records, hook["DeliveryConfigID"])
            for hook in self.hooks
            if hook["DeliveryConfigID"]
        }
        self.client = call.records.find("ApiClients", call.caller.client_id) if self.hooks else None

    def run_pre_hooks(self) -> None:
        """Call the pre-hooks in the order of their ids.

        Raises:
            ApiError: a pre-hook blocks the call.
        """
        for hook in self.hooks:
            if hook["BeforeProcessRequest"]:
                self._run_pre_hook(hook)

    def _run_pre_hook(self, hook: Record) -> None:
        entry = {"Kind": "Webhook", "ID": hook.id, "Organization": self.call.organization.portal_id}
        deliveries = self.call.emulator.deliveries
        body = self._body(hook, None)
        response = deliveries.attempt(
            entry | {"Url": hook["Url"]},
            1,
            lambda: http.post(hook["Url"], body, hook["HashKey"], TIMEOUT, http.custom_header(hook.data)),
        )
        if response is None:
            error_reports.report(self.call.emulator, self.call.organization, entry | {"Url": hook["Url"]})
        result = response.json if response else None
        if not isinstance(result, dict) or result.get("proceed") is not True:
            data = {
                "WebhookName": hook["Name"],
                "Body": result.get("body") if isinstance(result, dict) else None,
            }
            raise errors.bad_request("blocked by web hook", "Blocked by webhook.", data)

    def queue_post_hooks(self, api_response: Response) -> None:
        """Queue the post-hooks of a successful call."""
        for hook in self.hooks:
            if not hook["BeforeProcessRequest"]:
                entry = {"Kind": "Webhook", "ID": hook.id, "Organization": self.call.organization.portal_id}
                body = self._body(hook, api_response)
                if hook["DeliveryConfigID"]:
                    if config := self.configs[hook.id]:
                        targets.deliver(
                            self.call.emulator, self.call.organization, config, WEBHOOK_TYPE, body
                        )
                    continue
                self.call.emulator.deliveries.send(
                    entry,
                    hook["Url"],
                    body,
                    hook["HashKey"],
                    http.custom_header(hook.data),
                    self._report_failure,
                )

    def _body(self, hook: Record, api_response: Response | None) -> dict:
        call = self.call
        paths = [p.name for p in call.operation.parameters if p.location == "path"]
        response = (
            _redacted(exact_json.loads(api_response.body)) if api_response and api_response.body else {}
        )
        return {
            "Route": call.operation.route,
            "RouteParams": {name: call.path_params[name.lower()] for name in paths},
            "QueryParams": dict(call.query_pairs),
            "Verb": call.operation.method,
            "Date": now(),
            "LogID": self.log_id,
            "UserToken": hook_tokens.elevated_token(call, hook["ElevatedRoles"], self.client),
            "Request": {"Body": _redacted(self._request_body()), "Headers": None},
            "Response": {"Body": response, "Headers": None},
            "ConfigData": hook["ConfigData"],
        }

    def _report_failure(self, entry: dict) -> None:
        error_reports.report(self.call.emulator, self.call.organization, entry)

    def _request_body(self) -> dict:
        model = self.call.operation.request_model
        body = self.call.body if self.call.raw_body else {}
        return write_only.hidden(model, body) if model else body


def _webhooks_of(call: Call) -> list[Record]:
    """Return the webhooks that a call triggers; those without an address after a restore are not called."""
    if call.operation.method == "GET" or call.caller.client_id == PORTAL_CLIENT_ID:
        return []
    client = call.caller.client_id.lower()
    called = (call.operation.route, call.operation.method)
    triggered = [
        hook
        for hook in call.records.select("Webhooks")
        if (hook["Url"] or hook["DeliveryConfigID"])
        and client in (name.lower() for name in hook["ApiClientIDs"])
        and called in ((route["Route"], route["Verb"]) for route in hook["WebhookRoutes"])
    ]
    return sorted(triggered, key=lambda hook: hook.id.casefold())


def _redacted(body: dict) -> dict:
    return {name: None if name.lower() in _SECRET_FIELDS else value for name, value in body.items()}
