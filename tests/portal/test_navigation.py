"""Which entry of the sidebar is the current one."""

import re

import pytest

from organizations.models import Connection
from tests.login import signed_in
from tests.mail import last_mail_to

CHOICE = {"new_owner": "adam", "access": "stay"}


def current(page: str) -> list[str]:
    items = re.findall(r'<a class="nav-item"[^>]*aria-current="page".*?</a>', page, re.DOTALL)
    return [re.search(r'nav-label">([^<]+)<', item)[1] for item in items]


@pytest.mark.parametrize(
    "path",
    [
        *("settings/", "transfer/", "delete/", "pair/unlink/", "restores/settings/"),
        *("transfer/confirm/?new_owner=adam&access=stay", "delete/confirm/?with_staging=1"),
    ],
)
def test_settings_is_the_current_entry_of_every_page_that_it_leads_to(client, cast, path):
    signed_in(client, cast.olive)
    client.post("/organizations/acme/transfer/", CHOICE)
    client.post("/organizations/acme/delete/", {"with_staging": "1"})
    assert last_mail_to(cast.olive.email)
    response = client.get(f"/organizations/acme{'_Staging' * path.startswith('restores')}/{path}")
    assert response.status_code == 200
    assert current(response.content.decode()) == ["Settings"]


@pytest.mark.parametrize("path", ["connection/", "connection/rotate/"])
def test_settings_is_the_current_entry_of_the_pages_of_a_connection(client, cast, path):
    Connection.objects.filter(organization="acme").update(type=Connection.Type.API_CLIENT, client_id="x")
    response = signed_in(client, cast.olive).get(f"/organizations/acme/{path}")
    assert current(response.content.decode()) == ["Settings"]


def test_restores_and_the_audit_log_are_entries_of_their_own(client, cast):
    signed_in(client, cast.olive)
    for path, name in (("restores/", "Restores"), ("audit-log/", "Audit log")):
        page = client.get(f"/organizations/acme_Staging/{path}").content.decode()
        assert current(page) == [name]
