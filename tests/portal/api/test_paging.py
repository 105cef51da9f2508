"""Pages of the Portal API's lists are bounded, and a page beyond the end costs no more than the first."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.mark.parametrize("path", ["/organizations", "/teams", "/portalusers?search=victor", "/me/regions"])
def test_a_page_beyond_the_end_is_empty_and_no_rows_are_skipped_for_it(send, path):
    join = "&" if "?" in path else "?"
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = send("olive", "GET", f"{path}{join}page=1000000000&pageSize=100")
    assert (response.status_code, response.json()["Items"]) == (200, [])
    assert response.json()["Meta"]["TotalCount"] > 0
    assert not [query["sql"] for query in queries.captured_queries if "OFFSET" in query["sql"]]


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=1000000001", "page=²", "pageSize=0", "pageSize=101", "page=" + "9" * 5000],
)
def test_a_page_out_of_bounds_is_refused(send, query):
    response = send("olive", "GET", f"/organizations?{query}")
    assert response.status_code == 400
    assert response.json()["Errors"][0]["ErrorCode"] == "List.InvalidPageSize"
