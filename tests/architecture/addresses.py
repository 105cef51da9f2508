"""Every address of the portal, and who may use it. An address that stands in no table fails the walk."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.urls import get_resolver

from tests.cast import PEOPLE

NOBODY = "nobody"  # who has not signed in


@dataclass(frozen=True)
class Rule:
    """Who is served. Of the others, `forbidden` learn that they may not, the rest that there is nothing.

    `surely`: who is served finds something there in the walk. Otherwise it may miss what it is about.
    """

    served: frozenset[str]
    forbidden: frozenset[str] = frozenset()
    surely: bool = True


def only(*people: str, forbidden: tuple[str, ...] = (), surely: bool = True) -> Rule:
    return Rule(frozenset(people), frozenset(forbidden), surely)


EVERYBODY = only(NOBODY, *PEOPLE)
DOOR = only(
    NOBODY, *PEOPLE, surely=False
)  # a step of signing in: who has not taken the one before is sent to it
SIGNED_IN = only(*PEOPLE)
# About something of one's own, and only of one's own.
OWN = only(*PEOPLE, surely=False)
CONTRIBUTORS = only("olive", "adam", "tess", "victor")
ADMINS = only("olive", "adam", forbidden=("tess", "victor"))
OWNER = only("olive", forbidden=("adam", "tess", "victor"))
OPERATORS = only("oscar", forbidden=tuple(name for name in PEOPLE if name != "oscar"), surely=False)
NO_ONE = only()

# By route. A rule holds for every method, but for those that stand behind the route.
ADDRESSES = {
    "": SIGNED_IN,
    "menu/": SIGNED_IN,
    "alive/": EVERYBODY,
    "health/": EVERYBODY,
    # Asks for METRICS_TOKEN, and is not there for who has none.
    "metrics/": NO_ONE,
    # There in the embedded default only.
    "mailbox/": NO_ONE,
    "mailbox/<int:pk>/": NO_ONE,
    "organizations/": SIGNED_IN,
    "organizations/new/": SIGNED_IN,
    "organizations/new/id/": SIGNED_IN,
    "organizations/<str:organization_id>/": CONTRIBUTORS,
    "organizations/<str:organization_id>/visit/": CONTRIBUTORS,
    "organizations/<str:organization_id>/settings/": CONTRIBUTORS,
    "organizations/<str:organization_id>/delete/": OWNER,
    "organizations/<str:organization_id>/delete/confirm/": OWNER,
    "organizations/<str:organization_id>/restores/": CONTRIBUTORS,
    "organizations/<str:organization_id>/restores/plan/": CONTRIBUTORS,
    "organizations/<str:organization_id>/restores/plan/ POST": ADMINS,
    "organizations/<str:organization_id>/restores/start/": ADMINS,
    "organizations/<str:organization_id>/restores/settings/": ADMINS,
    "organizations/<str:organization_id>/restores/webhook/": ADMINS,
    "organizations/<str:organization_id>/restores/<int:number>/": CONTRIBUTORS,
    "organizations/<str:organization_id>/restores/<int:number>/stop/": ADMINS,
    "organizations/<str:organization_id>/restores/<int:number>/json/": CONTRIBUTORS,
    "console/": SIGNED_IN,
    "organizations/<str:organization_id>/console/": CONTRIBUTORS,
    "organizations/<str:organization_id>/console/<str:key>": CONTRIBUTORS,
    "organizations/<str:organization_id>/responses/<str:key>/": OWN,
    "organizations/<str:organization_id>/responses/<str:key>/body": OWN,
    "api/v1/": NO_ONE,
    "api/v1/openapi.json": EVERYBODY,
    "api/v1/docs": EVERYBODY,
    "api/v1/oauth/token": EVERYBODY,
    "api/v1/oauth/revoke": EVERYBODY,
    "api/v1/me": SIGNED_IN,
    "api/v1/register": DOOR,
    "api/v1/verify": DOOR,
    "api/v1/forgotpassword": DOOR,
    "api/v1/resetpassword": DOOR,
    "api/v1/unlock": DOOR,
    "api/v1/confirmation": SIGNED_IN,
    "api/v1/portalusers": SIGNED_IN,
    "api/v1/portalusers/<username>": SIGNED_IN,
    "api/v1/organizations": SIGNED_IN,
    "api/v1/organizations/<organization_id>": CONTRIBUTORS,
    "api/v1/organizations/<organization_id> PUT": ADMINS,
    # Only a Sandbox organization can be deleted here, so the walk's is refused to its owner too.
    "api/v1/organizations/<organization_id> DELETE": only(forbidden=("olive", "adam", "tess", "victor")),
    "api/v1/organizations/<organization_id>/token": CONTRIBUTORS,
    "accounts/login/": EVERYBODY,
    "accounts/logout/": EVERYBODY,
    "accounts/inactive/": EVERYBODY,
    "accounts/terms/": EVERYBODY,
    "accounts/locked/": EVERYBODY,
    "accounts/cancelled/": EVERYBODY,
    "accounts/deleted/": EVERYBODY,
    "accounts/register/": EVERYBODY,
    "accounts/register/code/": DOOR,
    "accounts/register/details/": DOOR,
    "accounts/password/reset/": EVERYBODY,
    "accounts/password/new/": DOOR,
    "accounts/password/check/": SIGNED_IN,
    "accounts/second-factor/": DOOR,
    "accounts/second-factor/reset/": DOOR,
    "accounts/passkey/": EVERYBODY,
    "accounts/passkey/ POST": DOOR,
    "accounts/github/login/": EVERYBODY,
    "accounts/social/google/login/": EVERYBODY,
    "accounts/github/login/callback/": DOOR,
    "accounts/social/google/login/callback/": DOOR,
    # Mailed: whoever has the address may open it.
    "accounts/register/link/<str:token>/": EVERYBODY,
    "accounts/second-factor/stop/<str:token>/": EVERYBODY,
    "profile/email/link/<str:token>/": EVERYBODY,
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
    "profile/authentication/link/<str:provider>/": OWN,
    "profile/authentication/unlink/<str:provider>/": OWN,
    "profile/authentication/sign-out/": OWN,
    "profile/authentication/sign-out-others/": SIGNED_IN,
    "profile/authentication/app/": SIGNED_IN,
    "profile/authentication/app/off/": SIGNED_IN,
    "profile/authentication/codes/": SIGNED_IN,
    "profile/authentication/codes/new/": SIGNED_IN,
    "profile/authentication/codes/file/": SIGNED_IN,
    "profile/authentication/passkeys/add/": SIGNED_IN,
    "profile/authentication/passkeys/<int:pk>/name/": OWN,
    "profile/authentication/passkeys/<int:pk>/remove/": OWN,
    "profile/audit-log/": SIGNED_IN,
    "profile/audit-log/csv/": SIGNED_IN,
    "profile/data/": SIGNED_IN,
    "profile/data/export/": SIGNED_IN,
    "profile/data/export/<int:pk>/": OWN,
    "profile/data/delete/": SIGNED_IN,
    "api/v1/me/accept": SIGNED_IN,
    "api/v1/me/password": SIGNED_IN,
    "api/v1/me/email": SIGNED_IN,
    "api/v1/me/verifyemail": SIGNED_IN,
    "api/v1/me/regions": SIGNED_IN,
    "api/v1/me/authorizationmethods": SIGNED_IN,
    "api/v1/me/authorizationmethods/<name>": OWN,
    "api/v1/me/authorizationmethods/<name>/link": OWN,
    "admin/logout/": DOOR,
}
# Beginnings of routes that know no organization: who has signed in there is all that tells the cast apart.
TREES = ("accounts/", "profile/", "api/v1/me/", "admin/")
# The operator admin's index and its lists; its other pages hang on what may be changed there.
ADMIN_LIST = re.compile(r"admin/(\w+/\w+/)?")
# What stands in a route for a part of the path, in the walk.
EXAMPLES = {
    "organization_id": "acme",
    "key": "Products.List",
    "number": "1000",
    "username": "olive",
    "app_label": "accounts",
}


@dataclass(frozen=True)
class Address:
    """One pattern of the URL configuration."""

    route: str

    @property
    def path(self) -> str:
        """The route with examples in the place of its parameters."""
        plain = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", self.route)
        plain = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: EXAMPLES.get(match[1], "1"), plain)
        return "/" + re.sub(r"[\^$\\]", "", plain)

    @property
    def methods(self) -> tuple[str, ...]:
        """Those that the walk tries: pages are read and posted to, programs have more."""
        return ("GET", "POST", "PUT", "PATCH", "DELETE") if self.for_programs else ("GET", "POST")

    @property
    def in_a_tree(self) -> bool:
        return self.route.startswith(TREES)

    @property
    def for_programs(self) -> bool:
        return self.route.startswith("api/")

    def rule(self, method: str) -> Rule | None:
        """Who may use it by that method; None when nobody decided."""
        if rule := ADDRESSES.get(f"{self.route} {method}") or ADDRESSES.get(self.route):
            return rule
        if not self.route.startswith("admin/"):
            return None
        return replace(OPERATORS, surely=method == "GET" and bool(ADMIN_LIST.fullmatch(self.route)))


def addresses() -> list[Address]:
    """Every address once, in the order in which Django tries them."""
    return [Address(route) for route in dict.fromkeys(_routes(get_resolver(), ""))]


def _routes(resolver, before: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern, route)
        else:
            yield route
