"""The demo is loaded once; what users change stays."""

import pytest

from accounts.models import AuditEntry
from environments.ordercloud.errors import NotFound
from organizations.connections.clients import client_for
from organizations.models import Organization
from portal.demo import load as demo_load

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("emulator")]


def test_deleted_demo_data_stays_deleted_regardless_of_the_audit_log(monkeypatch):
    monkeypatch.setattr(demo_load, "HOSTNAMES", {"hartwell_Sandbox": "sandbox.hartwell.example"})
    demo_load.load("a password of the demo")
    seller = client_for(Organization.objects.get(pk="hartwell_Sandbox"), ("FullAccess",))
    product = seller.get("/products")["Items"][0]["ID"]
    seller.delete(f"/products/{product}")
    AuditEntry.objects.all().delete()

    demo_load.load("a password of the demo")

    with pytest.raises(NotFound):
        seller.get(f"/products/{product}")
