"""The time zones of the profile."""

import zoneinfo

import pytest
from django.urls import reverse

from accounts.validators import time_zones
from tests.cast import create_user
from tests.login import signed_in

pytestmark = pytest.mark.django_db


def test_the_list_contains_canonical_names_by_continent():
    groups = dict(choice for choice in time_zones.choices() if isinstance(choice[1], list))
    assert set(groups) >= {"Africa", "America", "Asia", "Europe", "Pacific"}
    names = [name for zones in groups.values() for name, _ in zones]
    assert {"Europe/Stockholm", "Asia/Kolkata", "America/Argentina/Buenos_Aires"} <= set(names)
    for old in ("US/Pacific", "Asia/Calcutta", "Etc/GMT+5", "GB", "EST", "SystemV/PST8"):
        assert old not in names
    assert all(name in zoneinfo.available_timezones() for name in names)
    assert all(name.startswith(f"{group}/") for group, zones in groups.items() for name, _ in zones)


def test_an_old_name_in_use_stays_selected(client):
    olive = create_user("olive", time_zone="US/Pacific")
    page = signed_in(client, olive).get(reverse("profile")).content.decode()
    assert '<option value="US/Pacific" selected>' in page
    assert '<optgroup label="Europe">' in page
