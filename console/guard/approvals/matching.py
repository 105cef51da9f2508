"""Whether an approval is for a delete: the same call, as the same user."""

import json
from collections.abc import Mapping
from typing import Any

from console.models import DeleteApproval
from console.request.request import Request


def is_for(approval: DeleteApproval, request: Request, context: Mapping[str, Any]) -> bool:
    """Return whether the approval is for `request` in `context`, which is as `Context.to_dict`.

    Of the context only the user counts: what else is known of that user may have been read again.
    """
    stored: Mapping[str, Any] = approval.context
    same_user = stored.get("user") == context.get("user")
    return same_user and stored_form(approval) == form_data_of(request)


def form_data_of(request: Request) -> dict[str, list[str]]:
    """Return what is filled in, as form data."""
    grouped: dict[str, list[str]] = {}
    for name, value in request.form_values:
        grouped.setdefault(name, []).append(value)
    return grouped


def stored_form(approval: DeleteApproval) -> dict[str, list[str]]:
    """Return the form data of the delete as it was requested."""
    stored: dict[str, list[str]] = json.loads(approval.form_data or "{}")
    return stored
