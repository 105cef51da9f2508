"""The page before a restore: the records that are lost, and the permission to start."""

import pytest

from organizations.restores.models import Restore
from tests.login import signed_in

PAGE = "/organizations/acme_Staging/restores/"


@pytest.mark.parametrize("url", ["plan/", "start/"])
def test_the_pages_reject_the_owner_of_staging_alone(cast, staging_owner, client, url):
    signed_in(client, staging_owner)
    assert client.post(f"/organizations/acme_Staging/restores/{url}").status_code == 403
    page = client.get("/organizations/acme_Staging/restores/").content.decode()
    assert "Restores are on hold." in page
    assert "Restore Staging…" not in page


def test_the_start_page_lists_the_records_that_are_lost(cast, plan, read, client):
    page = read(cast.adam, f"start/?plan={plan.pk}")
    for text in ("acme_Staging", "left-1", "Leftover", "P1", "2 deleted"):
        assert text in page
    assert "new-0" not in page
    assert Restore.objects.get().state == "planned"
    response = client.post(f"{PAGE}start/", {"plan": plan.pk})
    assert response["Location"] == f"{PAGE}{plan.pk}/"
    assert Restore.objects.get().state == "waiting"


def test_a_restore_starts_from_the_start_page_only(cast, plan, read):
    start = f"{PAGE}start/"
    for address in ("", f"{plan.pk}/"):
        page = read(cast.adam, address)
        assert f'href="{start}' in page
        assert f'action="{start}' not in page
    assert f'action="{start}' in read(cast.adam, "start/")


def test_without_a_plan_the_start_page_describes_the_losses_and_offers_a_preview(cast, read):
    page = read(cast.adam, "start/")
    assert "Everything that exists only in Staging is deleted" in page
    assert "Preview changes" in page


@pytest.mark.parametrize("who", ["tess", "victor"])
def test_the_start_page_requires_permission_to_start(cast, plan, client, who):
    assert signed_in(client, cast.users[who]).get(f"{PAGE}start/").status_code == 403
