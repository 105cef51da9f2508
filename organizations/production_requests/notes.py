"""Notes on a request, by its requester and by operators."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import Actor, Operator, user_of
from lib import clock
from lib.plain_text import check_field, check_storable
from organizations.models import NOTE_MAX_LENGTH, ProductionRequest, ProductionRequestNote
from organizations.production_requests import mail, state
from organizations.production_requests.opening import mark_opened
from organizations.production_requests.request_details import normalize

# Each note of the requester emails the operators.
MAX_NOTES_AN_HOUR = 20


def add(request: ProductionRequest, text: str, *, by: Actor) -> ProductionRequestNote:
    """Store a note on an open request and email the other side.

    The same note sent twice in a row, as by a double click, is stored once.

    Raises:
        PermissionDenied: for everyone but the requester and operators.
        ValidationError: with the field `note`, or without one if the request is decided.
    """
    if not isinstance(by, Operator) and request.requester_id != by.pk:
        raise PermissionDenied("Only the requester and operators can write a note.")
    text = validate(text)
    with transaction.atomic():
        request = state.lock(request)
        state.require_open(request)
        last = request.notes.last()
        if last and (last.author, last.text) == (user_of(by), text):
            return last
        _require_rate(request, by)
        note = ProductionRequestNote.objects.create(
            request=request, author=user_of(by), by_operator=isinstance(by, Operator), text=text
        )
        audit_log.record(Event.PRODUCTION_REQUEST_REPLIED, by=by, target=request)
        if isinstance(by, Operator):
            mark_opened(request, by=by)
            mail.send_question(request, note)
        else:
            mail.send_reply(request, note)
    return note


def validate(text: str, *, required: bool = True) -> str:
    """Return a note in the form in which it is stored.

    Raises:
        ValidationError: with the field `note`.
    """
    text = normalize(text)
    if required and not text:
        raise ValidationError({"note": "Enter a note."})
    if len(text) > NOTE_MAX_LENGTH:
        raise ValidationError({"note": f"Use at most {NOTE_MAX_LENGTH:,} characters."})
    check_field("note", text, check_storable)
    return text


def _require_rate(request: ProductionRequest, by: Actor) -> None:
    if isinstance(by, Operator):
        return
    since = clock.now() - timedelta(hours=1)
    notes = ProductionRequestNote.objects.filter(author=by, by_operator=False, created_at__gt=since)
    if notes.count() >= MAX_NOTES_AN_HOUR:
        raise ValidationError(
            {"note": f"You sent {MAX_NOTES_AN_HOUR} notes in the last hour. Try again later."}
        )
