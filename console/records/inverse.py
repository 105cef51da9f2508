"""The call that undoes a write, built from the record as it was before."""

from dataclasses import dataclass
from typing import Any

from console.openapi.catalogue import Catalogue
from console.openapi.operations import Operation
from console.openapi.shapes import Shape
from console.records.limits import NEVER_RETURNED, limits_of
from console.records.operations import assignment_paths, collection_path, operation_at
from console.records.reading import Record, path_values, reading_of
from console.request import json_editor
from console.request.body import JSON
from console.request.request import Request

NO_INVERSE = "The API has no call that restores {path}."
NEW_ID = "OrderCloud gives it a new ID: what refers to {id} has to be changed by hand."
KEYS_STAY = "Of xp, {keys} stays with the value null: only a PUT removes it, and {path} has none."


class CannotInvert(Exception):
    """No call undoes the write. The message is a sentence for the user."""


@dataclass(frozen=True)
class Write:
    """A write that OrderCloud carried out.

    Args:
        request: the call.
        sent: the object that it sent, with the document's names; {} without a body.
        before: the record before it; None when there was none.
        after: the record in its response; None when it returned none.
    """

    request: Request
    sent: Record
    before: Record | None
    after: Record | None = None

    @property
    def operation(self) -> Operation:
        return self.request.operation


@dataclass(frozen=True)
class Inverse:
    """The call that undoes a write, and what it cannot bring back, in sentences."""

    request: Request
    limits: tuple[str, ...] = ()


def inverse_of(write: Write, catalogue: Catalogue, now: Record | None = None) -> Inverse:
    """Return the call that undoes `write`; `now` is the record as it is today, if it was read.

    Raises:
        CannotInvert: no single call does.
    """
    if write.before is None:
        return _delete(write, catalogue)
    if write.operation.verb == "DELETE":
        return _create(write, write.before, catalogue)
    if write.operation.verb == "PATCH":
        return _patch_back(write, write.before, now, catalogue)
    return _put_back(write, write.before, catalogue)


def writable(shape: Shape | None, value: Any) -> Any:
    """Return `value` without what only OrderCloud sets; members that the document doesn't know stay."""
    if isinstance(value, list):
        return [writable(shape.item if shape else None, item) for item in value]
    if not isinstance(value, dict) or shape is None or not shape.members:
        return value
    members = {member.name: member.shape for member in shape.members}
    return {
        name: writable(members.get(name), item)
        for name, item in value.items()
        if name not in members or not members[name].read_only
    }


def _delete(write: Write, catalogue: Catalogue) -> Inverse:
    """A PUT created the record: delete it."""
    operation = operation_at(catalogue, "DELETE", write.operation.path)
    if operation is None or write.operation.verb == "DELETE":
        raise CannotInvert(NO_INVERSE.format(path=write.operation.path))
    request = Request(operation, _path(write, operation))
    return Inverse(request, limits_of(write.request, write.after or write.sent, catalogue, creates=False))


def _create(write: Write, before: Record, catalogue: Catalogue) -> Inverse:
    """A DELETE removed the record: save it under its id, or create it again."""
    reading = reading_of(write.request, catalogue)
    if reading is not None and reading.keys:
        return _assign(write, before, reading.request, catalogue)
    put = operation_at(catalogue, "PUT", write.operation.path)
    limits = limits_of(write.request, before, catalogue, creates=True)
    if put is not None and put.body is not None and _takes_id(put):
        return Inverse(_filled(put, path_values(write.request, put), before), limits)
    post = operation_at(catalogue, "POST", collection_path(write.operation.path))
    if post is None or post.body is None:
        raise CannotInvert(NO_INVERSE.format(path=write.operation.path))
    if not _takes_id(post) and isinstance(before.get("ID"), str):
        limits = (NEW_ID.format(id=before["ID"]), *limits)
    return Inverse(_filled(post, path_values(write.request, post), before), limits)


def _assign(write: Write, before: Record, listing: Request, catalogue: Catalogue) -> Inverse:
    """A DELETE removed an assignment: save it where the assignments are listed."""
    for path in assignment_paths(write.operation.path):
        post = operation_at(catalogue, "POST", path)
        if post is not None and post.body is not None:
            return Inverse(_filled(post, path_values(listing, post), before))
    raise CannotInvert(NO_INVERSE.format(path=write.operation.path))


