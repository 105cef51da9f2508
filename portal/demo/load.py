"""Create the demo: users, organizations, and the content of their marketplaces through OrderCloud's API."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from environments.ordercloud.client import Client
from organizations.connections.clients import client_for
from organizations.creation import create
from organizations.models import AllowedHost, Organization
from portal.demo import access, marketplace, newer_records, setup_records, staging_changes, users
from portal.demo.models import DemoContent

CONCURRENCY = 8
# id, name, environment, region, owner's username
ORGANIZATIONS = [
    ("hartwell", "Hartwell Trade Supply", "Production", "usw", "demo"),
    ("hartwell_Sandbox", "Hartwell Trade Supply", "Sandbox", "usw", "demo"),
    ("kestrel-eu_Sandbox", "Kestrel Bikes EU", "Sandbox", "eur", "olive"),
    ("brightwater_Sandbox", "Brightwater Grocers", "Sandbox", "est", "olive"),
    ("brightline_Sandbox", "Brightline Medical", "Sandbox", "usw", "demo"),
]
WITHOUT_CONTENT = ["kestrel-eu_Sandbox", "brightline_Sandbox"]
HOSTNAMES = {
    "hartwell": "hartwell.example",
    "hartwell_Sandbox": "sandbox.hartwell.example",
    "hartwell_Staging": staging_changes.STAGING_HOST,
}


def load(password: str | None) -> None:
    """Create what is missing, and set the users' password if one is given."""
    with transaction.atomic():
        users_by_name = users.create_users(password)
    for organization_id, name, environment, region, owner in ORGANIZATIONS:
        if not Organization.objects.filter(pk=organization_id).exists():
            create(
                name, id=organization_id, environment=environment, region=region, owner=users_by_name[owner]
            )
    # Once, so that access that someone changes or removes stays changed.
    new = Organization.objects.active().filter(democontent=None)
    with transaction.atomic():
        for organization in new.filter(pk__in=[*HOSTNAMES, "kestrel-eu_Sandbox"]):
            access.grant_access(organization, users_by_name)
        for organization in new.filter(pk="brightline_Sandbox"):
            access.invite_from(organization, users_by_name)
        DemoContent.objects.bulk_create(
            DemoContent(organization=o) for o in new.filter(pk__in=WITHOUT_CONTENT)
        )
    # So that organizations of the emulator can be connected by an API client, as if OrderCloud hosted them.
    AllowedHost.objects.get_or_create(host=urlsplit(settings.EMULATOR_URL).netloc)
    empty = list(Organization.objects.filter(pk__in=HOSTNAMES, democontent=None))
    with ThreadPoolExecutor(len(HOSTNAMES)) as pool:
        list(pool.map(populate, [client_for(o, ("FullAccess",)) for o in empty], [o.pk for o in empty]))
    DemoContent.objects.bulk_create([DemoContent(organization=o) for o in empty])


def populate(client: Client, organization_id: str) -> None:
    """Write the content of one marketplace, and changes of its own to that of Staging."""
    host = HOSTNAMES[organization_id]
    batches = [*marketplace.batches(host), marketplace.assignments(host), *setup_records.batches(host)]
    batches += newer_records.batches()
    if organization_id.endswith("_Staging"):
        batches += staging_changes.batches()
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        for calls in batches:
            list(pool.map(lambda call: send(client, call), calls))


def send(client: Client, call: marketplace.Call) -> None:
    """Send one call; raises the errors of the client."""
    if call.method == "DELETE":
        client.delete(call.path)
    else:
        {"PUT": client.put, "POST": client.post, "PATCH": client.patch}[call.method](
            call.path, call.raw.encode() or call.body
        )
