"""A request of the history opened again, with everything that is stored of it."""

import json
from dataclasses import dataclass
from typing import Any

from console.masking import MASK
from console.models import HistoryEntry
from console.request import json_editor
from console.request.body import JSON
from console.request.form_data import FormData

LEFT_OUT = "{names} stayed empty: secrets are masked in the history. Enter {them} again."
BODY_CUT = "The body was too large for the history, so it is not filled in."


@dataclass(frozen=True)
class Reopened:
    """The values of the form, by posted name, and what is missing in them, as a sentence; "" for nothing."""

    values: FormData
    notice: str = ""


def form_of(entry: HistoryEntry) -> dict[str, list[str]]:
    """Return the form of a request as it is stored."""
    form: dict[str, list[str]] = json.loads(entry.form_data or b"{}")
    return form


def reopen(entry: HistoryEntry) -> Reopened:
    """Return the form of a request; secrets, which are not stored, stay empty."""
    form = form_of(entry)
    body = form.pop(JSON, None)
    left_out = [name.partition(".")[2] for name, values in form.items() if _is_masked(values)]
    values = {name: given for name, given in form.items() if not _is_masked(given)}
    notices = []
    if body and entry.request_is_cut:
        notices.append(BODY_CUT)
    elif body:
        text, missing = _without_masks(body[0])
        values[JSON] = [text]
        left_out += missing
    if left_out:
        them = "it" if len(left_out) == 1 else "them"
        notices.append(LEFT_OUT.format(names=", ".join(left_out), them=them))
    return Reopened(values, " ".join(notices))


def _is_masked(values: list[str]) -> bool:
    return any(MASK in value for value in values)


def _without_masks(text: str) -> tuple[str, list[str]]:
    """Return a body without its masked values, and the paths of these."""
    if MASK not in text:
        return text, []
    try:
        value = json_editor.loads(text)
    except ValueError:
        return text, []
    missing: list[str] = []
    return json_editor.dumps_pretty(_pruned(value, "", missing)).value, missing


def _pruned(value: Any, path: str, missing: list[str]) -> Any:
    if isinstance(value, dict):
        kept = {}
        for name, item in value.items():
            inner = f"{path}.{name}" if path else name
            if isinstance(item, str) and MASK in item:
                missing.append(inner)
            else:
                kept[name] = _pruned(item, inner, missing)
        return kept
    if isinstance(value, list):
        masked = [item for item in value if isinstance(item, str) and MASK in item]
        if masked:
            missing.append(path)
        return [_pruned(item, path, missing) for item in value if item not in masked]
    return value
