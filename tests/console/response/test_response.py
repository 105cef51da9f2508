"""The kinds of responses, their explanations, and their views: exact digits, and ids as links."""

import json

import pytest

from console.request import json_editor
from console.response.exchange import Content, Exchange, Failure
from console.response.explanation import explain
from console.response.paging import paging_of
from console.response.record_links import record_links
from console.response.table import cell, fields_of, items_of, table_of
from console.response.tree import MAX_CHILDREN, MAX_NODES, tree_of


def exchange(status=200, body=b"", method="GET", **rest) -> Exchange:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Exchange(method, "/products", status=status, body=content, **rest)


def errors(*entries) -> dict:
    return {"Errors": list(entries)}


@pytest.mark.parametrize(
    ("body", "content"),
    [
        (b"", Content.NOTHING),
        (b" \n", Content.NOTHING),
        (b'{"a": 1}', Content.JSON),
        (b"\xef\xbb\xbf[]", Content.JSON),
        (b"null", Content.JSON),
        (b"  <!DOCTYPE html><html>", Content.HTML),
        (b"<HTML><body>", Content.HTML),
        (b"Bad gateway", Content.TEXT),
        (b"PK\x00\x01", Content.BINARY),
        (b'{"a": ', Content.TEXT),
    ],
)
def test_a_body_is_validated_separately(body, content):
    assert exchange(body=body).content is content


def test_an_exchange_is_stored_completely():
    stored = Exchange(
        "POST",
        "/a?b=c",
        operation="A.Create",
        form_values=(("path.x", "1"),),
        roles=("A",),
        required_roles=("A", "B"),
        timeout=30.0,
        headers=(("X", "1"), ("X", "2")),
        attempts=("ResponseTimeout",),
        failure=Failure.TIMED_OUT,
        body=b"\x00\n{}\n",
    )
    assert Exchange.from_bytes(stored.to_bytes()) == stored


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("failure", list(Failure))
def test_each_failure_has_a_message_with_its_possible_effect(method, failure):
    explanation = explain(exchange(0, method=method, failure=failure, timeout=30.0, detail="No such host."))
    assert explanation.level == "danger"
    assert explanation.summary.endswith(".")
    happened = failure in (Failure.TIMED_OUT, Failure.INCOMPLETE)
    assert ("may have gone through" in explanation.advice) == (happened and method == "POST")
    assert ("Nothing was" in explanation.advice) == (not happened or method == "GET")


def test_failures_have_different_messages():
    assert len({explain(exchange(0, failure=failure)).summary for failure in Failure}) == len(Failure)


def test_a_successful_response_has_no_message():
    assert explain(exchange(200, {"ID": "1"})) is None
    assert explain(exchange(204)) is None


def test_a_missing_role_is_explained_with_required_and_granted_roles():
    body = errors(
        {"ErrorCode": "Auth.InsufficientRoles", "Data": {"SufficientRoles": ["FullAccess", "WebhookAdmin"]}}
    )
    explanation = explain(exchange(403, body, roles=("Shopper",)))
    assert explanation.advice == "Needs WebhookAdmin (or FullAccess). You have Shopper."
    assert (
        "You have no roles." in explain(exchange(403, errors({"Data": None}), required_roles=("A",))).advice
    )


def test_a_user_whom_no_role_helps_gets_an_explanation():
    explanation = explain(
        exchange(
            403, errors({"ErrorCode": "Auth.UserNotAuthorizedToAdmin"}), roles=("A",), required_roles=("A",)
        )
    )
    assert "whatever the roles" in explanation.advice


def test_several_errors_are_listed():
    body = errors(
        {"ErrorCode": "RequiredField", "Message": "Is needed.", "Data": {"Field": "Name"}},
        {"ErrorCode": "ValidationFailure", "Message": "Invalid.", "Data": {"Code": "too long"}},
        {"ErrorCode": "Odd"},
        {},
        "nonsense",
    )
    explanation = explain(exchange(400, body))
    assert explanation.details == ("Name: Is needed.", "Invalid. Code: too long", "Odd", "No reason given.")


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"Errors": 5}', b"text", b'{"Errors": [{"Data": 7}]}'])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 418, 429, 500])
def test_every_error_format_gets_a_message(status, body):
    assert explain(exchange(status, body)).summary


def test_a_rate_limit_message_has_the_wait():
    assert explain(exchange(429, {}, headers=(("Retry-After", "7"),))).advice == "Try again in 7 s."


def items(text: str):
    return items_of(json_editor.loads(text))


def test_a_list_becomes_a_table_with_useful_columns_and_all_digits():
    first = (
        '{"Same": 1, "Name": "A", "ID": "1", "Price": 1.10, "xp": {"Erp": 90071992547409931}, "Empty": null}'
    )
    second = '{"Same": 1, "Name": "B", "ID": "2", "Price": 0, "xp": {"Erp": 2}, "Empty": null, "Extra": true}'
    table = table_of(items(f'{{"Meta": {{}}, "Items": [{first}, {second}]}}'))
    assert [column.path for column in table.columns] == ["ID", "Name", "Price", "Extra", "xp.Erp", "Same"]
    assert [cell.text for cell in table.rows[0].cells] == ["1", "A", "1.10", "", "90071992547409931", "1"]
    assert [column.numeric for column in table.columns] == [False, False, True, False, True, True]
    assert "Empty" in table.available_columns


def test_columns_can_be_chosen_and_unknown_ones_are_ignored():
    table = table_of(items('[{"ID": "1", "A": 5}]'), ["A", "Nothing"])
    assert [column.path for column in table.columns] == ["A"]


