"""Parse and check the query of a list call."""

import re
from dataclasses import dataclass

from environments.emulator import errors
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.schema import Model, Operation
from environments.emulator.queries import filter_expressions
from environments.emulator.queries.properties import Property, find_property

MAX_PAGE_SIZE = 100
MAX_TERMS = 100
# The vendor's documentation also writes comparisons without an equals sign: DateSubmitted>1/1/2022.
_COMPARISON = re.compile(r"([^<>]+)([<>])(.*)", re.DOTALL)


@dataclass(frozen=True)
class Filter:
    """A condition that any of the properties satisfies a filter expression."""

    properties: tuple[Property, ...]
    text: str

    @property
    def children(self) -> set[str]:
        """The resources of the child records that have the properties; "" for the record's own."""
        return {prop.child for prop in self.properties}

    @property
    def is_own(self) -> bool:
        """Whether all properties are the record's own."""
        return self.children == {""}


@dataclass(frozen=True)
class ListRequest:
    """The parsed query of a list call. `parameters` are the operation's own, by lower-case name."""

    page: int
    page_size: int
    search_terms: tuple[str, ...]
    search_on: tuple[Property, ...]
    search_type: str
    sort: tuple[tuple[Property, bool], ...]
    filters: tuple[Filter, ...]
    parameters: dict[str, str]

    @property
    def offset(self) -> int:
        """The number of records before the page."""
        return (self.page - 1) * self.page_size


def parse_list_request(operation: Operation, pairs: list[tuple[str, str]]) -> ListRequest:
    """Return the request that the pairs of a query describe.

    Raises:
        ApiError: With one of the error codes of lists, when the query is not valid.
    """
    model = _list_model(operation)
    parameters: dict[str, str] = {}
    filters: list[Filter] = []
    for key, text in map(_split_comparison, pairs):
        name = key.lower()
        if name in operation.query and name != "filters":
            if text:
                parameters[name] = text
        elif condition := _parse_filter(model, key, text):
            filters.append(condition)
        elif name not in CATALOGUE.query_names:
            raise errors.bad_request("List.InvalidProperty", f"{key} is not a property of {model.name}.", key)
    _check_count(filters, "filters", "List.InvalidProperty")
    for name, parameter in operation.query.items():
        if parameter.required and not parameters.get(name):
            raise errors.required(parameter.name)
        if parameter.enum and not parameter.many and parameters.get(name):
            parameters[name] = _enum_value(parameter.enum, parameters[name], parameter.name)
    # Lists with a searchType match any of the words by default; the others require every word.
    search_type = parameters.pop("searchtype", "") or (
        "AnyTerm" if "searchtype" in operation.query else "AllTermsAnyField"
    )
    return ListRequest(
        page=_parse_number(parameters.pop("page", ""), "page", 1, None, "List.InvalidPage"),
        page_size=_parse_number(
            parameters.pop("pagesize", ""), "pageSize", 20, MAX_PAGE_SIZE, "List.InvalidPageSize"
        ),
        search_terms=_search_terms(parameters.pop("search", ""), search_type),
        search_on=_parse_search_on(operation, parameters.pop("searchon", "")),
        search_type=search_type,
        sort=_parse_sort(operation, parameters.pop("sortby", "")),
        filters=tuple(filters),
        parameters=parameters,
    )


def _split_comparison(pair: tuple[str, str]) -> tuple[str, str]:
    """Return a pair whose key contains a comparison sign as a key and a filter value."""
    match = _COMPARISON.fullmatch(pair[0]) if "<" in pair[0] or ">" in pair[0] else None
    if not match:
        return pair
    key, sign, rest = match.groups()
    if pair[1]:
        # A sign before an equals sign: DateSubmitted>=1/1/2022.
        return (key, f"{sign}={pair[1]}") if not rest else pair
    return key, sign + rest


def _parse_number(text: str, name: str, default: int, maximum: int | None, code: str) -> int:
    if not text:
        return default
    try:
        number = int(text) if len(text) < 10 else -1
    except ValueError:
        number = -1
    if number < 1 or (maximum and number > maximum):
        limit = f"between 1 and {maximum}" if maximum else "1 or more, of at most nine digits"
        raise errors.bad_request(code, f"{name} must be {limit}.", name)
    return number


