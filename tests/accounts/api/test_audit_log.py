"""The signed-in user's own audit log in the Portal API."""

from accounts.audit import log
from accounts.audit.events import Event
from accounts.login import api_tokens
from accounts.models import AuditEntry
from tests.accounts.personal_tokens.creation import create_token


def test_the_own_log_is_of_the_user_alone(call, cast):
    pair = api_tokens.issue(cast.victor)
    AuditEntry.objects.all()._raw_delete("default")
    log.record(Event.PROFILE_UPDATED, by=cast.victor, target=cast.victor, fields=["name"])
    log.record(Event.PASSWORD_CHANGED, by=cast.oscar, target=cast.victor)
    log.record(Event.PROFILE_UPDATED, by=cast.olive, target=cast.olive)
    items = call("GET", "/me/auditlog", pair=pair).json()["Items"]
    assert [(item["Event"], item["Actor"], item["Username"]) for item in items] == [
        ("password.changed", "Oscar", None),
        ("profile.updated", "You", "victor"),
    ]
    assert items[1]["Target"] == "your account"
    found = call("GET", "/me/auditlog?event=profile.updated&by=victor", pair=pair).json()
    assert [item["Event"] for item in found["Items"]] == ["profile.updated"]


def test_a_token_limited_to_organizations_does_not_read_the_log_of_the_account(client, cast):
    tokens = [
        create_token(cast.olive, name=name, scope="read", organizations=organizations).token
        for name, organizations in (("all", None), ("limited", ["acme"]))
    ]
    statuses = [
        client.get("/api/v1/me/auditlog", headers={"Authorization": f"Bearer {token}"}).status_code
        for token in tokens
    ]
    assert statuses == [200, 403]
