"""Write records and lists as the API returns them."""

from collections.abc import Callable, Iterable

from environments.emulator import errors, registry
from environments.emulator.calls import write_only
from environments.emulator.calls.call import Call
from environments.emulator.catalogue.schema import Model
from environments.emulator.json_types import JsonObject
from environments.emulator.queries import filter_expressions
from environments.emulator.queries.request import ListRequest
from environments.emulator.queries.selection import Selection, apply_child_filters, apply_request, order_by
from environments.emulator.response import Response
from environments.emulator.storage.records import Record, Records
from lib import exact_json


def to_json(records: Records, items: list[Record]) -> list[str]:
    """Return the JSON of each record with its computed properties."""
    if not items:
        return []
    resource = items[0].resource
    if resource.model.has_secrets:
        return [
            exact_json.dumps(write_only.hidden(resource.model, item))
            for item in all_with_computed(records, items)
        ]
    if resource.name not in registry.COMPUTED:
        return [record.body for record in items]
    extras = registry.computed_fields(records, items)
    return [_with(record.body, extra) for record, extra in zip(items, extras, strict=True)]


def _with(body: str, extra: JsonObject) -> str:
    # Stored bodies have no computed properties, so these can be appended without parsing the body.
    return f"{body[:-1]},{exact_json.dumps(extra)[1:]}" if extra else body


def with_computed(records: Records, record: Record) -> JsonObject:
    """Return a record's data with its computed properties."""
    return record.data | registry.computed_fields(records, [record])[0]


def all_with_computed(records: Records, items: list[Record]) -> list[JsonObject]:
    """Return the data of records of one resource with their computed properties."""
    extras = registry.computed_fields(records, items)
    return [record.data | extra for record, extra in zip(items, extras, strict=True)]


def respond(
    call: Call, record: Record, status: int | None = None, headers: Iterable[tuple[str, str]] = ()
) -> Response:
    """Return a response with one record."""
    body = to_json(call.records, [record])[0].encode()
    return Response(status or call.operation.status, body, tuple(headers))


def respond_page(
    call: Call,
    selection: Selection,
    present: Callable[[list[Record]], list[JsonObject]] | None = None,
    meta: Callable[[Call, Selection], JsonObject] | None = None,
) -> Response:
    """Return the requested page of the records in a selection.

    Args:
        present: converts records to the items of the list.
        meta: returns additional members for the list's Meta.
    """
    request = call.list_request
    for function in registry.RESTRICTIONS.get(selection.resource.name, ()):
        function(call, selection)
    if _uses_computed_properties(selection, request, call.operation.response_model):
        apply_child_filters(selection, request)
        records = call.records.page(selection, "row", 0, -1)
        items = present(records) if present else all_with_computed(call.records, records)
        items = [write_only.hidden(selection.resource.model, item) for item in items]
        return respond_items(call, items, meta(call, selection) if meta else None)
    apply_request(selection, request)
    call.records.prepare_search(selection)
    total = call.records.count(selection)
    page: list[Record] = []
    if request.offset < total:
        page = call.records.page(
            selection, order_by(selection.resource, request), request.offset, request.page_size
        )
    texts = [exact_json.dumps(item) for item in present(page)] if present else to_json(call.records, page)
    return page_response(call, total, texts, meta(call, selection) if meta else None)


def _uses_computed_properties(selection: Selection, request: ListRequest, model: Model | None) -> bool:
    """Return whether the request filters or sorts by computed properties, which SQL cannot do."""
    if selection.resource.name not in registry.COMPUTED and model is selection.resource.model:
        return False
    stored = selection.resource.stored_fields
    used = [prop for condition in request.filters for prop in condition.properties if not prop.child]
    used += [prop for prop, _ in request.sort]
    return any(prop.path[0] not in stored for prop in used)


def respond_items(call: Call, items: list[JsonObject], extra_meta: JsonObject | None = None) -> Response:
    """Return the requested page of items that are in memory."""
    request = call.list_request
    matching = [item for item in items if _matches(request, item)]
    for prop, descending in reversed(request.sort):
        matching.sort(key=lambda item: _sortable(prop.value(item)), reverse=descending)
    page = matching[request.offset : request.offset + request.page_size]
    return page_response(call, len(matching), [exact_json.dumps(item) for item in page], extra_meta)


def _matches(request: ListRequest, item: JsonObject) -> bool:
    for condition in request.filters:
        # Filters by child records were applied before.
        if not condition.is_own:
            continue
        if not any(
            filter_expressions.matches(condition.text, prop.value(item)) for prop in condition.properties
        ):
            return False
    if not request.search_terms or not request.search_on:
        return True
    texts = [text for prop in request.search_on for text in prop.searchable_texts(item)]
    return _contains_terms(request, texts)


def _contains_terms(request: ListRequest, texts: list[str]) -> bool:
    """Return whether the texts contain the words of a request, according to its searchType."""
    if request.search_type.startswith("Exact"):
        end = "" if request.search_type == "ExactPhrasePrefix" else " "
        return any(f" {request.search_terms[0]}{end}" in f" {text} " for text in texts)
    if request.search_type == "AllTermsSameField":
        return any(all(word in text for word in request.search_terms) for text in texts)
    hits = [any(word in text for text in texts) for word in request.search_terms]
    return any(hits) if request.search_type == "AnyTerm" else all(hits)


def _sortable(value: object) -> tuple:
    if value is None:
        return (0, "")
    if isinstance(value, str):
        return (2, value.casefold())
    return (1, value) if not isinstance(value, dict | list) else (3, "")


def page_response(call: Call, total: int, items: list[str], extra_meta: JsonObject | None = None) -> Response:
    """Return a response with one page of a list."""
    request = call.list_request
    first = min(request.offset, total)
    if request.offset >= total:
        first = 0
    meta = {
        "Page": request.page,
        "PageSize": request.page_size,
        "TotalCount": total,
        "TotalPages": -(-total // request.page_size),
        "ItemRange": [first + 1, first + len(items)],
        "NextPageKey": None,
    }
    text = f'{{"Meta":{exact_json.dumps(meta | (extra_meta or {}))},"Items":[{",".join(items)}]}}'
    return Response(200, text.encode())


def require(record: Record | None, object_type: str, id_: str) -> Record:
    """Return the record. Raises `ApiError` (404) if there is none."""
    if record is None:
        raise errors.not_found(object_type, id_)
    return record
