"""New tabs beside other activities on the same person and organization."""

import threading

import pytest

from console.models import ConsoleTab
from console.tabs import creation
from contributors.access_settings import AccessSettings
from contributors.grants import changing
from contributors.models import AccessGrant
from tests.concurrency import Meeting


@pytest.mark.django_db(transaction=True)
def test_a_new_tab_and_a_change_of_access_do_not_wait_for_each_other(cast, monkeypatch):
    grant = AccessGrant.objects.select_related("user").get(organization=cast.sandbox, user=cast.victor)
    meeting, has_user, has_organization = Meeting(monkeypatch), threading.Event(), threading.Event()
    meeting.stop(creation, "require_room", has_user, has_organization, before=False)
    meeting.stop(changing, "locked", has_organization, has_user, before=False)
    meeting.run(
        lambda: creation.create_tab(cast.victor, cast.sandbox),
        lambda: changing.change(grant, AccessSettings.create(["BuyerReader"]), by=cast.olive),
    )
    assert ConsoleTab.objects.filter(user=cast.victor, organization=cast.sandbox).exists()
