"""Answer as an older version of the API: without the properties that came later."""

from environments.emulator.calls.call import Call
from environments.emulator.catalogue.schema import Model
from environments.emulator.json_types import JsonObject
from environments.emulator.response import Response
from lib import exact_json


def without_newer_properties(call: Call, response: Response) -> Response:
    """Return a response with only those properties that the operation's own version of its model has."""
    model = call.operation.response_model
    if model is None or not response.body or response.status >= 300:
        return response
    content = exact_json.loads(response.body)
    if call.operation.page:
        content["Items"] = [_known(model, item) for item in content["Items"]]
    else:
        content = _known(model, content)
    return Response(response.status, exact_json.dumps(content).encode(), response.headers)


def _known(model: Model, data: JsonObject) -> JsonObject:
    known = {}
    for name, value in data.items():
        field = model.fields.get(name)
        if field is None:
            continue
        if field.is_model and isinstance(value, dict):
            value = _known(field.model, value)
        elif field.is_model and isinstance(value, list):
            value = [_known(field.model, item) for item in value]
        known[name] = value
    return known
