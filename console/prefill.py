"""The values with which an operation opens: those of its URL, over those that a stored response has."""

from dataclasses import dataclass

from accounts.models import User
from console import exchange_store
from console.history.entries import entries_of
from console.history.reopening import reopen
from console.openapi.catalogue import Catalogue
from console.openapi.operations import Location, Operation
from console.request.form_data import FormData, first
from console.request.request import Request
from console.response.exchange import Exchange
from console.response.record_actions import form_values_for, record_actions
from console.response.table import fields_of, items_of
from lib.query_string import whole_number
from organizations.models import Organization

FROM, ITEM, HISTORY = "from", "item", "history"
NOT_STORED = "The response that this form is filled from is no longer stored. Read the record again."
NOT_IN_HISTORY = "The request is no longer in your history."
_MAX_DIGITS = 7


@dataclass(frozen=True)
class Prefill:
    """The values, by posted name, and a message for the user; "" for none."""

    values: FormData
    notice: str = ""


def prefilled(
    posted: FormData, operation: Operation, catalogue: Catalogue, organization: Organization, user: User
) -> Prefill:
    """Return the values with which `operation` opens.

    `from` in `posted` names a stored response. With `item`, the number of a record in it, the operation is
    filled with that record; without, with the values of the request, of which the URL changes some. So no
    record and no long request has to be in a URL. `history` names a request of the user's history.
    """
    if first(posted, HISTORY):
        return _from_history(posted, operation, organization, user)
    if not first(posted, FROM):
        return Prefill(posted)
    exchange = exchange_store.load(first(posted, FROM), organization, user)
    if exchange is None:
        return Prefill(posted, NOT_STORED)
    if ITEM not in posted:
        same = exchange.operation == operation.key
        return Prefill({**_sent_values(exchange), **posted} if same else posted)
    return Prefill({**posted, **_values_of_record(exchange, first(posted, ITEM), operation, catalogue)})


def _from_history(posted: FormData, operation: Operation, organization: Organization, user: User) -> Prefill:
    pk = whole_number(first(posted, HISTORY))
    entry = entries_of(user, organization).filter(pk=pk, operation=operation.key).first() if pk else None
    if entry is None:
        return Prefill(posted, NOT_IN_HISTORY)
    reopened = reopen(entry)
    return Prefill({**reopened.values, **posted}, reopened.notice)


def _sent_values(exchange: Exchange) -> dict[str, list[str]]:
    return {name: [value] for name, value in exchange.form_values}


def _values_of_record(
    exchange: Exchange, item: str, operation: Operation, catalogue: Catalogue
) -> dict[str, list[str]]:
    """Return the values that fill in `operation` for one record; {} if it can't be filled with it."""
    called = catalogue.get(exchange.operation)
    records = items_of(exchange.value)
    if records is None:
        records = [exchange.value]
    index = int(item) if item.isdecimal() and len(item) <= _MAX_DIGITS else len(records)
    if called is None or index >= len(records):
        return {}
    sent, record = Request(called, _sent_values(exchange)), records[index]
    known = {field.parameter.name: field.text for field in sent.parameters_in(Location.PATH) if field.text}
    values = fields_of(record)
    for action in record_actions(catalogue, called, known, list(values)):
        if action.operation is operation:
            return form_values_for(action, record, values) or {}
    return {}