def _enum_value(values: tuple[str, ...], text: str, name: str) -> str:
    for value in values:
        if value.lower() == text.lower():
            return value
    raise errors.invalid_value(name, f"{text} is not one of {', '.join(values)}.")


def _list_model(operation: Operation) -> Model:
    """Return the model of a list's items.

    Raises:
        TypeError: When the operation is not a list.
    """
    if operation.response_model is None:
        raise TypeError(f"{operation.id} is not a list.")
    return operation.response_model


def _search_terms(search: str, search_type: str) -> tuple[str, ...]:
    search = search.replace("\0", " ")
    if search_type.startswith("ExactPhrase"):
        return (search.strip().casefold(),) if search.strip() else ()
    return tuple(search.casefold().split())[:MAX_TERMS]


def _parse_search_on(operation: Operation, text: str) -> tuple[Property, ...]:
    names = [name for name in text.split(",") if name] or list(operation.search)
    _check_count(names, "searchOn", "List.InvalidSearchProperty")
    return tuple(
        _allowed_property(operation, name, operation.search, "List.InvalidSearchProperty") for name in names
    )


def _parse_sort(operation: Operation, text: str) -> tuple[tuple[Property, bool], ...]:
    names = [name for name in text.split(",") if name]
    _check_count(names, "sortBy", "List.InvalidSortProperty")
    if not names and operation.sort:
        names = [operation.sort[0]]
    criteria = []
    for name in names:
        bare = name.removeprefix("!")
        prop = _allowed_property(operation, bare, operation.sort, "List.InvalidSortProperty")
        criteria.append((prop, name.startswith("!")))
    return tuple(criteria)


def _check_count(named: list, where: str, code: str) -> None:
    if len(named) > MAX_TERMS:
        raise errors.bad_request(code, f"At most {MAX_TERMS} properties can be named in {where}.", where)


def _allowed_property(operation: Operation, name: str, allowed: tuple[str, ...], code: str) -> Property:
    """Return a property of searchOn or sortBy: one that the operation lists, or one inside xp.

    In searchOn, names inside xp may contain stars.
    """
    folded = name.strip().lower()
    for field in allowed:
        if field.lower() == folded:
            return find_property(_list_model(operation), field) or Property((field,), None)
    prop = None
    if folded.startswith("xp.") and _is_valid_xp_name(folded, stars=code == "List.InvalidSearchProperty"):
        prop = find_property(_list_model(operation), name.strip())
    if prop:
        return prop
    raise errors.bad_request(code, f"{name} cannot be used here.", name)


def _is_valid_xp_name(name: str, stars: bool) -> bool:
    """Whether SQLite can express the name as a path, and it has stars only where they are allowed."""
    return name.isprintable() and '"' not in name and (stars or "*" not in name)


def _parse_filter(model: Model, key: str, text: str) -> Filter | None:
    names = key.split("|")
    _check_count(names, "a filter", "List.InvalidProperty")
    candidates = [find_property(model, name) for name in names]
    properties = tuple(prop for prop in candidates if prop)
    if len(properties) < len(names):
        return None
    for prop in properties:
        _check_type(prop, text)
    return Filter(properties, text)


def _check_type(prop: Property, text: str) -> None:
    """Refuse an operand that is not of the property's type."""
    if prop.field is None or prop.field.is_model or prop.field.many:
        return
    for term in filter_expressions.parse(text):
        if term.operator in ("any", "like"):
            continue
        if not _operand_fits(prop.field.type, term):
            raise errors.bad_request("List.InvalidType", f"{text} does not fit {prop.name}.", prop.name)


def _operand_fits(type_: str, term: filter_expressions.Term) -> bool:
    if type_ in ("int32", "float"):
        return term.number is not None
    if type_ == "boolean":
        return term.text in ("true", "false")
    if type_ == "date-time":
        return term.date is not None
    return True
