"""The console of the sandbox, and a product that is filled in."""

import pytest

SANDBOX = "/organizations/acme_Sandbox/console/"
CREATE = f"{SANDBOX}Products.Create"
PRODUCT = {"body.Name": "Torque wrench", "body.Name~state": "value"}


@pytest.fixture
def save(ordercloud, as_olive):
    """Save a draft of Products.Create as the page does; returns the response."""

    def save_draft(values=PRODUCT, operation="Products.Create", organization="acme_Sandbox", **fields):
        address = f"/organizations/{organization}/console/{operation}/draft/"
        return as_olive.post(address, {**values, **fields}, headers={"HX-Request": "true"})

    return save_draft
