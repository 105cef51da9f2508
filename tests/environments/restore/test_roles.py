"""The roles that a run requires, from the manifest, compared with those of the OpenAPI document."""

import json
import re

import pytest

from environments.emulator.catalogue.openapi_document import document
from environments.emulator.catalogue.versions import NEWEST
from environments.restore.resources.manifest import READ_ROLES, RESOURCES


def as_in_paths(path: str) -> str:
    """Return the path with unnamed parameters, because documents name them differently."""
    return re.sub(r"{\w+}", "{}", path.strip("/")).lower()


@pytest.fixture(scope="module")
def lists() -> dict[str, set[str]]:
    """Return by path the roles of which one is sufficient to read the list."""
    paths = json.loads(document(NEWEST))["paths"]
    return {
        as_in_paths(path): {
            role
            for requirement in calls["get"]["security"]
            for roles in requirement.values()
            for role in roles
        }
        for path, calls in paths.items()
        if "security" in calls.get("get", {})
    }


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_the_roles_that_read_a_resource_are_those_of_the_document(resource, lists):
    assert {"FullAccess", *resource.read_roles} == lists[as_in_paths(resource.path)]


def test_the_token_for_production_has_exactly_the_required_roles():
    assert all(set(READ_ROLES) & set(resource.read_roles) for resource in RESOURCES)
    assert {role for role in READ_ROLES if not role.endswith("Reader")} == {
        "DeliveryConfigAdmin",
        "EntitySyncConfigAdmin",
        "ErrorConfigAdmin",
        "MessageConfigAssignmentAdmin",
        "OrderSyncConfigAdmin",
        "ProductSyncConfigAdmin",
        "PromotionAdmin",
        "SetSecurityProfile",
        "SubscriptionAdmin",
        "XpIndexAdmin",
    }
