"""Updates of the page while a request is filled in, as htmx requests them."""

import re

import pytest

CREATE = "/organizations/acme_Sandbox/console/Products.Create"
LIST = "/organizations/acme_Sandbox/console/Products.List"


def edit(client, data, target, *, trigger="", url=CREATE, method="post"):
    """Send what htmx sends to update the element `target`."""
    headers = {"HX-Request": "true", "HX-Target": target, "HX-Trigger": trigger or target}
    response = getattr(client, method)(url, {**data, "do": "update"}, headers=headers)
    assert response.status_code == 200
    return response


def fingerprints_in(html: str) -> str:
    return re.search(r'name="body~synced" id="body-synced" value="(\w+)"', html)[1]


def json_in(html: str) -> str:
    return re.search(r'id="body-json".*?>\n(.*?)</textarea>', html, re.S)[1].replace("&quot;", '"')


@pytest.fixture
def initial_form_data(ordercloud, as_olive):
    """The fields that the page of a new body posts: the empty text, and the fingerprints of both sides."""
    html = as_olive.get(CREATE).content.decode()
    return {"body~json": json_in(html), "body~synced": fingerprints_in(html)}


def test_an_edited_field_updates_itself_and_the_text(as_olive, initial_form_data, catalogue):
    data = {**initial_form_data, "body.Name": "n", "body.QuantityMultiplier": "1.5"}
    response = edit(as_olive, data, "row-body-QuantityMultiplier")
    html = response.content.decode()
    row, _, around = html.partition("hx-swap-oob")
    assert "Enter a whole number." in row
    assert 'id="row-body-Name"' not in html
    assert json_in(around) == '{\n  "Name": "n",\n  "QuantityMultiplier": 1.5\n}'
    assert "line 2" not in around
    assert "line 3 doesn’t match the schema" in around
    assert "1 field to fix" in around
    members = len(catalogue.get("Products.Create").body.writable)
    assert f"2 of {members} sent" in around


def test_an_edited_text_updates_the_form_only(as_olive, initial_form_data):
    data = {**initial_form_data, "body~json": '{"Name": "n", "xp": {"Big": 90071992547409931}}'}
    html = edit(as_olive, data, "fields", trigger="body-json").content.decode()
    assert 'name="body.Name" value="n"' in html
    assert 'value="90071992547409931"' in html
    assert '<textarea id="body-json"' not in html
    assert fingerprints_in(html) != initial_form_data["body~synced"]


def test_invalid_json_keeps_the_form_and_marks_its_line(as_olive, initial_form_data):
    response = edit(
        as_olive, {**initial_form_data, "body~json": '{\n"Name": }'}, "fields", trigger="body-json"
    )
    html = response.content.decode()
    assert response["HX-Reswap"] == "none"
    assert "Line 2, column 9: Enter a value here." in html
    assert '<li class="code-error">2</li>' in html
    assert 'name="body.Name"' not in html


def test_a_row_of_a_free_form_object_updates_the_text_only(as_olive, initial_form_data):
    data = {**initial_form_data, "body.xp~0~key": "Brand", "body.xp~0~as": "text", "body.xp~0": "x"}
    response = edit(as_olive, data, "")
    assert response["HX-Reswap"] == "none"
    assert '"Brand": "x"' in json_in(response.content.decode())


def test_a_new_row_is_offered_once_the_last_is_filled(as_olive, initial_form_data):
    data = {**initial_form_data, "body.xp~0~key": "Brand", "body.xp~0~as": "text", "body.xp~0": "x"}
    html = edit(as_olive, data, "row-body-xp").content.decode()
    assert 'name="body.xp~1~key"' in html
    assert 'name="body.xp~2~key"' not in html


def test_a_removed_row_is_not_in_form_and_text(as_olive, initial_form_data):
    data = {
        **initial_form_data,
        "body.xp~0~key": "A",
        "body.xp~0": "x",
        "body.xp~1~key": "B",
        "body.xp~1": "y",
        "body.xp~0~drop": "1",
    }
    html = edit(as_olive, data, "row-body-xp").content.decode()
    assert 'name="body.xp~0~key" id="body-xp-0-key" value="B"' in html
    assert '"xp": {\n    "B": "y"\n  }' in json_in(html)


def test_a_parameter_updates_the_url(ordercloud, as_olive):
    html = edit(
        as_olive, {"query.page": "2", "query.search": "a b"}, "row-query-page", url=LIST, method="get"
    ).content.decode()
    assert "/products?search=a%20b&amp;page=2" in html
    assert 'id="row-query-page"' in html
    assert "query.search=a+b" in html


def test_nothing_is_sent_while_a_form_is_filled_in(ordercloud, as_olive, initial_form_data):
    edit(as_olive, {**initial_form_data, "body.Name": "n"}, "row-body-Name")
    assert ordercloud.arrivals == []


def test_concurrent_changes_of_form_and_text_are_reported(as_olive, initial_form_data):
    data = {**initial_form_data, "body.Name": "form", "body~json": '{"Name": "text"}'}
    html = edit(as_olive, data, "fields", trigger="body-json").content.decode()
    assert "Form and JSON were both changed." in html


def test_the_operations_region_is_rendered_alone(ordercloud, as_olive):
    headers = {"HX-Request": "true", "HX-Target": "operations"}
    html = as_olive.get(CREATE, {"find": "list products"}, headers=headers).content.decode()
    assert "<html" not in html
    assert html.index(">List products<") < html.index(">List products visible to this user<")
    opened = as_olive.get(CREATE, {"resource": "Webhooks"}, headers=headers).content.decode()
    assert "Webhooks.Delete" in opened
    assert "Products.Delete" not in opened


def test_a_search_without_results_shows_a_message(ordercloud, as_olive):
    assert "No matching operations" in as_olive.get(LIST, {"find": "no such thing"}).content.decode()


def test_an_htmx_response_has_the_region_and_its_related_parts(ordercloud, as_olive):
    headers = {"HX-Request": "true", "HX-Target": "response"}
    response = as_olive.get(LIST, {"query.page": "", "query.search": "x", "do": "send"}, headers=headers)
    html = response.content.decode()
    assert "<html" not in html
    assert 'id="pane-tab-status" hx-swap-oob="true">200<' in html
    assert response["HX-Push-Url"] == f"{LIST}?query.search=x&do=send"


def test_a_form_with_errors_replaces_the_form(ordercloud, as_olive, initial_form_data):
    headers = {"HX-Request": "true", "HX-Target": "response"}
    response = as_olive.post(CREATE, {**initial_form_data, "do": "send"}, headers=headers)
    assert (response.status_code, response["HX-Retarget"]) == (422, "#request")
    assert '<input type="hidden" name="faulty" value="1">' in response.content.decode()
    mended = as_olive.post(CREATE, {"body.Name": "n", "faulty": "1", "do": "send"}, headers=headers)
    assert (mended.status_code, mended["HX-Retarget"]) == (200, "#request")
    assert 'name="faulty"' not in mended.content.decode()