@pytest.mark.parametrize("text", ["[]", '{"Items": []}', "[1, null, [2]]", '[{"a": []}, 5]'])
def test_irregular_lists_become_tables(text):
    assert table_of(items(text)).total == len(items(text))


def test_only_the_first_rows_are_shown_and_all_are_counted():
    table = table_of([{"ID": str(n)} for n in range(1000)])
    assert (len(table.rows), table.total) == (100, 1000)


def test_a_record_is_shown_by_its_fields():
    fields = fields_of(json_editor.loads('{"ID": "1", "Inventory": {"Point": 0}, "Tags": [], "xp": null}'))
    assert [(path, cell(value).text, cell(value).kind) for path, value in fields.items()] == [
        ("ID", "1", "text"),
        ("Inventory.Point", "0", "number"),
        ("Tags", "[]", "list"),
        ("xp", "null", "null"),
    ]


def paging(page, size, total, count):
    pages = -(-total // size)
    meta = f'"Page": {page}, "PageSize": {size}, "TotalPages": {pages}, "TotalCount": {total}'
    return paging_of(json_editor.loads(f'{{"Meta": {{{meta}}}, "Items": {[0] * count}}}'))


@pytest.mark.parametrize(
    ("page", "size", "total", "count", "expected"),
    [
        (1, 20, 45, 20, (1, 20, None, 2)),
        (3, 20, 45, 5, (41, 45, 2, None)),
        (1, 20, 0, 0, (0, 0, None, None)),
        (9, 20, 45, 0, (0, 0, 3, None)),
    ],
)
def test_a_page_has_its_range_and_adjacent_pages(page, size, total, count, expected):
    page_info = paging(page, size, total, count)
    assert (page_info.first, page_info.last, page_info.previous, page_info.next) == expected


@pytest.mark.parametrize(
    "text", ["{}", "[]", '{"Meta": {}, "Items": []}', '{"Meta": {"Page": "1"}, "Items": []}', '{"Meta": 5}']
)
def test_a_response_without_paging_has_no_pages(text):
    assert paging_of(json_editor.loads(text)) is None


def test_a_tree_is_truncated_with_the_number_of_remaining_items():
    tree = tree_of({"Items": [{"ID": str(n), "a": 1, "b": 2} for n in range(1000)]})
    (listed,) = tree.children
    assert (listed.count, len(listed.children), listed.omitted) == (1000, MAX_CHILDREN, 1000 - MAX_CHILDREN)
    assert sum(len(item.children) for item in listed.children) < MAX_NODES
    assert listed.children[0].label == "0"


def test_a_subtree_is_found_by_its_json_pointer():
    value = {"a/b": [{"~": 5}]}
    assert tree_of(value, "/a~1b/0").count == 1
    assert tree_of(value, "/a~1b/0/~0").cell.text == "5"
    assert tree_of(value, "/a~1b/0").children[0].pointer == "/a~1b/0/~0"
    with pytest.raises(KeyError):
        tree_of(value, "/a~1b/7")
    with pytest.raises(KeyError):
        tree_of(value, "/nothing")


@pytest.mark.parametrize("part", ["²", "٠", "-0", "9" * 5000, ""])
def test_an_invalid_list_index_finds_no_subtree(part):
    with pytest.raises(KeyError):
        tree_of({"Items": [{"ID": "a"}]}, f"/Items/{part}")


@pytest.mark.parametrize(
    ("operation_id", "known", "column", "item", "opens", "arguments"),
    [
        ("Products.List", {}, "ID", {"ID": "P1"}, "Products.Get", {"path.productID": "P1"}),
        ("Products.Create", {}, "ID", {"ID": "P1"}, "Products.Get", {"path.productID": "P1"}),
        (
            "Products.Patch",
            {"productID": "old"},
            "ID",
            {"ID": "P1"},
            "Products.Get",
            {"path.productID": "P1"},
        ),
        (
            "Products.List",
            {},
            "DefaultPriceScheduleID",
            {"DefaultPriceScheduleID": "S"},
            "PriceSchedules.Get",
            {"path.priceScheduleID": "S"},
        ),
        (
            "Users.List",
            {"buyerID": "B"},
            "ID",
            {"ID": "U"},
            "Users.Get",
            {"path.buyerID": "B", "path.userID": "U"},
        ),
        (
            "UserGroups.ListUserAssignments",
            {"buyerID": "B"},
            "UserID",
            {"UserID": "U", "UserGroupID": "G"},
            "Users.Get",
            {"path.buyerID": "B", "path.userID": "U"},
        ),
        (
            "Catalogs.ListAssignments",
            {},
            "BuyerID",
            {"CatalogID": "C", "BuyerID": "B"},
            "Buyers.Get",
            {"path.buyerID": "B"},
        ),
    ],
)
def test_ids_link_to_the_operation_that_opens_them(
    catalogue, operation_id, known, column, item, opens, arguments
):
    link = record_links(catalogue, catalogue.get(operation_id), known, [column], list(item))[column]
    assert link.operation.id == opens
    assert dict(link.arguments(item)) == arguments


@pytest.mark.parametrize("column", ["Name", "OwnerID", "xp.ID", "Amid"])
def test_other_values_are_not_links(catalogue, column):
    assert record_links(catalogue, catalogue.get("Products.List"), {}, [column], [column]) == {}


def test_an_empty_id_is_not_a_link(catalogue):
    (link,) = record_links(catalogue, catalogue.get("Products.List"), {}, ["ID"], ["ID"]).values()
    assert link.arguments({"ID": None}) is None
