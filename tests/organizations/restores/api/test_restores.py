"""Restores in the Portal API: started once, followed, cancelled and reported, by those who may."""

import pytest

from accounts.audit.events import Event
from accounts.models import AuditEntry
from lib import clock
from organizations.models import StagingPair
from organizations.restores.models import Restore, RestoreFinding, RestoreStep
from tests.cast import create_staging_pair
from tests.organizations.restores.content import RESOURCE_COUNTS

STAGING = "/organizations/acme_Staging"
RESTORES = f"{STAGING}/restores"


def create_restore(pair, state="finished", **fields) -> Restore:
    times = (
        {"started_at": clock.now(), "ended_at": clock.now()} if state in {"finished", "incomplete"} else {}
    )
    return Restore.objects.create(pair=pair, **{"state": state, "trigger": "manual", **times, **fields})


@pytest.fixture
def drifted(cast) -> Restore:
    """A restore after which a webhook and a supplier need attention; one product was refused."""
    counts = [
        {"resource": "Products", **RESOURCE_COUNTS, "failed": 1},
        {"resource": "Suppliers", **RESOURCE_COUNTS, "unreadable": True},
    ]
    restore = create_restore(cast.pair, "incomplete", equal=False, failed=1, resource_counts=counts)
    rows = [
        ("drift", "Products", "P1", "changed-meanwhile", [], ""),
        ("drift", "Webhooks", "mail", "production-address", ["Url"], ""),
        ("expected", "Products", "P2", "own", ["xp"], ""),
        ("failed", "Products", "P3", "refused", [], "The record is locked."),
        ("failed", "Suppliers", "", "unreadable", [], "Not allowed."),
    ]
    for type_, resource, record, reason, fields, message in rows:
        RestoreFinding.objects.create(
            restore=restore,
            type=type_,
            resource=resource,
            record_path=record,
            reason=reason,
            fields=fields,
            ordercloud_message=message,
        )
    return restore


@pytest.mark.parametrize("organization", ["acme_Staging", "acme", "ACME_staging"])
def test_a_restore_is_started_from_either_organization_of_the_pair(send, cast, organization):
    response = send("adam", "POST", f"/organizations/{organization}/restores")
    restore = Restore.objects.get()
    assert response.status_code == 202
    assert response["Location"] == f"/api/v1/organizations/{organization}/restores/{restore.pk}"
    assert response["Retry-After"] == "2"
    assert response.json() == {
        "Id": restore.pk,
        "StagingID": "acme_Staging",
        "ProductionID": "acme",
        "State": "waiting",
        "Trigger": "manual",
        "RequestedBy": "Adam",
        "CancelRequested": False,
        "DateCreated": response.json()["DateCreated"],
        "DateStarted": None,
        "DateEnded": None,
        "Progress": {
            "Stage": None,
            "RecordsRead": 0,
            "ChangesDone": 0,
            "ChangesPlanned": 0,
            "Percent": 0,
            "SecondsLeft": None,
        },
        "Equal": False,
        "DriftCount": 0,
        "Reads": 0,
        "Writes": 0,
        "Deletes": 0,
        "Failed": 0,
        "Error": None,
    }
    assert AuditEntry.objects.get(event=Event.RESTORE_STARTED).actor == cast.adam


def test_starting_during_an_active_restore_returns_it_with_200(send):
    first = send("olive", "POST", RESTORES)
    second = send("adam", "POST", RESTORES, {})
    assert (first.status_code, second.status_code) == (202, 200)
    assert second.json()["Id"] == first.json()["Id"]
    assert second["Location"] == first["Location"]
    assert Restore.objects.count() == 1


@pytest.mark.parametrize("who", ["tess", "victor"])
def test_readers_see_restores_and_cannot_start_plan_or_cancel_them(send, cast, who):
    restore = create_restore(cast.pair, "running")
    for path in (RESTORES, f"{RESTORES}/{restore.pk}"):
        assert send(who, "GET", path).status_code == 200
    for path in (RESTORES, f"{STAGING}/plans", f"{RESTORES}/{restore.pk}/cancel"):
        assert send(who, "POST", path).status_code == 403
    restore.refresh_from_db()
    assert (restore.cancel_requested_at, Restore.objects.count()) == (None, 1)


