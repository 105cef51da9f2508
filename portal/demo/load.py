"""Makes the demo: people, organizations, and the content of their marketplaces over OrderCloud's own API."""

from concurrent.futures import ThreadPoolExecutor

from django.db import transaction

from environments.ordercloud.client import Client
from organizations.connections.clients import client_for
from organizations.creation import create
from organizations.models import Organization
from portal.demo import access, marketplace, people, staging_changes
from portal.demo.models import DemoContent

AT_ONCE = 8
# id, name, environment, region, owner's username
ORGANIZATIONS = [
    ("hartwell", "Hartwell Trade Supply", "Production", "usw", "demo"),
    ("hartwell_Sandbox", "Hartwell Trade Supply", "Sandbox", "usw", "demo"),
    ("kestrel-eu_Sandbox", "Kestrel Bikes EU", "Sandbox", "eur", "olive"),
    ("brightwater_Sandbox", "Brightwater Grocers", "Sandbox", "est", "olive"),
]
HOSTS = {
    "hartwell": "hartwell.example",
    "hartwell_Sandbox": "sandbox.hartwell.example",
    "hartwell_Staging": staging_changes.OWN_HOST,
}


def load(password: str | None) -> None:
    """Makes what is missing; a second call changes nothing but the password, when one is given."""
    with transaction.atomic():
        cast = people.make(password)
    for organization_id, name, environment, region, owner in ORGANIZATIONS:
        if not Organization.objects.filter(pk=organization_id).exists():
            create(name, id=organization_id, environment=environment, region=region, owner=cast[owner])
    for organization in Organization.objects.active().filter(pk__in=[*HOSTS, "kestrel-eu_Sandbox"]):
        access.grant(organization, cast)
    empty = list(Organization.objects.filter(pk__in=HOSTS, democontent=None))
    with ThreadPoolExecutor(len(HOSTS)) as pool:
        list(pool.map(fill, [client_for(o, ("FullAccess",)) for o in empty], [o.pk for o in empty]))
    DemoContent.objects.bulk_create([DemoContent(organization=o) for o in empty])


def fill(client: Client, organization_id: str) -> None:
    """Writes the content of one marketplace; Staging drifts from it at once."""
    host = HOSTS[organization_id]
    phases = [*marketplace.phases(host), marketplace.assignments(host)]
    if organization_id.endswith("_Staging"):
        phases += staging_changes.calls()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for calls in phases:
            list(pool.map(lambda call: send(client, call), calls))


def send(client: Client, call: marketplace.Call) -> None:
    """Sends one call; raises what the client raises."""
    if call.method == "DELETE":
        client.delete(call.path)
    else:
        {"PUT": client.put, "POST": client.post, "PATCH": client.patch}[call.method](
            call.path, call.raw.encode() or call.body
        )
