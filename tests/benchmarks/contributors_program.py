"""Fill one database with an organization of 10,000 contributors, open their list and print the times.

`contributors` runs this for each database.
"""

import json

from django.db import connection
from django.test import Client

from accounts.models import User
from contributors.models import AccessGrant, Team, TeamMember
from lib import clock
from organizations.models import STAGING_SUFFIX, Connection, Environment, Organization, StagingPair
from tests.benchmarks.page_times import measure_pages, prepare
from tests.login import signed_in

PEOPLE, TEAMS, INVITED = 10_000, 20, 100
ROLES = ["ProductReader", "OrderReader", "BuyerAdmin", "CatalogAdmin"]
LIST = "/organizations/store/contributors/"
PAGES = {
    "list": LIST,
    "list, last page": f"{LIST}?page=202",
    "list, last page of people": f"{LIST}?page=200",
    "list, middle": f"{LIST}?page=100",
    "list, search": f"{LIST}?search=person 12",
    "who has a role": f"{LIST}who/?right=CatalogAdmin",
    "who has a role, last page": f"{LIST}who/?right=CatalogAdmin&page=100",
}


def fill() -> User:
    """Create the organization: its people have direct access, come through a team, or both."""
    now = clock.now()
    owner = User.objects.create_user("olive", email="olive@example.com", terms_accepted_at=now)
    pair = [
        Organization(id=f"store{suffix}", name="Store", environment=environment, owner=owner)
        for suffix, environment in (("", Environment.PRODUCTION), (STAGING_SUFFIX, Environment.STAGING))
    ]
    Organization.objects.bulk_create(pair)
    Connection.objects.bulk_create([Connection(organization=item) for item in pair])
    StagingPair.objects.create(production=pair[0], staging=pair[1])
    users = User.objects.bulk_create(
        [
            User(
                username=f"person.{number}",
                email=f"person{number}@example.com",
                name=f"Person {(number * 7919) % PEOPLE} of the north",
            )
            for number in range(PEOPLE + INVITED)
        ],
        batch_size=500,
    )
    people, invited = users[:PEOPLE], users[PEOPLE:]
    teams = Team.objects.bulk_create([Team(name=f"Team {number}", owner=owner) for number in range(TEAMS)])
    given = {"invited_by": owner, "organization": pair[0]}
    grants = [AccessGrant(team=team, roles=ROLES[:2], accepted_at=now, **given) for team in teams]
    grants += [
        AccessGrant(
            user=user, roles=ROLES[number % 4 :], is_admin=number % 500 == 0, accepted_at=now, **given
        )
        for number, user in enumerate(people)
        if number % 2 or number % 10 == 0
    ]
    grants += [AccessGrant(user=user, roles=ROLES, **given) for user in invited]
    AccessGrant.objects.bulk_create(grants, batch_size=500)
    members = [
        TeamMember(team=teams[number % TEAMS], user=user, invited_by=owner, accepted_at=now)
        for number, user in enumerate(people)
        if number % 2 == 0
    ]
    TeamMember.objects.bulk_create(members, batch_size=500)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as its own housekeeping does within minutes
    return owner


def main() -> None:
    prepare()
    client = Client(SERVER_NAME="localhost")
    signed_in(client, fill())
    print(json.dumps(measure_pages(client, PAGES)))
