"""Parameters of path, query and header: exactly the filled-in ones are sent."""

import pytest

from console.openapi.catalogue import Catalogue
from console.openapi.document import Document
from console.request.request import Request

LIST = {"type": "array", "items": {"type": "string", "enum": ["Name", "ID", "!Name", "!ID"]}}


def request(data, path="/things/{thing}", **parameters):
    raw = [{"name": name, "in": "query", "schema": schema} for name, schema in parameters.items()]
    return Request(Catalogue(Document({"paths": {path: {"get": {"parameters": raw}}}})).operations[0], data)


@pytest.mark.parametrize(
    ("typed", "encoded"),
    [
        ("a b", "a%20b"),
        ("a/b", "a%2Fb"),
        ("50%", "50%25"),
        ("é?#", "%C3%A9%3F%23"),
        ("x_Y-1.~", "x_Y-1.~"),
        ("a+b&c=d;e", "a%2Bb%26c%3Dd%3Be"),
    ],
)
def test_an_id_with_special_characters_is_one_path_segment(typed, encoded):
    assert request({"path.thing": [typed]}).call.path == f"/things/{encoded}"


@pytest.mark.parametrize(("typed", "words"), [("", "Required."), (".", "alone"), ("..", "alone")])
def test_an_id_that_cannot_be_in_a_url_is_reported(typed, words):
    composed = request({"path.thing": [typed]})
    assert [problem.name for problem in composed.problems] == ["path.thing"]
    assert words in composed.problems[0].message


def test_the_url_shows_missing_parameters_in_braces():
    assert request({}).call.path_and_query == "/things/{thing}"


def test_empty_parameters_are_not_sent():
    composed = request(
        {"query.search": [""], "query.sortBy": [""], "query.filters~0": [""]},
        search={"type": "string"},
        sortBy=LIST,
        filters={"type": "object"},
    )
    assert composed.call.query == ()


def test_lists_are_joined_by_commas_in_order_without_duplicates():
    composed = request(
        {"query.sortBy": ["ID", "Name, xp.a", "ID"], "query.sortBy~turned": ["Name"]}, sortBy=LIST
    )
    assert composed.call.query == (("sortBy", "ID,!Name,xp.a"),)


