"""Fill one database with 10,000 organizations of one user, call the Portal API and print the times.

`portal_api` runs this for each database, and its `fill_for` in the data of a running portal.
"""

import json

from django.test import Client

from accounts.login import api_tokens
from accounts.models import User
from tests.benchmarks.organization_lists_program import create_user, fill
from tests.benchmarks.page_times import measure_pages, prepare

CALLS = {
    "me": "/api/v1/me",
    "organizations": "/api/v1/organizations",
    "organizations, last page": "/api/v1/organizations?page=500",
    "organizations, search": "/api/v1/organizations?search=store 12&sortBy=!Name",
    "organizations, filter": "/api/v1/organizations?Environment=Staging&Owner.Username=olive",
}


def fill_for(username: str) -> None:
    """Create the organizations for a user who exists."""
    fill(User.objects.get(username=username), create_user("wholesaler"))


def main() -> None:
    prepare()
    user = create_user("olive")
    fill(user, create_user("adam"))
    headers = {"Authorization": f"Bearer {api_tokens.issue(user).access_token}"}
    print(json.dumps(measure_pages(Client(SERVER_NAME="localhost", headers=headers), CALLS)))
