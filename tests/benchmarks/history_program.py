"""Fill one database with 50,000 requests of 100 people, open the history of one and print the times.

`history` runs this for each database.
"""

import json
from datetime import timedelta

from django.db import connection
from django.test import Client

from accounts.models import User
from console.models import HistoryEntry
from lib import clock
from organizations.models import Connection, Organization
from tests.benchmarks.history import SEARCHES
from tests.benchmarks.page_times import measure_pages, prepare
from tests.login import signed_in

PEOPLE, REQUESTS = 100, 500
HISTORY = "/organizations/store/console/history/"
PAGES = {
    "list": HISTORY,
    "list, last page": f"{HISTORY}?page=20",
    "list, writes": f"{HISTORY}?segment=writes",
    SEARCHES[0]: f"{HISTORY}?search=/products/P-7",
    SEARCHES[1]: f"{HISTORY}?search=nothing-has-it",
}


def fill(users: list[User], organization: Organization) -> None:
    """Create the requests, each with a response of 10 kB."""
    now, response = (
        clock.now(),
        json.dumps({"Items": [{"ID": f"P-{n}", "Name": "x" * 80} for n in range(100)]}),
    )
    for user in users:
        HistoryEntry.objects.bulk_create(
            [
                HistoryEntry(
                    user=user,
                    organization=organization,
                    sent_at=now - timedelta(minutes=number),
                    operation="Products.Patch" if number % 3 == 0 else "Products.Get",
                    method="PATCH" if number % 3 == 0 else "GET",
                    path=f"/products/P-{number}",
                    status=400 if number % 10 == 0 else 200,
                    size=len(response),
                    form_data=b'{"path.productID": ["P"]}',
                    response=response.encode(),
                )
                for number in range(REQUESTS)
            ],
            batch_size=250,
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as its own housekeeping does within minutes


def main() -> None:
    prepare()
    now = clock.now()
    users = [
        User.objects.create_user(f"user{number}", email=f"user{number}@example.com", terms_accepted_at=now)
        for number in range(PEOPLE)
    ]
    organization = Organization.objects.create(
        id="store", name="Store", environment="Sandbox", owner=users[0]
    )
    Connection.objects.create(organization=organization)
    fill(users, organization)
    client = Client(SERVER_NAME="localhost")
    signed_in(client, users[0])
    print(json.dumps(measure_pages(client, PAGES)))