@pytest.mark.parametrize("who", ["ida", "stan", "oscar"])
def test_strangers_find_neither_restores_nor_pairs(send, cast, who):
    restore = create_restore(cast.pair)
    reads = ["", f"/{restore.pk}", f"/{restore.pk}/report", f"/{restore.pk}/drift"]
    for path in [*(RESTORES + end for end in reads), f"{STAGING}/drift", f"{STAGING}/restoreschedule"]:
        assert send(who, "GET", path).status_code == 404
    for path in (RESTORES, f"{STAGING}/plans", f"{RESTORES}/{restore.pk}/cancel"):
        assert send(who, "POST", path).status_code == 404


@pytest.mark.parametrize("id", ["0", "999999", "-1", "1.5", "abc", "²", "9" * 40])
@pytest.mark.parametrize("end", ["", "/report", "/drift"])
def test_an_id_that_names_no_restore_is_not_found(send, cast, id, end):
    response = send("olive", "GET", f"{RESTORES}/{id}{end}")
    assert response.status_code == 404
    assert response.json()["Errors"][0]["ErrorCode"] == "NotFound"


def test_a_restore_of_another_pair_is_not_found(send, cast):
    other = create_restore(create_staging_pair(cast.olive, "other"))
    assert send("olive", "GET", f"{RESTORES}/{other.pk}").status_code == 404
    assert send("olive", "POST", f"{RESTORES}/{other.pk}/cancel").status_code == 404
    assert send("olive", "GET", f"/organizations/other/restores/{other.pk}").status_code == 200


def test_a_sandbox_and_an_unlinked_organization_have_no_restores(send, cast):
    StagingPair.objects.all().delete()
    for organization in ("acme_Sandbox", "acme_Staging", "acme"):
        response = send("olive", "POST", f"/organizations/{organization}/restores")
        assert response.status_code == 404
        assert response.json()["Errors"][0]["Data"]["ObjectType"] == "StagingPair"


def test_a_list_is_newest_first_and_filtered_by_state(send, cast, plan):
    ids = [create_restore(cast.pair, state).pk for state in ("finished", "failed", "incomplete", "running")]
    listed = send("victor", "GET", f"{RESTORES}?pageSize=3").json()
    assert [item["Id"] for item in listed["Items"]] == ids[:0:-1]
    assert (listed["Meta"]["TotalCount"], listed["Meta"]["TotalPages"]) == (4, 2)  # without the plan
    states = send("victor", "GET", f"{RESTORES}?State=finished|FAILED").json()["Items"]
    assert [item["State"] for item in states] == ["failed", "finished"]
    assert send("victor", "GET", f"{RESTORES}?Colour=red").status_code == 400
    assert send("victor", "GET", f"{RESTORES}?pageSize=101").status_code == 400


def test_a_running_restore_has_progress_and_says_when_to_ask_again(send, cast):
    restore = create_restore(cast.pair, "running", started_at=clock.now())
    RestoreStep.objects.create(
        restore=restore, resource="Products", phase="compare", records=40, finished=True
    )
    RestoreStep.objects.create(restore=restore, resource="Products", phase="write", planned=8, done=2)
    response = send("victor", "GET", f"{RESTORES}/{restore.pk}")
    assert response["Retry-After"] == "2"
    progress = response.json()["Progress"]
    assert (progress["Stage"], progress["Percent"], progress["RecordsRead"]) == ("Write", 25, 40)
    for end in ("report", "drift"):
        refused = send("victor", "GET", f"{RESTORES}/{restore.pk}/{end}")
        assert (refused.status_code, refused.json()["error"]) == (409, "Restore.NotEnded")


def test_an_ended_restore_has_its_result_and_no_time_to_ask_again(send, cast):
    restore = create_restore(cast.pair, equal=True, reads=9, writes=4, deletes=1)
    response = send("victor", "GET", f"{RESTORES}/{restore.pk}")
    assert "Retry-After" not in response
    found = response.json()
    assert [found[name] for name in ("State", "Equal", "Reads", "Writes", "Deletes", "Progress")] == [
        *("finished", True, 9, 4, 1),
        None,
    ]


def test_a_waiting_restore_is_cancelled_and_an_ended_one_does_not_change(send, cast):
    id = send("olive", "POST", RESTORES).json()["Id"]
    for _ in range(2):
        response = send("adam", "POST", f"{RESTORES}/{id}/cancel")
        assert response.status_code == 200
        assert (response.json()["State"], response.json()["CancelRequested"]) == ("cancelled", True)
    assert AuditEntry.objects.filter(event=Event.RESTORE_CANCEL_REQUESTED).count() == 1
    assert send("adam", "GET", f"{RESTORES}/{id}/report").json()["State"] == "cancelled"


