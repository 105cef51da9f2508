"""Fill one database with 10,000 organizations of one user, open their pages and print the times.

`organization_lists` runs this for each database.
"""

import json

from django.db import connection
from django.test import Client

from accounts.models import User
from contributors.models import AccessGrant, Team, TeamMember
from environments import endpoints
from lib import clock
from organizations.models import STAGING_SUFFIX, Connection, Environment, Organization, StagingPair, Visit
from tests.benchmarks.page_times import measure_pages, prepare
from tests.login import signed_in

PAIRS, SANDBOXES = 2_500, 5_000
PAGES = {
    "list": "/organizations/",
    "list, last page": "/organizations/?page=200",
    "list, search": "/organizations/?search=store 12",
    "list, environment": "/organizations/?environment=staging",
    "list, role": "/organizations/?role=team",
    "list, by ID": "/organizations/?sort=-id&page=100",
    "list, last opened": "/organizations/?sort=-opened",
    "home": "/",
}


def create_user(username: str) -> User:
    now = clock.now()
    return User.objects.create_user(username, email=f"{username}@example.com", terms_accepted_at=now)


def fill(user: User, other: User) -> None:
    """Create the organizations: a third belongs to `user`, who has the others directly or through a team."""
    organizations, pairs = [], []
    regions = [region.id for region in endpoints.REGIONS]
    for number in range(PAIRS + SANDBOXES):
        owner, region = (user if number % 3 == 0 else other), regions[number % len(regions)]
        is_pair, name = number < PAIRS, f"Store {(number * 7919) % 10_000} of the north"
        identifier = f"store-{(number * 6007) % 10_000}"
        environment = Environment.PRODUCTION if is_pair else Environment.SANDBOX
        fields = {"name": name, "region": region, "owner": owner}
        organizations.append(Organization(id=identifier, environment=environment, **fields))
        if is_pair:
            staging = Organization(id=identifier + STAGING_SUFFIX, environment=Environment.STAGING, **fields)
            pairs.append(StagingPair(production=organizations[-1], staging=staging))
            organizations.append(staging)
    Organization.objects.bulk_create(organizations, batch_size=500)
    Connection.objects.bulk_create([Connection(organization=item) for item in organizations], batch_size=500)
    StagingPair.objects.bulk_create(pairs, batch_size=500)
    team = Team.objects.create(name="Traders", owner=other)
    now = clock.now()
    TeamMember.objects.create(team=team, user=user, invited_by=other, accepted_at=now)
    shared = [item for item in organizations if item.owner_id != user.pk]
    grants = [
        AccessGrant(
            organization=item,
            invited_by=other,
            accepted_at=now,
            **({"team": team} if number % 2 else {"user": user, "is_admin": number % 4 == 0}),
        )
        for number, item in enumerate(shared)
    ]
    AccessGrant.objects.bulk_create(grants, batch_size=500)
    Visit.objects.bulk_create([Visit(user=user, organization=item) for item in organizations[::10]])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as its own housekeeping does within minutes


def main() -> None:
    prepare()
    user, other = create_user("olive"), create_user("adam")
    fill(user, other)
    client = Client(SERVER_NAME="localhost")
    signed_in(client, user)
    print(json.dumps(measure_pages(client, PAGES)))
