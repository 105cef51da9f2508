"""Validate the body of a call against a model: names in any case, types, limits, and defaults.

Read-only and unknown properties are ignored, because tools send complete records back as they received them.
"""

from collections.abc import Iterable
from decimal import Decimal

from environments.emulator import errors
from environments.emulator.catalogue.schema import Field, Model
from environments.emulator.json_types import JsonObject
from environments.emulator.values import dates
from environments.emulator.values.money import to_cents
from lib import exact_json

MAX_XP_BYTES = 8000
MAX_BODY = 4 * 1024 * 1024
_INT32 = 2**31
# Accepted in the platform's own writes only: when a record was created elsewhere.
SERVER_DATES = ("DateCreated", "LastUpdated", "DateAdded", "PasswordLastSetDate")
_MAX_NUMBER = Decimal(10**28)
MAX_DEPTH = 100  # nested containers


def parse(raw: bytes) -> JsonObject:
    """Return the JSON object of a body.

    Raises:
        ApiError: the body is not a JSON object, or is nested too deeply.
    """
    try:
        value = exact_json.loads(raw.removeprefix(b"\xef\xbb\xbf"))
    except exact_json.MalformedJson as error:
        raise errors.invalid_body() from error
    if not isinstance(value, dict):
        raise errors.invalid_body()
    if _depth(value) > MAX_DEPTH:
        raise errors.invalid_body("The body is nested too deeply.")
    return value


class PartialObject(dict):
    """The part of a nested object that a PATCH changes. `defaults` has the defaults of the object."""

    def __init__(self, values: JsonObject, defaults: JsonObject) -> None:
        super().__init__(values)
        self.defaults = defaults


def validate(
    model: Model,
    body: JsonObject,
    required: tuple[str, ...] = (),
    allow_server_dates: bool = False,
    partial: bool = False,
) -> JsonObject:
    """Return the validated properties of a body, under the model's own names; only those that are present.

    Args:
        allow_server_dates: accept dates that the server otherwise sets.
        partial: return nested objects as `PartialObject`, for `apply_patch`.

    Raises:
        ApiError: with one entry for each invalid or missing property.
    """
    data: JsonObject = {}
    field_errors: list[errors.ApiError] = []
    for name, value in body.items():
        field = model.fields_by_lower_name.get(name.lower())
        if field is None or (field.read_only and not (allow_server_dates and field.name in SERVER_DATES)):
            continue
        try:
            data[field.name] = _checked(field, value, field.name)
            if partial and field.is_model and not field.many and isinstance(value, dict):
                data[field.name] = _part(field, value, data[field.name])
        except errors.ApiError as error:
            field_errors.append(error)
    named = {name for error in field_errors for entry in error.entries for name in _names(entry["Data"])}
    field_errors += [errors.required(n) for n in required if _missing(data.get(n)) and n not in named]
    if field_errors:
        raise errors.combine(field_errors)
    return data


def _part(field: Field, changes: JsonObject, checked: JsonObject) -> PartialObject:
    model = field.model
    named = {part.name for name in changes if (part := model.fields_by_lower_name.get(name.lower()))}
    values = {name: value for name, value in checked.items() if name in named}
    for name, value in changes.items():
        part = model.fields_by_lower_name.get(name.lower())
        if part and part.name in values and part.is_model and not part.many and isinstance(value, dict):
            values[part.name] = _part(part, value, values[part.name])
    return PartialObject(values, defaults(model))


def _merged(old: JsonObject, changes: PartialObject) -> JsonObject:
    merged = changes.defaults | old | changes
    for name, value in changes.items():
        if isinstance(value, PartialObject):
            merged[name] = _merged(old.get(name) or {}, value)
    return merged


def _missing(value: object) -> bool:
    return value is None or value == ""


def defaults(model: Model) -> JsonObject:
    """Return a record with the default of every property."""
    return {name: field.empty for name, field in model.fields.items()}


def apply_patch(old: JsonObject, changes: JsonObject) -> JsonObject:
    """Return the record after a PATCH. Nested objects and xp are merged by their keys."""
    new = old | changes
    for name, value in changes.items():
        if isinstance(value, PartialObject):
            new[name] = _merged(old.get(name) or {}, value)
    for name in ("xp", "ConfigData"):
        if isinstance(changes.get(name), dict) and isinstance(old.get(name), dict):
            new[name] = old[name] | changes[name]
    return new