def _put_back(write: Write, before: Record, catalogue: Catalogue) -> Inverse:
    """A PUT replaced the record: replace it by what it was."""
    operation = write.operation
    limits = limits_of(write.request, before, catalogue, creates=False)
    if _never_returned(operation) & set(before):
        # A PUT without the password could remove it; a PATCH leaves it.
        patch = operation_at(catalogue, "PATCH", operation.path)
        if patch is not None and patch.body is not None:
            added = _added_keys(before.get("xp"), write.sent.get("xp"))
            record = _with_null_keys(before, added)
            stays = (_keys_stay(added, operation.path),) if added else ()
            return Inverse(_filled(patch, _path(write, patch), record), (*limits, *stays))
    return Inverse(_filled(operation, _path(write, operation), before), limits)


def _patch_back(write: Write, before: Record, now: Record | None, catalogue: Catalogue) -> Inverse:
    """A PATCH changed fields: set these fields to what they were, and no others."""
    operation = write.operation
    limits = limits_of(write.request, before, catalogue, creates=False)
    restored = {name: before.get(name) for name in write.sent if name not in _never_returned(operation)}
    old_xp, sent_xp = before.get("xp"), write.sent.get("xp")
    added = _added_keys(old_xp, sent_xp)
    if isinstance(sent_xp, dict) and isinstance(old_xp, dict):
        restored["xp"] = {key: old_xp[key] for key in sent_xp if key in old_xp}
    if not added or old_xp is None:
        return Inverse(_filled(operation, _path(write, operation), restored), limits)
    put = operation_at(catalogue, "PUT", operation.path)
    if put is not None and put.body is not None and not _never_returned(put):
        # Only a PUT removes keys of xp: the record as it is today, with what the PATCH changed set back.
        base = now or before
        base_xp = base.get("xp") if isinstance(base.get("xp"), dict) else {}
        kept_xp = {key: value for key, value in (base_xp or {}).items() if key not in added}
        whole = {**base, **restored, "xp": {**kept_xp, **(restored.get("xp") or {})}}
        return Inverse(_filled(put, _path(write, put), whole), limits)
    restored = _with_null_keys(restored, added)
    stays = _keys_stay(added, operation.path)
    return Inverse(_filled(operation, _path(write, operation), restored), (*limits, stays))


def _keys_stay(keys: list[str], path: str) -> str:
    return KEYS_STAY.format(keys=", ".join(keys), path=path)


def _with_null_keys(record: Record, keys: list[str]) -> Record:
    if not keys:
        return record
    xp = record.get("xp") if isinstance(record.get("xp"), dict) else {}
    return {**record, "xp": {**(xp or {}), **dict.fromkeys(keys)}}


def _added_keys(old_xp: Any, sent_xp: Any) -> list[str]:
    """Return the keys of xp that the write added."""
    if not isinstance(sent_xp, dict):
        return []
    return [key for key in sent_xp if not isinstance(old_xp, dict) or key not in old_xp]


def _filled(operation: Operation, path: dict[str, list[str]], record: Record) -> Request:
    """Return a request that sends what of `record` may be sent."""
    left_out = _never_returned(operation)
    body = {name: value for name, value in writable(operation.body, record).items() if name not in left_out}
    return Request(operation, {**path, JSON: [json_editor.dumps_pretty(body).value]})


def _path(write: Write, operation: Operation) -> dict[str, list[str]]:
    """Return the path of the record as form data of `operation`; a renamed record has its new id."""
    values = path_values(write.request, operation)
    new_id = (write.after or {}).get("ID", write.sent.get("ID"))
    if (
        write.operation.path.endswith("}")
        and isinstance(new_id, str)
        and new_id
        and _takes_id(write.operation)
    ):
        values[list(values)[-1]] = [new_id]
    return values


def _takes_id(operation: Operation) -> bool:
    """Return whether the body may choose the ID of the record; some IDs are the server's."""
    members = operation.body.members if operation.body else ()
    return all(member.name != "ID" or not member.shape.read_only for member in members)


def _never_returned(operation: Operation) -> set[str]:
    """Return the members of the body that OrderCloud never returns."""
    return {member.name for member in operation.body.members} & NEVER_RETURNED if operation.body else set()
