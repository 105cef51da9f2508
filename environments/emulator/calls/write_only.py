"""Secrets that are stored and never returned: hidden in responses, kept by changes that leave them out."""

from environments.emulator.catalogue.schema import Model
from environments.emulator.json_types import JsonObject

_HEADER_NAME = "CustomAuthHeaderName"


def hidden(model: Model, data: JsonObject) -> JsonObject:
    """Return a copy of the data with null in place of each secret; names match in any case."""
    if not model.has_secrets:
        return data
    result = dict(data)
    for name, value in data.items():
        field = model.fields_by_lower_name.get(name.lower())
        if field is None:
            continue
        if field.write_only:
            result[name] = None
        elif field.is_model and isinstance(value, dict):
            result[name] = hidden(field.model, value)
    return result


def kept(model: Model, data: JsonObject, old: JsonObject) -> JsonObject:
    """Return new data with the old secrets where it has none.

    A record that was read can so be put back unchanged. A secret ends with the object that holds it, and the
    value of a custom authentication header with its name.
    """
    if not model.has_secrets:
        return data
    result = dict(data)
    for name, field in model.fields.items():
        before, after = old.get(name), data.get(name)
        if field.write_only and after in (None, "", before):
            ends = name == "CustomAuthHeaderValue" and not data.get(_HEADER_NAME)
            result[name] = None if ends else before
        elif field.is_model and isinstance(before, dict) and isinstance(after, dict):
            result[name] = kept(field.model, after, before)
    return result
