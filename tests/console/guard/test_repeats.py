"""A POST that is sent twice is asked about before the second call."""

import re
import threading

import pytest
from django.db import connection
from django.test import Client

from accounts.audit.events import Event
from accounts.models import AuditEntry
from tests.concurrency import run_concurrently
from tests.login import signed_in

CREATE = "/organizations/acme_Sandbox/console/Products.Create"
SAVE = "/organizations/acme_Sandbox/console/Products.Save"
PRODUCT = {"body.Name": "Torque wrench", "do": "send"}
AGAIN = PRODUCT | {"do": "send-again"}
HTMX = {"HX-Request": "true", "HX-Target": "response"}
ASKED = b"Sending it again may create a second record."


def writes(ordercloud) -> list[str]:
    """The methods of the calls that wrote."""
    return [arrival.method for arrival in ordercloud.arrivals if arrival.method != "GET"]


def test_the_same_post_is_asked_about_and_not_sent(ordercloud, as_olive):
    ordercloud.set_response(201, {"ID": "A"})
    as_olive.post(CREATE, PRODUCT, headers=HTMX)
    answer = as_olive.post(CREATE, PRODUCT, headers=HTMX)
    assert answer.status_code == 422
    assert re.search(rb"You sent this \d+ s ago\.", answer.content)
    assert b'value="Torque wrench"' in answer.content
    assert answer.content.index(b'value="send"') < answer.content.index(b'value="send-again"')
    assert writes(ordercloud) == ["POST"]
    assert AuditEntry.objects.filter(event=Event.CONSOLE_REQUEST_SENT).count() == 1


def test_it_is_sent_again_once_the_person_says_so(ordercloud, as_olive):
    for fields in (PRODUCT, AGAIN):
        assert as_olive.post(CREATE, fields, headers=HTMX).status_code == 200
    assert as_olive.post(CREATE, PRODUCT, headers=HTMX).status_code == 422
    assert writes(ordercloud) == ["POST", "POST"]


def test_without_scripts_the_page_asks_too_and_still_shows_the_response(ordercloud, as_olive):
    ordercloud.set_response(201, {"ID": "FIRST"})
    page = as_olive.post(CREATE, PRODUCT)
    assert b"FIRST" in page.content
    assert ASKED in as_olive.post(CREATE, PRODUCT).content
    assert writes(ordercloud) == ["POST"]


@pytest.mark.parametrize("status", [400, 403, 409, 500])
def test_a_post_that_ordercloud_refused_is_sent_again_without_asking(ordercloud, as_olive, status):
    ordercloud.set_response(status, {"Errors": []})
    for _ in range(2):
        assert ASKED not in as_olive.post(CREATE, PRODUCT, headers=HTMX).content
    assert writes(ordercloud) == ["POST", "POST"]


def test_a_post_without_a_response_is_asked_about(ordercloud, as_olive, settings):
    settings.ORDERCLOUD_TIMEOUT = 0.3
    ordercloud.hold = threading.Event()
    as_olive.post(CREATE, PRODUCT, headers=HTMX)
    ordercloud.hold.set()
    assert ASKED in as_olive.post(CREATE, PRODUCT, headers=HTMX).content
    assert writes(ordercloud) == ["POST"]


def test_another_body_another_person_and_other_verbs_are_not_asked_about(ordercloud, as_olive, cast):
    as_olive.post(CREATE, PRODUCT, headers=HTMX)
    adam = signed_in(Client(), cast.adam)
    replace = PRODUCT | {"path.productID": "A"}
    for client, address, fields in (
        (as_olive, CREATE, PRODUCT | {"body.Name": "Another"}),
        (adam, CREATE, PRODUCT),
        (as_olive, SAVE, replace),
        (as_olive, SAVE, replace),
    ):
        assert ASKED not in client.post(address, fields, headers=HTMX).content
    assert writes(ordercloud) == ["POST", "POST", "POST", "PUT", "PUT"]


@pytest.mark.django_db(transaction=True)
def test_of_two_posts_in_parallel_one_call_arrives(ordercloud, cast, valkey):
    answers = []

    def submit() -> None:
        answers.append(client.post(CREATE, PRODUCT, headers=HTMX).status_code)
        connection.close()

    client = signed_in(Client(), cast.olive)
    run_concurrently([submit, submit])
    assert sorted(answers) == [200, 422]
    assert writes(ordercloud) == ["POST"]
