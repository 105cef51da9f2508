"""The data that a browser would post for the form of a body."""

from console.request.body import JSON, SYNCED, Body
from console.request.fields import Field


def posted(body: Body, *, with_json: bool = True) -> dict[str, list[str]]:
    """Return every field of the form, and the JSON beside it."""
    data: dict[str, list[str]] = {}
    _post(body.root, data)
    if with_json:
        data |= {JSON: [body.text.replace("\n", "\r\n")], SYNCED: [body.synced]}
    return data


def _post(entry: Field, data: dict[str, list[str]]) -> None:
    if entry.key is not None:
        data[f"{entry.name}~key"] = [entry.key]
    elif entry.path and (isinstance(entry.path[-1], str) or entry.nested):
        data[f"{entry.name}~state"] = [entry.state.value]
        if entry.sent:
            data[f"{entry.name}~was"] = [entry.state.value]
    if entry.value_type:
        data[f"{entry.name}~as"] = [entry.value_type.value]
    if not entry.nested:
        data[entry.name] = [entry.text.replace("\n", "\r\n")]
    for child in entry.children:
        _post(child, data)
