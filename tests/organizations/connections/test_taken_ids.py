"""IDs that are taken here: which one to enter instead, and what is said of who has it."""

import pytest
from django.core.exceptions import ValidationError

from accounts.operators import Operator
from lib import clock
from organizations.connections import connecting, verification
from organizations.connections.report import Report
from organizations.models import Connection, Organization
from tests.cast import create_access, create_organization
from tests.organizations.connections.remote import Remote, create_remote


def connect(remote: Remote, user, **changes: str) -> Organization:
    return connecting.connect(remote.candidate(user, **changes), owner=user, by=user)


def messages_of(error) -> dict[str, list[str]]:
    return error.value.message_dict


def test_a_sandbox_id_that_another_environment_has_here_suggests_the_suffix(remote, cast):
    create_organization(cast.olive, "hartwell", "Production")
    with pytest.raises(ValidationError) as error:
        remote.candidate(id="hartwell")
    assert messages_of(error) == {
        "id": ["Another organization has this ID here. Enter hartwell_Sandbox instead."]
    }
    assert connect(remote, cast.stan, id="hartwell_Sandbox").pk == "hartwell_Sandbox"


def test_a_sandbox_id_that_another_region_has_here_suggests_the_other_form(remote, cast):
    create_organization(cast.olive, "hartwell_Sandbox", region="eur")
    with pytest.raises(ValidationError, match="Enter hartwell instead"):
        remote.candidate(id="hartwell_Sandbox")
    create_organization(cast.olive, "hartwell", "Production")
    with pytest.raises(
        ValidationError, match="Another organization on this portal has the ID hartwell_Sandbox"
    ):
        remote.candidate(id="hartwell_Sandbox")


@pytest.mark.parametrize(
    ("environment", "region", "place"),
    [
        ("Sandbox", "usw", "a Sandbox organization in US-West"),
        ("Production", "eur", "a Production organization in Europe-West"),
    ],
)
def test_production_whose_id_another_organization_has_here_says_which_only_to_who_may_see_it(
    allowed_emulator, cast, environment, region, place
):
    remote = create_remote(allowed_emulator, "kestrel", "Production")
    holder = create_organization(cast.olive, "Kestrel", environment, region=region)
    create_access(holder, ["ProductReader"], user=cast.victor)
    for by in (cast.olive, cast.victor, Operator(cast.oscar)):
        with pytest.raises(ValidationError) as error:
            remote.candidate(by)
        assert messages_of(error) == {
            "id": [
                f"Kestrel is already the ID of {place} on this portal, and an ID exists here once. "
                "An operator can help."
            ]
        }
    with pytest.raises(ValidationError) as error:
        remote.candidate(cast.stan)
    assert messages_of(error) == {
        "id": ["Another organization on this portal has the ID kestrel. An operator can help."]
    }


def test_an_id_that_is_taken_during_the_test_by_another_marketplace_is_explained(
    allowed_emulator, cast, monkeypatch
):
    remote = create_remote(allowed_emulator, "kestrel", "Production")
    test = verification.test

    def test_slowly(connection: Connection) -> Report:
        create_organization(cast.olive, "kestrel", "Production", region="eur")
        return test(connection)

    monkeypatch.setattr(verification, "test", test_slowly)
    with pytest.raises(ValidationError, match="Another organization on this portal has the ID kestrel"):
        connect(remote, cast.stan)


def test_a_deleted_organization_is_restored_and_not_connected_again(remote, cast):
    organization = connect(remote, cast.olive)
    organization.deleted_at = clock.now()
    organization.save()
    with pytest.raises(ValidationError, match="Its owner can restore it"):
        remote.candidate()


def test_a_word_of_the_portals_own_addresses_is_no_id(remote):
    with pytest.raises(ValidationError, match="in its own addresses, so no organization can have this ID.'"):
        remote.candidate(environment="Production", id="connect", base_url="")
    with pytest.raises(ValidationError, match="in its own addresses.* Enter connect_Sandbox instead"):
        remote.candidate(id="connect")
