"""IDs in URLs that are larger than any number of SQLite, which the embedded default uses."""

import os
import re
import subprocess
import sys

import pytest

from tests.architecture.repository import ROOT
from tests.running_portal import TEST_VARIABLES

SCRIPT = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from accounts.models import User
from contributors.models import Team
from organizations.models import Organization
from tests.architecture.addresses import EXAMPLES, UrlPattern, url_patterns
from tests.login import signed_in

assert connection.vendor == "sqlite"
call_command("migrate", verbosity=0)
olive = User.objects.create_user("olive", "olive@example.com")
Organization.objects.create(id="acme", name="Acme", environment="Production", owner=olive)
Team.objects.create(id="traders", name="Traders", owner=olive)
EXAMPLES.update({name: str(10**20) for name, example in EXAMPLES.items() if example.isdigit()})
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
override_settings(STORAGES={"staticfiles": plain}).enable()
client = signed_in(Client(raise_request_exception=False, SERVER_NAME="localhost"), olive)
for address in url_patterns():
    if "<int:" in address.route and not address.route.startswith(("admin/", "mailbox/")):
        for method in ("GET", "POST"):
            status = client.generic(method, address.path).status_code
            print(method, address.route, status)
"""


@pytest.fixture
def embedded(tmp_path) -> dict[str, str]:
    """The environment of the embedded default with its own data directory."""
    inherited = {name: value for name, value in os.environ.items() if name not in TEST_VARIABLES}
    return {**inherited, "PORTAL_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "portal.settings"}


def test_an_id_beyond_the_numbers_of_sqlite_is_not_found(embedded):
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT], env=embedded, capture_output=True, text=True, cwd=ROOT
    )
    assert result.returncode == 0, result.stderr[-3000:]
    requests = re.findall(r"^(GET|POST) (\S+) (\d+)$", result.stdout, re.M)
    assert len(requests) > 40
    assert not [request for request in requests if request[2] not in {"404", "405"}]
