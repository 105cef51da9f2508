"""Translate a list request into SQL over the table of a resource."""

from dataclasses import dataclass, field, replace

from environments.emulator.catalogue import CATALOGUE, tables
from environments.emulator.catalogue.schema import Field, Resource
from environments.emulator.queries import filter_expressions
from environments.emulator.queries.properties import Property
from environments.emulator.queries.request import Filter, ListRequest

_MIN_INDEXED_LENGTH = 3
# SQLite limits the depth of expressions; the `matches` function evaluates longer lists of alternatives.
_MAX_SQL_TERMS = 100


@dataclass
class Selection:
    """Conditions on the records of one resource; each narrows the list further.

    `fts_query` is the query of the trigram index, empty when the index is not used; `index_hint` follows
    the table's name in the statement.
    """

    resource: Resource
    conditions: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)
    fts_query: str = ""
    index_hint: str = ""

    def where(self, condition: str, *values: object) -> "Selection":
        """Add a condition with the values of its placeholders, and return the selection itself."""
        self.conditions.append(condition)
        self.values += values
        return self

    @property
    def sql(self) -> str:
        """The conditions as one SQL expression."""
        return " AND ".join(self.conditions) or "1"


def apply_request(selection: Selection, request: ListRequest) -> None:
    """Add the search and the filters of a request."""
    apply_child_filters(selection, request)
    for condition in request.filters:
        if condition.is_own:
            _apply_filter(selection, condition)
    if request.search_terms and request.search_on:
        _apply_search(selection, request)


def order_by(resource: Resource, request: ListRequest) -> str:
    """Return the ORDER BY of a request; the id orders equal records, so that pages do not overlap."""
    parts = []
    for prop, descending in request.sort:
        expression = _column(resource, prop) or f"body ->> '{_quoted_path(prop)}'"
        parts.append(expression + (" DESC" if descending else ""))
    last = " DESC" if parts and parts[-1].endswith(" DESC") else ""
    return ", ".join([*parts, "id" + last])


def _column(resource: Resource, prop: Property) -> str | None:
    if len(prop.path) == 1 and (prop.name == "ID" or prop.name in resource.columns):
        return tables.column(prop.name)
    return None


def _quoted_path(prop: Property) -> str:
    return prop.json_path.replace("'", "''")


# filters


def apply_child_filters(selection: Selection, request: ListRequest) -> None:
    """Add the filters by properties of child records.

    Filters by one resource must all match the same child record. A filter with a single negated value
    requires that no child record has the value.
    """
    by_child: dict[str, list[Filter]] = {}
    for condition in request.filters:
        if condition.is_own:
            continue
        if len(condition.children) > 1:
            _apply_filter(selection, condition)
        elif _is_negated(condition):
            bare = Filter(condition.properties, condition.text.partition("!")[2])
            sql, values = _child_condition(next(iter(condition.children)), [bare])
            selection.where(f"NOT {sql}", *values)
        else:
            by_child.setdefault(next(iter(condition.children)), []).append(condition)
    for child, conditions in by_child.items():
        sql, values = _child_condition(child, conditions)
        selection.where(sql, *values)


def _is_negated(condition: Filter) -> bool:
    """Whether the expression of a filter is a single negated value."""
    terms = filter_expressions.parse(condition.text)
    return len(terms) == 1 and terms[0].negated


def _child_condition(child: str, conditions: list[Filter]) -> tuple[str, list]:
    """Return the condition that one child record of a resource satisfies all the filters."""
    resource = CATALOGUE.resources[child]
    inner = Selection(resource)
    for condition in conditions:
        own = tuple(replace(prop, child="") for prop in condition.properties)
        _apply_filter(inner, Filter(own, condition.text))
    # The organization is the first value of every statement that a selection becomes part of.
    return f"num IN (SELECT parent FROM {tables.table(resource)} WHERE org=?1 AND {inner.sql})", inner.values


def _apply_filter(selection: Selection, condition: Filter) -> None:
    alternatives, values = [], []
    for prop in condition.properties:
        sql, more = _condition(selection.resource, prop, condition.text)
        alternatives.append(sql)
        values += more
    selection.where(f"({' OR '.join(alternatives)})", *values)


def _condition(resource: Resource, prop: Property, text: str) -> tuple[str, list]:
    """Return the SQL of a filter expression on one property, with the values of its placeholders."""
    if prop.child:
        return _child_condition(prop.child, [Filter((prop,), text)])
    terms = filter_expressions.parse(text)
    column = _column(resource, prop)
    if column and prop.field and _is_comparable_in_sql(prop.field, terms):
        return _any_of([_column_condition(column, prop.field.type, term) for term in terms])
    if resource.full_text_indexed and _is_inside_xp(prop) and len(terms) <= _MAX_SQL_TERMS:
        return _any_of([_xp_condition(resource, prop, term) for term in terms])
    if prop.through_arrays and len(prop.path) > 1:
        return "matches_at_path(?, body -> ?, ?)", [text, f'$."{prop.path[0]}"', "\0".join(prop.path[1:])]
    return "matches(?, body -> ?)", [text, prop.json_path]