def test_why_a_restore_failed_is_for_those_who_manage_staging(send, cast):
    restore = create_restore(cast.pair, "failed", error="OrderCloud can't be reached.")
    errors = [send(who, "GET", f"{RESTORES}/{restore.pk}").json()["Error"] for who in ("adam", "victor")]
    assert errors == ["OrderCloud can't be reached.", None]


def test_counts_are_for_all_and_records_for_those_who_can_read_them(send, drifted):
    full, limited = (
        send(who, "GET", f"{RESTORES}/{drifted.pk}/report").json() for who in ("olive", "victor")
    )
    assert full["Resources"] == limited["Resources"]
    products = next(row for row in full["Resources"] if row["Resource"] == "Products")
    assert (products["Created"], products["Changed"], products["Deleted"]) == (3, 1, 1)
    assert products["KeptDifferentReasons"] == [{"Reason": "keep Staging's values", "Count": 1}]
    assert [row["NotRead"] for row in full["Resources"]].count(True) == 1
    assert [finding["Record"] for finding in full["Findings"]] == ["P2", "P3", ""]
    assert full["Findings"][1]["Message"] == "The record is locked."
    assert full["NotShown"] == 0
    # Victor reads products, and neither webhooks nor suppliers.
    assert [finding["Record"] for finding in limited["Findings"]] == ["P2", "P3"]
    assert [item["Record"] for item in limited["Drift"]] == ["P1"]
    assert limited["NotShown"] == 2
    assert "Not allowed." not in str(limited)


def test_the_drift_of_a_pair_is_of_the_last_restore_that_came_to_its_end(send, cast, drifted):
    create_restore(cast.pair, "failed", ended_at=clock.now())
    for path in (f"{STAGING}/drift", "/organizations/acme/drift", f"{RESTORES}/{drifted.pk}/drift"):
        drift = send("olive", "GET", path).json()
        assert (drift["RestoreId"], drift["State"], drift["Equal"]) == (drifted.pk, "incomplete", False)
        assert (drift["Count"], drift["NotShown"], drift["Failed"]) == (2, 0, 1)
        assert [(item["Record"], item["Reason"]) for item in drift["Items"]] == [
            ("P1", "changed-meanwhile"),
            ("mail", "production-address"),
        ]
    limited = send("victor", "GET", f"{STAGING}/drift").json()
    assert (limited["Count"], limited["NotShown"], len(limited["Items"])) == (2, 1, 1)


def test_there_is_no_drift_before_the_first_restore(send):
    assert send("olive", "GET", f"{STAGING}/drift").status_code == 404


def test_a_token_reads_or_starts_as_its_scope_says(send, personal_token):
    reading, writing = (personal_token("olive", scope=scope, name=scope) for scope in ("read", "write"))
    assert send(None, "GET", RESTORES, token=reading).status_code == 200
    refused = send(None, "POST", RESTORES, token=reading)
    assert (refused.status_code, refused.json()["error"]) == (403, "Auth.InsufficientScope")
    assert send(None, "POST", RESTORES, token=writing).status_code == 202
    started = AuditEntry.objects.get(event=Event.RESTORE_STARTED)
    assert started.details["access_token"] == "write"


def test_a_token_limited_to_production_reaches_no_restore_of_staging(send, personal_token):
    production = personal_token("olive", organizations=["acme"], name="production")
    staging = personal_token("olive", organizations=["acme_Staging"], name="staging")
    for method, path in (("GET", "restores"), ("POST", "restores"), ("POST", "plans"), ("GET", "drift")):
        for organization in ("acme", "acme_Staging"):
            response = send(None, method, f"/organizations/{organization}/{path}", token=production)
            assert response.status_code == 404
    assert not Restore.objects.exists()
    assert send(None, "POST", RESTORES, token=staging).status_code == 202


def test_who_sees_only_staging_is_not_told_of_production(send, cast):
    cast.pair.staging.access_grants.filter(user=cast.victor).delete()
    restore = create_restore(cast.pair)
    from_staging = send("olive", "GET", f"{RESTORES}/{restore.pk}").json()
    assert from_staging["ProductionID"] == "acme"
    cast.pair.production.access_grants.filter(team=cast.team).delete()
    assert send("tess", "GET", f"{RESTORES}/{restore.pk}").json()["ProductionID"] is None
    assert send("tess", "GET", f"/organizations/acme/restores/{restore.pk}").status_code == 404
    # Victor sees only Production.
    assert send("victor", "GET", f"/organizations/acme/restores/{restore.pk}").status_code == 404
