"""The schedule on the pages: set by owner and admins, paused, skipped, and read by everyone in the pair."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from organizations.models import StagingPair
from organizations.restores import pair_schedule
from organizations.restores.models import Restore, RestoreFinding
from tests.cast import EDITORS, create_access, create_user
from tests.login import signed_in

SUNDAY = datetime(2026, 11, 29, 3, tzinfo=UTC)
SCHEDULE = "/organizations/acme_Staging/restores/schedule/"
RESTORE_SETTINGS = "/organizations/acme_Staging/restores/settings/"
SETTINGS = "/organizations/acme_Staging/settings/"


@pytest.fixture(autouse=True)
def _saturday():
    with time_machine.travel(SUNDAY - timedelta(days=1), tick=False):
        yield


def stored() -> tuple:
    pair = StagingPair.objects.get()
    return pair.weekday, pair.hour, pair.schedule_enabled, pair.skip_slot


def skip_form(page: str) -> dict[str, str]:
    """Return the fields of the button that skips, as the page has them."""
    slot = re.search(
        r'name="slot" value="([^"]+)"><button class="button-link" name="action" value="skip"', page
    )
    return {"action": "skip", "slot": slot[1].replace("&#x27;", "'"), "back": "settings"}


@pytest.mark.parametrize("who", ["olive", "adam"])
def test_owner_and_admins_set_day_and_hour(client, cast, who):
    signed_in(client, cast.users[who])
    typed = {"weekday": "5", "hour": "22", "schedule_enabled": "on"}
    page = client.post(SCHEDULE, typed, follow=True)
    assert page.redirect_chain == [(RESTORE_SETTINGS, 302)]
    assert "Schedule saved. Next restore: Sat 28 Nov, 22:00 your time." in page.content.decode()
    assert stored() == (5, 22, True, None)


def test_hours_are_utc_with_the_persons_own_time_beside(client, cast):
    cast.olive.time_zone = "Asia/Kolkata"
    cast.olive.save()
    page = signed_in(client, cast.olive).get(RESTORE_SETTINGS).content.decode()
    assert "03:00 UTC (08:30 your time)" in page
    assert "<strong>Sun 29 Nov, 08:30</strong> your time (03:00 UTC)" in page


@pytest.mark.parametrize("typed", [{"weekday": "7", "hour": "3"}, {"weekday": "1", "hour": "24"}, {}])
def test_an_invalid_schedule_changes_nothing_and_keeps_what_was_typed(client, cast, typed):
    response = signed_in(client, cast.olive).post(SCHEDULE, typed)
    assert response.status_code == 422
    assert "field-error" in response.content.decode()
    if typed.get("weekday") == "1":
        assert re.search(r'<option value="1" selected>\s*Tuesday', response.content.decode())
    assert stored() == (6, 3, True, None)


def test_the_next_restore_is_skipped_and_brought_back_from_the_settings(client, cast):
    signed_in(client, cast.adam)
    page = client.post(SCHEDULE, skip_form(client.get(SETTINGS).content.decode()), follow=True)
    html = page.content.decode()
    assert page.redirect_chain == [(SETTINGS, 302)]
    assert "The restore of <strong>Sun 29 Nov, 03:00</strong> your time is skipped." in html
    assert "<strong>Sun 6 Dec, 03:00</strong>" in html
    assert 'value="skip"' not in html
    html = client.post(SCHEDULE, {"action": "unskip"}, follow=True).content.decode()
    assert "is skipped" not in html
    assert "<strong>Sun 29 Nov, 03:00</strong>" in html


def test_a_page_that_is_out_of_date_skips_no_other_restore(client, cast):
    form = skip_form(signed_in(client, cast.adam).get(SETTINGS).content.decode())
    pair_schedule.update(cast.pair, weekday=0, by=cast.olive)
    html = client.post(SCHEDULE, form, follow=True).content.decode()
    assert "Nothing was skipped." in html
    assert stored() == (0, 3, True, None)


@pytest.mark.parametrize("slot", ["", "x", "2026-99-99T00:00:00Z", "2026-11-29T03:00:00"])
def test_a_slot_that_is_no_time_skips_nothing(client, cast, slot):
    html = signed_in(client, cast.adam).post(SCHEDULE, {"action": "skip", "slot": slot}, follow=True)
    assert "Nothing was skipped." in html.content.decode()
    assert stored() == (6, 3, True, None)


def test_restores_are_paused_and_resumed(client, cast):
    signed_in(client, cast.adam)
    html = client.post(SCHEDULE, {"action": "pause", "back": "settings"}, follow=True).content.decode()
    assert "Weekly restores are paused." in html
    assert "Preview changes" not in html
    html = client.post(SCHEDULE, {"action": "resume", "back": "settings"}, follow=True).content.decode()
    assert "<strong>Sun 29 Nov, 03:00</strong>" in html


@pytest.mark.parametrize("who", ["tess", "victor"])
@pytest.mark.parametrize("action", ["", "pause", "skip", "unskip", "resume"])
def test_other_contributors_read_the_next_restore_and_change_nothing(client, cast, who, action):
    signed_in(client, cast.users[who])
    html = client.get(SETTINGS).content.decode()
    assert "<strong>Sun 29 Nov, 03:00</strong>" in html
    assert "restores/schedule/" not in html
    response = client.post(SCHEDULE, {"action": action, "weekday": "1", "hour": "1"})
    assert response.status_code == 403
    assert "Only the owner and admins can change the restore schedule." in response.content.decode()
    assert stored() == (6, 3, True, None)


def test_an_admin_of_staging_alone_sees_no_fields_for_the_time(client, cast):
    sam = create_user("sam")
    create_access(cast.pair.staging, EDITORS, user=sam, is_admin=True)
    html = signed_in(client, sam).get(RESTORE_SETTINGS).content.decode()
    assert "Sunday 03:00 UTC. Only users who may restore the pair can change the day and the hour." in html
    assert 'name="hour"' not in html
    assert client.post(SCHEDULE, {"weekday": "1", "hour": "1"}).status_code == 403


def test_who_may_restore_previews_changes_from_the_settings_and_others_read_the_last_plan(client, cast):
    html = signed_in(client, cast.adam).get(SETTINGS).content.decode()
    assert re.search(r'<form[^>]*action="/organizations/acme_Staging/restores/plan/">', html)
    page = client.post("/organizations/acme_Staging/restores/plan/", follow=True)
    assert Restore.objects.get(state="comparing").requested_by == cast.adam
    assert page.status_code == 200
    html = signed_in(client, cast.victor).get(SETTINGS).content.decode()
    assert '<a href="/organizations/acme_Staging/restores/plan/">Preview changes</a>' in html
    assert 'action="/organizations/acme_Staging/restores/plan/"' not in html


def test_both_organizations_show_the_last_restore_with_its_result(client, cast):
    run = Restore.objects.create(
        pair=cast.pair,
        state="finished",
        trigger="schedule",
        equal=False,
        started_at=SUNDAY - timedelta(days=7),
        ended_at=SUNDAY - timedelta(days=7),
    )
    RestoreFinding.objects.create(restore=run, type="drift", resource="webhooks", record_path="w")
    for organization in ("acme", "acme_Staging"):
        html = signed_in(client, cast.victor).get(f"/organizations/{organization}/settings/").content.decode()
        assert "1 needs attention" in html
        assert f"/organizations/{organization}/restores/{run.pk}/" in html


def test_production_tells_nothing_about_a_staging_that_one_may_not_see(client, cast):
    cast.pair.staging.access_grants.all().delete()
    html = signed_in(client, cast.victor).get("/organizations/acme/settings/").content.decode()
    assert "Staging pair" not in html
    assert "acme_Staging" not in html
    html = signed_in(client, cast.adam).get("/organizations/acme/settings/").content.decode()
    assert "acme_Staging" not in html
    assert "Next restore" not in html
    assert client.post("/organizations/acme/restores/schedule/", {"action": "pause"}).status_code == 404


def test_the_next_restore_is_one_sentence_whatever_can_be_done_about_it(client, cast):
    def sentence(user) -> str:
        html = re.sub(r"<[^>]+>", "", signed_in(client, user).get(SETTINGS).content.decode())
        return re.search(r"Next restore: .*?time\.?(.*?)\n", " ".join(html.split()) + "\n")[1]

    assert "Preview changes, pause or skip it." in sentence(cast.adam)
    signed_in(client, cast.adam).post(SCHEDULE, skip_form(client.get(SETTINGS).content.decode()))
    assert "Preview changes or pause it." in sentence(cast.adam)
    assert "Preview changes." in sentence(cast.victor)


def test_no_page_promises_a_weekly_restore_while_restores_are_paused(client, cast):
    restores = "/organizations/acme_Staging/restores/"
    assert "Every week acme_Staging is replaced" in signed_in(client, cast.adam).get(restores).text
    client.post(SCHEDULE, {"action": "pause"})
    for page in (restores, SETTINGS, "/organizations/acme/settings/"):
        html = client.get(page).text
        assert "Weekly restores are paused." in html
        assert "every week" not in html.lower()
