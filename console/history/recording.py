"""Recording of a request in the history of the person who sent it, without secrets and tokens."""

import json

from django.conf import settings

from accounts.models import User
from console.audit import address_without_secrets
from console.context.context import Context
from console.masking import MASK, is_secret_name, mask_json, mask_pairs, mask_text
from console.models import HistoryEntry
from console.request.body import JSON
from console.request.form_data import FormData
from console.request.request import Request
from console.response.exchange import Content, Exchange
from organizations.models import Organization

MAX_ACTING_AS_LENGTH = 300
MAX_REASON_LENGTH = 500


def record(
    request: Request,
    organization: Organization,
    exchange: Exchange,
    *,
    by: User,
    context: Context,
    reason: str = "",
    source: str = "console",
    undo_id: int | None = None,
) -> HistoryEntry:
    """Add a request with its response to the history of `by`, and return the entry."""
    form_data, request_is_cut = form_without_secrets(request, settings.HISTORY_MAX_SIZE)
    response, response_is_cut = _response_text(exchange)
    return HistoryEntry.objects.create(
        user=by,
        organization=organization,
        operation=request.operation.key,
        method=request.operation.verb,
        path=address_without_secrets(request),
        status=exchange.status,
        failure=exchange.failure.value if exchange.failure else "",
        attempts=list(exchange.attempts),
        seconds=exchange.seconds,
        size=len(exchange.body),
        roles=list(exchange.roles),
        context=context.to_dict(),
        acting_as=context.in_words(organization)[:MAX_ACTING_AS_LENGTH] if context.user else "",
        source=source,
        reason=(reason or context.reason)[:MAX_REASON_LENGTH],
        headers=[list(pair) for pair in mask_pairs(exchange.headers)],
        form_data=json.dumps(form_data).encode(),
        response=response.encode("utf-8", "replace"),
        request_is_cut=request_is_cut,
        response_is_cut=response_is_cut,
        undo_record_id=undo_id,
    )


def form_without_secrets(request: Request, limit: int | None = None) -> tuple[FormData, bool]:
    """Return the posted form that restores the request, and whether its body was cut.

    Args:
        limit: the number of characters of the body that are kept; None for all.
    """
    pairs = request.form_values
    secret_rows = {name.removesuffix("~key") for name, value in pairs if is_secret_name(value)}
    form = {name: [MASK if name in secret_rows else value] for name, value in mask_pairs(pairs)}
    if request.body is None or request.body.bytes is None:
        return form, False
    text, is_cut = _cut(mask_text(request.body.text), limit)
    return {**form, JSON: [text]}, is_cut


def _response_text(exchange: Exchange) -> tuple[str, bool]:
    """Return the body of the response without secrets, and whether it was cut."""
    if exchange.content in (Content.NOTHING, Content.BINARY):
        return "", exchange.content is Content.BINARY
    if len(exchange.body) > settings.HISTORY_MAX_SIZE and exchange.content is Content.JSON:
        return mask_json(exchange.value, settings.HISTORY_MAX_SIZE)
    text, is_cut = _cut(mask_text(exchange.text[: settings.HISTORY_MAX_SIZE]), settings.HISTORY_MAX_SIZE)
    return text, is_cut or len(exchange.text) > settings.HISTORY_MAX_SIZE


def _cut(text: str, limit: int | None) -> tuple[str, bool]:
    return text[:limit], limit is not None and len(text) > limit