def _is_comparable_in_sql(field: Field, terms: tuple[filter_expressions.Term, ...]) -> bool:
    """Whether SQLite's operators compare a column as the filter language does; dates need the function."""
    has_dates = field.type == "date-time" or any(term.date for term in terms)
    return not has_dates and len(terms) <= _MAX_SQL_TERMS


def _is_inside_xp(prop: Property) -> bool:
    return prop.path[0] == "xp" and len(prop.path) > 1


def _any_of(conditions: list[tuple[str, list]]) -> tuple[str, list]:
    """Return the conditions joined by OR, with all their values."""
    sql = " OR ".join(sql for sql, _ in conditions)
    return f"({sql})", [value for _, values in conditions for value in values]


def _xp_condition(resource: Resource, prop: Property, term: filter_expressions.Term) -> tuple[str, list]:
    """Return the condition of a term on a value inside xp, looked up by path in the table of xp values."""
    path = "$." + prop.name.casefold().replace('"', "")
    values: list[object]
    if term.operator == "any":
        value, values = "1", []
    elif term.operator == "like":
        pattern = "%".join(map(_escape_like, term.text.split("\0")))
        value, values = "typeof(value) <> 'blob' AND value LIKE ? ESCAPE '\\'", [pattern]
    elif term.date:
        value, values = "typeof(value) = 'text' AND matches(?, json_quote(value))", [term.source]
    else:
        value, values = f"typeof(value) = 'text' AND value {term.operator} ?", [term.text]
        if term.number is not None:
            value += f" OR typeof(value) IN ('integer', 'real') AND value {term.operator} ?"
            values.append(float(term.number))
        if term.operator == "=" and term.text in ("true", "false"):
            value += " OR value = ?"
            values.append(term.text.encode())
    # The organization is the first value of every statement that a selection becomes part of.
    rows = (
        f"SELECT row FROM {tables.xp_table(resource)} AS inside WHERE inside.org=?1 AND path=? AND ({value})"
    )
    return f"row {'NOT ' if term.negated else ''}IN ({rows})", [path, *values]


def _column_condition(c: str, type_: str, term: filter_expressions.Term) -> tuple[str, list]:
    values: list[object]
    if term.operator == "any":
        sql, values = f"{c} IS NOT NULL", []
    elif term.operator == "like":
        sql, values = f"{c} LIKE ? ESCAPE '\\'", ["%".join(map(_escape_like, term.text.split("\0")))]
    else:
        sql, values = f"{c} {term.operator} ?", [_sql_operand(type_, term)]
    return (f"({sql}) IS NOT 1" if term.negated else sql), values


def _sql_operand(type_: str, term: filter_expressions.Term) -> object:
    if type_ == "boolean":
        return int(term.text == "true")
    if type_ in ("int32", "float") and term.number is not None:
        return float(term.number)
    return term.text


def _escape_like(piece: str) -> str:
    return piece.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


# search


def _apply_search(selection: Selection, request: ListRequest) -> None:
    resource = selection.resource
    columns = [_column(resource, prop) for prop in request.search_on]
    if request.search_type.startswith("Exact"):
        texts = [f"' ' || {_text_sql(c, p)} || ' '" for c, p in zip(columns, request.search_on, strict=True)]
        end = "" if request.search_type == "ExactPhrasePrefix" else " "
        selection.where(*_scan_condition(texts, [f" {request.search_terms[0]}{end}"], request.search_type))
    elif (
        resource.full_text_indexed
        and all(columns)
        and all(len(word) >= _MIN_INDEXED_LENGTH for word in request.search_terms)
    ):
        # Records.prepare_search fills temp.hits with the rows that the index finds.
        selection.where("row IN temp.hits")
        selection.fts_query = _match_query([column for column in columns if column], request)
    else:
        texts = [_text_sql(c, p) for c, p in zip(columns, request.search_on, strict=True)]
        selection.where(*_scan_condition(texts, list(request.search_terms), request.search_type))


def _text_sql(column: str | None, prop: Property) -> str:
    if prop.pattern:
        pattern = prop.pattern.replace("'", "''")
        return f"texts_in(body -> '$.\"{prop.path[0]}\"', '{pattern}')"
    return column or f"lower(body ->> '{_quoted_path(prop)}')"


def _match_query(columns: list[str], request: ListRequest) -> str:
    phrases = ['"' + word.replace('"', '""') + '"' for word in request.search_terms]
    if request.search_type == "AllTermsSameField":
        return " OR ".join("(" + " AND ".join(f"{c} : {p}" for p in phrases) + ")" for c in columns)
    joint = " AND " if request.search_type == "AllTermsAnyField" else " OR "
    return joint.join("{" + " ".join(columns) + "} : " + phrase for phrase in phrases)


def _scan_condition(texts: list[str], words: list[str], search_type: str) -> tuple:
    """Return a condition that the texts contain the words, with its values."""
    if search_type == "AllTermsSameField":
        per_field = ["(" + " AND ".join(f"instr({t}, ?) > 0" for _ in words) + ")" for t in texts]
        return "(" + " OR ".join(per_field) + ")", *(words * len(texts))
    per_word = ["(" + " OR ".join(f"instr({t}, ?) > 0" for t in texts) + ")" for _ in words]
    joint = " AND " if search_type == "AllTermsAnyField" else " OR "
    return "(" + joint.join(per_word) + ")", *[word for word in words for _ in texts]
