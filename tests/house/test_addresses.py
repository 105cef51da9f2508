"""The walk: every address of the portal, by each member of the cast, must serve or refuse as was decided."""

import pytest
from django.db import transaction
from django.test import Client

from accounts import tokens
from tests.cast import PEOPLE
from tests.house.addresses import ADDRESSES, NOBODY, TREES, Rule, addresses
from tests.sessions import signed_in

REFUSALS = {401, 403, 404}
WRONG_METHOD = 405
SIGN_IN = ("/accounts/login/", "/admin/login/")


def test_somebody_decided_on_every_address():
    undecided = [address.route for address in addresses() if not address.rule("GET")]
    assert not undecided


def test_no_decision_outlives_its_address():
    routes = {address.route for address in addresses()}
    assert not [route for route in ADDRESSES if route.split(" ")[0] not in routes]
    assert not [tree for tree in TREES if not any(route.startswith(tree) for route in routes)]


@pytest.mark.parametrize("name", [NOBODY, *PEOPLE])
def test_every_address_serves_those_it_is_for_and_nobody_else(name, cast):
    client, bearer = Client(raise_request_exception=False), {}
    if name != NOBODY:
        signed_in(client, cast.people[name])
        bearer = {"Authorization": f"Bearer {tokens.start(cast.people[name]).access_token}"}
    wrong = []
    for address in addresses():
        for_programs = address.route.startswith("api/")
        methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] if for_programs else ["GET", "POST"]
        for method in methods:
            with transaction.atomic():
                answer = client.generic(
                    method, address.path, "{}", "application/json", headers=bearer if for_programs else {}
                )
                transaction.set_rollback(True)
            if said := objection(name, address.rule(method), answer):
                wrong.append(f"{method} {address.path}: {answer.status_code}, {said}")
    assert not wrong


def objection(name: str, rule: Rule, answer) -> str:
    """What is wrong with an answer; empty when it is as decided."""
    if answer.status_code >= 500:
        return "failed"
    to_sign_in = answer.status_code == 302 and answer["Location"].startswith(SIGN_IN)
    refused = to_sign_in or answer.status_code in REFUSALS
    if name in rule.served:
        return "refused" if refused else ""
    if not refused and answer.status_code != WRONG_METHOD:
        return "served"
    if answer.status_code == 403 and name in PEOPLE and name not in rule.forbidden:
        return "told that there is something"
    return ""