def test_a_document_may_use_exploded_lists_and_deep_objects():
    raw = [
        {
            "name": "ids",
            "in": "query",
            "explode": True,
            "schema": {"type": "array", "items": {"type": "integer"}},
        },
        {"name": "f", "in": "query", "style": "deepObject", "schema": {"type": "object"}},
        {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
    ]
    operation = Catalogue(Document({"paths": {"/a": {"get": {"parameters": raw}}}})).operations[0]
    call = Request(
        operation,
        {"query.ids": ["1", "2"], "query.f~0~key": ["a"], "query.f~0": ["b"], "header.X-Trace": ["t"]},
    ).call
    assert call.query == (("ids", "1"), ("ids", "2"), ("f[a]", "b"))
    assert call.headers == (("X-Trace", "t"),)


def test_filters_are_separate_keys_and_may_repeat():
    data = {
        "query.filters~0~key": ["xp.Brand"],
        "query.filters~0": ["A|B*"],
        "query.filters~2~key": ["Price"],
        "query.filters~2~how": ["from"],
        "query.filters~2": ["10"],
        "query.filters~3~key": ["Price"],
        "query.filters~3~how": ["under"],
        "query.filters~3": ["20"],
        "query.filters~4~key": ["Gone"],
        "query.filters~4": ["x"],
        "query.filters~4~drop": ["1"],
    }
    composed = request(data, filters={"type": "object"})
    assert composed.call.query == (("xp.Brand", r"A\|B\*"), ("Price", ">=10"), ("Price", "<20"))


@pytest.mark.parametrize(
    ("how", "value"),
    [
        ("is", "a"),
        ("not", "!a"),
        ("has", "*a*"),
        ("starts", "a*"),
        ("ends", "*a"),
        ("over", ">a"),
        ("to", "<=a"),
        ("set", "*"),
        ("unset", "!*"),
        ("odd", "a"),
    ],
)
def test_each_comparison_is_written_in_the_syntax_of_ordercloud(how, value):
    data = {"query.filters~0~key": ["K"], "query.filters~0~how": [how], "query.filters~0": ["a"]}
    assert request(data, filters={"type": "object"}).call.query == (("K", value),)


@pytest.mark.parametrize(
    ("data", "words"), [({"": ["x"]}, "Enter the property"), ({"~key": ["K"]}, "a value to compare")]
)
def test_an_incomplete_filter_is_reported(data, words):
    composed = request(
        {f"query.filters~0{name}": value for name, value in data.items()},
        path="/a",
        filters={"type": "object"},
    )
    assert words in composed.problems[0].message


@pytest.mark.parametrize(
    ("schema", "typed", "sentence"),
    [
        ({"type": "integer"}, "1.5", "Enter a whole number."),
        ({"type": "integer"}, "x", "Enter a whole number."),
        ({"type": "boolean"}, "yes", "Enter true or false."),
        ({"type": "string", "enum": ["A", "B"]}, "C", "Choose one of A, B."),
    ],
)
def test_a_parameter_of_the_wrong_type_is_reported_and_preserved(schema, typed, sentence):
    composed = request({"query.q": [typed]}, path="/a", q=schema)
    assert [problem.message for problem in composed.problems] == [sentence]
    assert composed.parameters[0].text == typed


def test_a_missing_required_parameter_is_reported():
    raw = [{"name": "buyerID", "in": "query", "required": True, "schema": {"type": "string"}}]
    operation = Catalogue(Document({"paths": {"/a": {"delete": {"parameters": raw}}}})).operations[0]
    assert [problem.label for problem in Request(operation, {}).problems] == ["buyerID"]


def test_the_url_shows_the_filter_characters_of_ordercloud_unencoded():
    data = {"query.search": ["torque wrench & co"], "query.sortBy": ["!Name,ID"]}
    composed = request(data, path="/products", search={"type": "string"}, sortBy=LIST)
    assert composed.call.path_and_query == "/products?search=torque%20wrench%20%26%20co&sortBy=!Name,ID"


def test_parameters_round_trip_through_the_url():
    data = {
        "path.thing": ["a/b"],
        "query.search": ["x"],
        "query.sortBy": ["!Name", "ID"],
        "query.filters~0~key": ["K"],
        "query.filters~0~how": ["has"],
        "query.filters~0": ["v"],
    }
    schemas = {"search": {"type": "string"}, "sortBy": LIST, "filters": {"type": "object"}}
    composed = request(data, **schemas)
    again = request({name: [value] for name, value in composed.form_values}, **schemas)
    assert again.call == composed.call


@pytest.mark.parametrize(
    ("how", "typed", "value"),
    [
        ("is", "!Smith", r"\!Smith"),
        ("is", ">5", r"\>5"),
        ("is", "<=5", r"\<=5"),
        ("is", "=<5", r"\=<5"),
        ("is", "a|b", r"a\|b"),
        ("is", "*", r"\*"),
        ("is", "C:\\x", r"C:\\x"),
        ("is", "-5", "-5"),
        ("is", "1>0", "1>0"),
        ("not", "a*", r"!a\*"),
        ("has", "50*", r"*50\**"),
        ("over", "=5", r">\=5"),
        ("any", "a, b|c\n!d,,", r"a|b\|c|\!d"),
        ("any", "a\r\nb", "a|b"),
        ("expression", "A*|!B", "A*|!B"),
    ],
)
def test_a_filter_compares_the_typed_value(how, typed, value):
    data = {"query.filters~0~key": ["K"], "query.filters~0~how": [how], "query.filters~0": [typed]}
    assert request(data, path="/a", filters={"type": "object"}).call.query == (("K", value),)


@pytest.mark.parametrize("typed", [" kestrel", "kestrel\t ", "\ufeffkestrel\u200b", "\u00a0kestrel"])
def test_spaces_around_an_id_are_removed_and_reported(typed):
    composed = request({"path.thing": [typed], "query.buyerID": [typed]}, buyerID={"type": "string"})
    assert composed.call.path_and_query == "/things/kestrel?buyerID=kestrel"
    assert [item.notice for item in composed.parameters] == ["Spaces at the start and end are not sent."] * 2


def test_spaces_inside_an_id_and_around_a_search_are_preserved():
    composed = request({"path.thing": ["a b"], "query.search": [" x "]}, search={"type": "string"})
    assert composed.call.path_and_query == "/things/a%20b?search=%20x%20"
    assert [item.notice for item in composed.parameters] == ["", ""]
