"""The error configuration, and the message that checks it."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.hooks import error_reports, targets
from environments.emulator.registry import handles
from environments.emulator.resources import responses, singletons
from environments.emulator.response import NO_CONTENT, Response

_NAME = "ErrorConfigs"


@handles("ErrorConfigs.Validate")
def validate(call: Call) -> Response:
    """Send a test message to the targets of the error configuration (inferred)."""
    settings = responses.require(singletons.find(call.records, _NAME), "ErrorConfig", "ErrorConfig")
    config = targets.find(call.records, settings["DeliveryConfigID"])
    if config is None:
        message = "The delivery configuration is not enabled."
        raise errors.bad_request("ErrorConfig.DeliveryConfigDisabled", message)
    payload = dict.fromkeys(error_reports.FIELDS) | {"Kind": "Validation", "Message": "A test."}
    targets.send_after_commit(call, config.id, error_reports.TYPE, payload)
    return NO_CONTENT
