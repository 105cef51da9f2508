"""The number of database queries of a send."""

import pytest
from django.test import Client

from tests.console.page_fields import signed_context
from tests.login import signed_in

SANDBOX = "/organizations/acme_Sandbox/console/"
HTMX = {"HX-Request": "true", "HX-Target": "response"}
MAX_QUERIES = 4
# Besides: the settings of the guard, the kept record before the write and after, and the audit log.
MAX_QUERIES_OF_A_WRITE = 8


@pytest.mark.parametrize("who", ["olive", "adam", "tess"])
def test_a_read_takes_at_most_four_queries_and_a_write_eight(
    ordercloud, cast, who, django_assert_max_num_queries
):
    client = signed_in(Client(), cast.users[who])
    ordercloud.set_response(200, {"Meta": {}, "Items": [{"ID": "A", "Name": "a"}]})
    # The first request of a session notes that it is in use.
    context = signed_context(client.get(SANDBOX + "Products.List"))
    with django_assert_max_num_queries(MAX_QUERIES):
        assert (
            b"200"
            in client.get(SANDBOX + "Products.List", {"do": "send", "context": context}, headers=HTMX).content
        )
    with django_assert_max_num_queries(MAX_QUERIES_OF_A_WRITE):
        fields = {"path.productID": "A", "do": "send", "context": context}
        assert b"200" in client.post(SANDBOX + "Products.Delete", fields, headers=HTMX).content
