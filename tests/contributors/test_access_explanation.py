"""Why someone may do something in an organization."""

from contributors.access_explanation import explain, explain_right, without
from contributors.access_settings import AccessSettings
from contributors.contributor_list import everyone
from contributors.effective_access import effective_access
from contributors.grants.changing import change
from contributors.models import AccessGrant
from tests.cast import create_access


def tess_with_direct_access(cast) -> AccessGrant:
    return create_access(cast.sandbox, ["ProductAdmin"], user=cast.tess, impersonate_buyer=True)


def named(sources) -> list[str]:
    return ["owner" if item.is_owner else item.team.name if item.team else "direct" for item in sources]


def test_each_role_names_every_source_direct_access_first(cast):
    tess_with_direct_access(cast)
    roles = {
        right.name: named(right.sources) for right in explain(effective_access(cast.tess, cast.sandbox)).roles
    }
    assert roles["ProductAdmin"] == ["direct", "Traders"]
    assert roles["CategoryAdmin"] == ["Traders"]


def test_a_permission_that_nothing_gives_has_no_source(cast):
    tess_with_direct_access(cast)
    explanation = explain(effective_access(cast.tess, cast.sandbox))
    permissions = {right.name: named(right.sources) for right in explanation.permissions}
    assert permissions["impersonate_buyer"] == ["direct"]
    assert permissions["is_admin"] == []


def test_direct_access_names_who_granted_the_role_and_when(cast):
    grant = tess_with_direct_access(cast)
    change(grant, AccessSettings.create(["ProductAdmin", "OrderReader"]), by=cast.adam)
    explanation = explain(effective_access(cast.tess, cast.sandbox))
    sources = {right.name: right.sources[0] for right in explanation.roles}
    assert sources["OrderReader"].granted_by == cast.adam
    assert sources["ProductAdmin"].granted_by == cast.olive  # who invited, as no one else is known


def test_full_access_is_a_source_of_every_api_role(cast):
    create_access(cast.sandbox, ["FullAccess"], user=cast.tess)
    rights = {
        right.name: named(right.sources) for right in explain(effective_access(cast.tess, cast.sandbox)).roles
    }
    assert rights["ProductAdmin"] == ["direct", "Traders"]


def test_without_a_source_only_what_no_other_gives_is_lost(cast):
    grant = tess_with_direct_access(cast)
    assert without(effective_access(cast.tess, cast.sandbox), grant.pk) == ["impersonate_buyer"]


def test_the_owner_is_the_source_of_everything(cast):
    explanation = explain(effective_access(cast.olive, cast.sandbox))
    assert all(named(right.sources) == ["owner"] for right in explanation.permissions)


def test_who_holds_a_role_is_everyone_with_each_source(cast):
    tess_with_direct_access(cast)
    holders = {
        user.username: named(sources)
        for user, sources in explain_right(list(everyone(cast.sandbox, "", "ProductAdmin")), "ProductAdmin")
    }
    assert holders == {"olive": ["owner"], "adam": ["direct"], "tess": ["direct", "Traders"]}
