"""Every URL of the portal and who may use it. A URL that no table lists fails the test."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.urls import get_resolver

from tests.architecture.access_rules import (
    ADMINS,
    ADMINS_OF_CREDENTIALS,
    CONTRIBUTORS,
    CONTRIBUTORS_OF_RECORDS,
    EVERYONE,
    INVITED,
    NO_ONE,
    OPERATORS,
    OWN_RECORDS,
    OWNER,
    SIGN_IN_STEP,
    SIGNED_IN,
    TEAM_ADMINS,
    TEAM_MEMBERS,
    TEAM_OWNER,
    Rule,
    allow,
)
from tests.architecture.api_addresses import API_ACCESS

ENHANCED = "organizations/<str:organization_id>/enhanced/"

# By route. A rule applies to every method, except those listed after the route.
URL_ACCESS = {
    "": SIGNED_IN,
    "menu/": SIGNED_IN,
    "search/": SIGNED_IN,
    "alive/": EVERYONE,
    "health/": EVERYONE,
    # 404 without METRICS_TOKEN.
    "metrics/": NO_ONE,
    # In the embedded default only.
    "mailbox/": NO_ONE,
    "mailbox/<int:pk>/": NO_ONE,
    "organizations/": SIGNED_IN,
    "organizations/new/": SIGNED_IN,
    "organizations/new/id/": SIGNED_IN,
    "organizations/connect/": SIGNED_IN,
    "organizations/connect/place/": SIGNED_IN,
    "organizations/requests/": SIGNED_IN,
    "organizations/requests/new/": SIGNED_IN,
    "organizations/requests/id/": SIGNED_IN,
    "organizations/requests/<int:pk>/": OWN_RECORDS,
    "organizations/requests/<int:pk>/edit/": OWN_RECORDS,
    "organizations/requests/<int:pk>/reply/": OWN_RECORDS,
    "organizations/requests/<int:pk>/withdraw/": OWN_RECORDS,
    "organizations/<str:organization_id>/": CONTRIBUTORS,
    "organizations/<str:organization_id>/visit/": CONTRIBUTORS,
    "organizations/<str:organization_id>/settings/": CONTRIBUTORS,
    "organizations/<str:organization_id>/settings/ POST": ADMINS,
    # The walk's organizations are on the emulator and have no credentials.
    "organizations/<str:organization_id>/connection/": ADMINS_OF_CREDENTIALS,
    "organizations/<str:organization_id>/connection/test/": ADMINS_OF_CREDENTIALS,
    "organizations/<str:organization_id>/connection/rotate/": ADMINS_OF_CREDENTIALS,
    "organizations/<str:organization_id>/connection/secret/": ADMINS_OF_CREDENTIALS,
    "organizations/<str:organization_id>/pair/link/": ADMINS,
    "organizations/<str:organization_id>/pair/unlink/": ADMINS,
    "organizations/<str:organization_id>/bring-back/": NO_ONE,  # nothing is deleted
    "organizations/<str:organization_id>/search-indexes/": CONTRIBUTORS,
    "organizations/<str:organization_id>/search-indexes/ POST": ADMINS,
    "organizations/<str:organization_id>/audit-log/": ADMINS,
    "organizations/<str:organization_id>/audit-log/csv/": ADMINS,
    "organizations/<str:organization_id>/delete/": OWNER,
    "organizations/<str:organization_id>/delete/confirm/": OWNER,
    "organizations/<str:organization_id>/contributors/": CONTRIBUTORS,
    "organizations/<str:organization_id>/contributors/who/": CONTRIBUTORS,
    # The walk's person is no contributor.
    "organizations/<str:organization_id>/contributors/csv/": CONTRIBUTORS,
    "organizations/<str:organization_id>/contributors/<int:user_id>/": OWN_RECORDS,
    "organizations/<str:organization_id>/contributors/<int:user_id>/direct/": OWN_RECORDS,
    "organizations/<str:organization_id>/contributors/<int:user_id>/changes/": OWN_RECORDS,
    "organizations/<str:organization_id>/contributors/<int:user_id>/calls/": OWN_RECORDS,
    "organizations/<str:organization_id>/contributors/<int:user_id>/edit/": ADMINS_OF_CREDENTIALS,
    "organizations/<str:organization_id>/contributors/<int:user_id>/remove/": ADMINS_OF_CREDENTIALS,
    # Without anyone selected it leads back to the list.
    "organizations/<str:organization_id>/contributors/roles/": ADMINS,
    "organizations/<str:organization_id>/contributors/policy/": OWNER,
    "organizations/<str:organization_id>/leave/": CONTRIBUTORS,
    "organizations/<str:organization_id>/team-access/": CONTRIBUTORS,
    "organizations/<str:organization_id>/team-access/invite/": ADMINS,
    "organizations/<str:organization_id>/team-access/<int:pk>/edit/": ADMINS_OF_CREDENTIALS,
    "organizations/<str:organization_id>/team-access/<int:pk>/remove/": OWN_RECORDS,
    "organizations/<str:organization_id>/transfer/": OWNER,
    "organizations/<str:organization_id>/transfer/confirm/": OWNER,
    "organizations/<str:organization_id>/restores/": CONTRIBUTORS,
    "organizations/<str:organization_id>/restores/plan/": CONTRIBUTORS,
    "organizations/<str:organization_id>/restores/plan/ POST": ADMINS,
    "organizations/<str:organization_id>/restores/start/": ADMINS,
    "organizations/<str:organization_id>/restores/schedule/": ADMINS,
    "organizations/<str:organization_id>/restores/settings/": ADMINS,
    "organizations/<str:organization_id>/restores/webhook/": ADMINS,
    "organizations/<str:organization_id>/restores/event-webhooks/": ADMINS,
    "organizations/<str:organization_id>/restores/event-webhooks/new/": ADMINS,
    # The walk's organizations have no webhook.
    "organizations/<str:organization_id>/restores/event-webhooks/<int:pk>/": ADMINS_OF_CREDENTIALS,
    "organizations/<str:organization_id>/restores/event-webhooks/<int:pk>/delete/": ADMINS_OF_CREDENTIALS,
    "organizations/<str:organization_id>/restores/<int:pk>/": CONTRIBUTORS,
    "organizations/<str:organization_id>/restores/<int:pk>/stop/": ADMINS,
    "organizations/<str:organization_id>/restores/<int:pk>/json/": CONTRIBUTORS,
    "console/": SIGNED_IN,
    # The walk posts no organization.
    "console/tabs/": OWN_RECORDS,
    "console/tabs/<int:tab_id>/close/": OWN_RECORDS,
    "console/tabs/<int:tab_id>/reopen/": OWN_RECORDS,
    "organizations/<str:organization_id>/api-version/": CONTRIBUTORS,
    "organizations/<str:organization_id>/console/": CONTRIBUTORS,
    "organizations/<str:organization_id>/console/context/": CONTRIBUTORS,
    "organizations/<str:organization_id>/console/<str:key>": CONTRIBUTORS,
    "organizations/<str:organization_id>/console/history/": CONTRIBUTORS,
    "organizations/<str:organization_id>/console/history/<int:pk>/": OWN_RECORDS,
    "organizations/<str:organization_id>/console/records/": CONTRIBUTORS,
    "organizations/<str:organization_id>/console/undo/<int:pk>/": OWN_RECORDS,
    "organizations/<str:organization_id>/writes/": CONTRIBUTORS,
    "organizations/<str:organization_id>/writes/unlock/": CONTRIBUTORS,
    "organizations/<str:organization_id>/writes/lock/": CONTRIBUTORS,
    # The walk's organizations have no delete that waits for approval.
    "organizations/<str:organization_id>/delete-approvals/<int:pk>/": OWN_RECORDS,
    # The walk names no role of the operation.
    "organizations/<str:organization_id>/console/<str:key>/role/": CONTRIBUTORS_OF_RECORDS,
    "organizations/<str:organization_id>/console/<str:key>/draft/": CONTRIBUTORS,
    "organizations/<str:organization_id>/console/<str:key>/draft/discard/": CONTRIBUTORS,
    "organizations/<str:organization_id>/responses/<str:key>/": OWN_RECORDS,
    "organizations/<str:organization_id>/responses/<str:key>/body": OWN_RECORDS,
    ENHANCED: CONTRIBUTORS,
    f"{ENHANCED}<str:resource>/": CONTRIBUTORS,
    # The walk's organizations have no such record, and most of the cast no role to read it.
    f"{ENHANCED}<str:resource>/new/": CONTRIBUTORS_OF_RECORDS,
    f"{ENHANCED}<str:resource>/<str:record_id>/": CONTRIBUTORS_OF_RECORDS,
    f"{ENHANCED}<str:resource>/<str:record_id>/delete/": CONTRIBUTORS_OF_RECORDS,
    f"{ENHANCED}<str:resource>/<str:record_id>/secret/<str:field>/": CONTRIBUTORS_OF_RECORDS,
    "teams/": SIGNED_IN,
    "teams/new/": SIGNED_IN,
    "teams/<str:team_id>/": TEAM_MEMBERS,
    "teams/<str:team_id>/edit/": TEAM_ADMINS,
    "teams/<str:team_id>/invite/": TEAM_ADMINS,
    "teams/<str:team_id>/members/<int:pk>/": allow("olive", forbidden=("tess",), always_succeeds=False),
    "teams/<str:team_id>/leave/": TEAM_MEMBERS,
    "teams/<str:team_id>/transfer/": TEAM_OWNER,
    "teams/<str:team_id>/delete/": TEAM_OWNER,
    "accounts/login/": EVERYONE,
    "accounts/logout/": EVERYONE,
    "accounts/inactive/": EVERYONE,
    "accounts/terms/": EVERYONE,
    "accounts/locked/": EVERYONE,
    "accounts/cancelled/": EVERYONE,
    "accounts/deleted/": EVERYONE,
    "accounts/register/": EVERYONE,
    "accounts/register/code/": SIGN_IN_STEP,
    "accounts/register/details/": SIGN_IN_STEP,
    "accounts/password/reset/": EVERYONE,
    "accounts/password/new/": SIGN_IN_STEP,
    "accounts/password/check/": SIGNED_IN,
    "accounts/second-factor/": SIGN_IN_STEP,
    "accounts/second-factor/reset/": SIGN_IN_STEP,
    "accounts/passkey/": EVERYONE,
    "accounts/passkey/ POST": SIGN_IN_STEP,
    "accounts/github/login/": EVERYONE,
    "accounts/social/google/login/": EVERYONE,
    "accounts/github/login/callback/": SIGN_IN_STEP,
    "accounts/social/google/login/callback/": SIGN_IN_STEP,
    "organizations/<str:organization_id>/invitations/new/": ADMINS,
    "organizations/<str:organization_id>/invitations/people/": ADMINS,
    # The walk's are to Ida's address.
    "organizations/<str:organization_id>/invitations/<int:pk>/": ADMINS,
    "organizations/<str:organization_id>/invitations/<int:pk>/edit/": ADMINS,
    "organizations/<str:organization_id>/invitations/<int:pk>/resend/": ADMINS,
    "organizations/<str:organization_id>/invitations/<int:pk>/revoke/": ADMINS,
    "invitations/organizations/<int:pk>/": INVITED,
    "invitations/organizations/<int:pk>/accept/": INVITED,
    "invitations/organizations/<int:pk>/decline/": INVITED,
    "invitations/teams/<int:pk>/": INVITED,
    "invitations/teams/<int:pk>/accept/": INVITED,
    "invitations/teams/<int:pk>/decline/": INVITED,
    # Sent by email: anyone with the link may open it. The walk has none.
    "invitations/link/<str:token>/": SIGN_IN_STEP,
    "accounts/register/link/<str:token>/": EVERYONE,
    "accounts/second-factor/stop/<str:token>/": EVERYONE,
    "profile/email/link/<str:token>/": EVERYONE,
    "profile/notifications/": SIGNED_IN,
    "notifications/unsubscribe/link/<str:token>/": SIGN_IN_STEP,
    "accounts/username/": SIGNED_IN,
    "accounts/username/check/": SIGNED_IN,
    "accounts/reauthenticate/": SIGNED_IN,
    "accounts/signup/": SIGNED_IN,
    "accounts/social/": SIGNED_IN,
    "accounts/2fa/": SIGNED_IN,
    "profile/": SIGNED_IN,
    "profile/email/": SIGNED_IN,
    "profile/email/code/": SIGNED_IN,
    "profile/password/": SIGNED_IN,
    "profile/authentication/": SIGNED_IN,
    "profile/authentication/password/remove/": SIGNED_IN,
    "profile/authentication/link/<str:provider>/": OWN_RECORDS,
    "profile/authentication/unlink/<str:provider>/": OWN_RECORDS,
    "profile/authentication/sign-out/": OWN_RECORDS,
    "profile/authentication/sign-out-others/": SIGNED_IN,
    "profile/authentication/app/": SIGNED_IN,
    "profile/authentication/app/off/": SIGNED_IN,
    "profile/authentication/codes/": SIGNED_IN,
    "profile/authentication/codes/new/": SIGNED_IN,
    "profile/authentication/codes/file/": SIGNED_IN,
    "profile/authentication/passkeys/add/": SIGNED_IN,
    "profile/authentication/passkeys/<int:pk>/name/": OWN_RECORDS,
    "profile/authentication/passkeys/<int:pk>/remove/": OWN_RECORDS,
    "profile/tokens/": SIGNED_IN,
    "profile/tokens/new/": SIGNED_IN,
    "profile/tokens/<int:pk>/revoke/": OWN_RECORDS,
    "profile/audit-log/": SIGNED_IN,
    "profile/audit-log/csv/": SIGNED_IN,
    "profile/data/": SIGNED_IN,
    "profile/data/export/": SIGNED_IN,
    "profile/data/export/<int:pk>/": OWN_RECORDS,
    "profile/data/delete/": SIGNED_IN,
    "admin/logout/": SIGN_IN_STEP,
    **API_ACCESS,
}
# Prefixes of routes that know no organization: only whether the user is signed in makes a difference there.
URL_PREFIXES = ("accounts/", "profile/", "api/v1/me/", "admin/")
# The operator admin: its index and lists; its other pages depend on what may be changed there.
ADMIN_LIST = re.compile(r"admin/(\w+/\w+/)?")
# Examples for the parameters of routes.
EXAMPLES = {
    "organization_id": "acme",
    "team_id": "traders",
    "key": "Products.List",
    "resource": "api-clients",
    "field": "ClientSecret",
    "pk": "1000000",
    "restore_id": "1000000",
    "plan_id": "1000000",
    "type": "Products",
    "webhook_id": "1000000",
    "delivery_id": "1000000",
    "username": "olive",
    "user_id": "1000000",
    "app_label": "accounts",
}


@dataclass(frozen=True)
class UrlPattern:
    """One pattern of the URL configuration."""

    route: str

    @property
    def path(self) -> str:
        """The route with examples in place of its parameters."""
        plain = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", self.route)
        plain = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: EXAMPLES.get(match[1], "1"), plain)
        return "/" + re.sub(r"[\^$\\]", "", plain)

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that the test tries: pages take GET and POST, the API more."""
        return ("GET", "POST", "PUT", "PATCH", "DELETE") if self.is_api else ("GET", "POST")

    @property
    def under_prefix(self) -> bool:
        return self.route.startswith(URL_PREFIXES)

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api/")

    def rule(self, method: str) -> Rule | None:
        """Return the rule for that method, or None."""
        if rule := URL_ACCESS.get(f"{self.route} {method}") or URL_ACCESS.get(self.route):
            return rule
        if not self.route.startswith("admin/"):
            return None
        return replace(OPERATORS, always_succeeds=method == "GET" and bool(ADMIN_LIST.fullmatch(self.route)))


def url_patterns() -> list[UrlPattern]:
    """Return every URL pattern once, in the order in which Django tries them."""
    return [UrlPattern(route) for route in dict.fromkeys(_routes(get_resolver(), ""))]


def _routes(resolver, before: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern, route)
        else:
            yield route