def check_xp(data: JsonObject) -> None:
    """Raise `ApiError` if xp is too large."""
    xp = data.get("xp")
    if xp is not None and len(exact_json.dumps(xp).encode()) > MAX_XP_BYTES:
        raise errors.invalid_value("xp", f"xp must be at most {MAX_XP_BYTES} bytes.")


# values


def _checked(field: Field, value: object, where: str) -> object:
    if value is None:
        return field.empty
    if field.many:
        if not isinstance(value, list):
            raise errors.invalid_value(where, f"{where} must be an array.")
        return [_checked_value(field, item, f"{where}[{index}]") for index, item in enumerate(value)]
    return _checked_value(field, value, where)


def _checked_value(field: Field, value: object, where: str) -> object:
    if field.enum:
        return _of_enum(field, value, where)
    if field.is_model:
        return _nested(field, value, where)
    return _CHECKS[field.type](field, value, where)


def _names(data: object) -> Iterable[str]:
    """Return the properties that an error names."""
    return data if isinstance(data, dict) else ()


def _of_enum(field: Field, value: object, where: str) -> str:
    choices = field.enum or ()
    for name in choices:
        if isinstance(value, str) and name.lower() == value.lower():
            return name
    raise errors.invalid_value(where, f"{where} must be one of {', '.join(choices)}.")


def _nested(field: Field, value: object, where: str) -> JsonObject:
    if not isinstance(value, dict):
        raise errors.invalid_value(where, f"{where} must be an object.")
    model = field.model
    data = defaults(model)
    for name, inner in value.items():
        part = model.fields_by_lower_name.get(name.lower())
        if part and not part.read_only:
            data[part.name] = _checked(part, inner, f"{where}.{part.name}")
    return data


def _string(field: Field, value: object, where: str) -> str:
    if not isinstance(value, str):
        raise errors.invalid_value(where, f"{where} must be a string.")
    if field.max_length and len(value) > field.max_length:
        raise errors.invalid_value(where, f"{where} must be at most {field.max_length} characters long.")
    return value


def _date(field: Field, value: object, where: str) -> str:
    date = dates.normalize(value) if isinstance(value, str) else None
    if date is None:
        raise errors.invalid_value(where, f"{where} must be a date such as 2024-01-31T12:00:00+00:00.")
    return date


def _boolean(field: Field, value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise errors.invalid_value(where, f"{where} must be true or false.")
    return value


def _integer(field: Field, value: object, where: str) -> int:
    is_integer = isinstance(value, exact_json.Number) and abs(value) < _INT32 and value == int(value)
    number = int(value) if isinstance(value, exact_json.Number) and is_integer else value
    if isinstance(number, bool) or not isinstance(number, int) or not -_INT32 <= number < _INT32:
        raise errors.invalid_value(where, f"{where} must be a 32-bit integer.")
    _limits(field, number, where)
    return number


def _float(field: Field, value: object, where: str) -> int | exact_json.Number:
    if isinstance(value, bool) or not isinstance(value, int | exact_json.Number):
        raise errors.invalid_value(where, f"{where} must be a number.")
    if not -_MAX_NUMBER < value < _MAX_NUMBER:
        raise errors.invalid_value(where, f"{where} must be a number.")
    _limits(field, value, where)
    return value


def _money(field: Field, value: object, where: str) -> object:
    """Return a number rounded to two decimals; a number that needs no rounding keeps its digits."""
    amount = _float(field, value, where)
    rounded = to_cents(amount)
    return amount if rounded == amount else rounded


def _object(field: Field, value: object, where: str) -> JsonObject:
    if not isinstance(value, dict):
        raise errors.invalid_value(where, f"{where} must be an object.")
    return value


def _limits(field: Field, value: int | Decimal, where: str) -> None:
    if field.minimum is not None and value < field.minimum:
        raise errors.invalid_value(where, f"{where} must be {field.minimum} or more.")
    if field.maximum is not None and value > field.maximum:
        raise errors.invalid_value(where, f"{where} must be {field.maximum} or less.")


_CHECKS = {
    "string": _string,
    "password": _string,
    "date-time": _date,
    "boolean": _boolean,
    "int32": _integer,
    "float": _float,
    "money": _money,
    "object": _object,
}


def _depth(value: object) -> int:
    """Return the number of nested containers at the deepest point; 0 for a scalar."""
    deepest, level = 0, [value]
    while level := [child for item in level for child in _children(item)]:
        deepest += 1
    return deepest + (1 if isinstance(value, dict | list) else 0)


def _children(item: object) -> list:
    inside = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
    return [child for child in inside if isinstance(child, dict | list)]
