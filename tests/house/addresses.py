"""Every address of the portal, and who may use it. An address that stands in no table fails the walk."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import get_resolver

from tests.cast import PEOPLE

NOBODY = "nobody"  # who has not signed in


@dataclass(frozen=True)
class Rule:
    """Who is served. Of the others, `forbidden` learn that it is not for them, the rest that there is nothing."""

    served: frozenset[str]
    forbidden: frozenset[str] = frozenset()


def only(*people: str, forbidden: tuple[str, ...] = ()) -> Rule:
    return Rule(frozenset(people), frozenset(forbidden))


EVERYBODY = only(NOBODY, *PEOPLE)
SIGNED_IN = only(*PEOPLE)
CONTRIBUTORS = only("olive", "adam", "tess", "victor")
ADMINS = only("olive", "adam", forbidden=("tess", "victor"))
OWNER = only("olive", forbidden=("adam", "tess", "victor"))
OPERATORS = only("oscar", forbidden=tuple(name for name in PEOPLE if name != "oscar"))
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
    "mailbox/<int:number>/": NO_ONE,
    "organizations/": SIGNED_IN,
    "organizations/new/": SIGNED_IN,
    "organizations/new/id/": SIGNED_IN,
    "organizations/<str:organization_id>/": CONTRIBUTORS,
    "organizations/<str:organization_id>/settings/": CONTRIBUTORS,
    "organizations/<str:organization_id>/settings/ POST": ADMINS,
    "api/v1/": NO_ONE,
    "api/v1/openapi.json": EVERYBODY,
    "api/v1/docs": EVERYBODY,
    "api/v1/oauth/token": EVERYBODY,
    "api/v1/oauth/revoke": EVERYBODY,
    "api/v1/me": SIGNED_IN,
    "api/v1/me/verifyemail": SIGNED_IN,
    "api/v1/confirmation": SIGNED_IN,
    "api/v1/organizations": SIGNED_IN,
    "api/v1/organizations/<organization_id>": CONTRIBUTORS,
    "api/v1/organizations/<organization_id> PUT": ADMINS,
    "api/v1/organizations/<organization_id> DELETE": OWNER,
}
# By the beginning of the route, where a library guards a whole tree.
TREES = {"admin/": OPERATORS}
# What stands in a route for a part of the path, in the walk.
EXAMPLES = {"organization_id": "acme", "number": "1", "app_label": "accounts", "url": "nothing/here"}


@dataclass(frozen=True)
class Address:
    """One pattern of the URL configuration, with the view that answers it."""

    route: str
    view: object

    @property
    def path(self) -> str:
        """The route with examples in the place of its parameters."""
        plain = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", self.route)
        plain = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: EXAMPLES.get(match[1], "1"), plain)
        return "/" + re.sub(r"[\^$\\]", "", plain)

    def rule(self, method: str) -> Rule | None:
        """Who may use it by that method; None when nobody decided."""
        for tree, rule in TREES.items():
            if self.route.startswith(tree):
                return rule
        return ADDRESSES.get(f"{self.route} {method}") or ADDRESSES.get(self.route)


def addresses(resolver=None, before: str = "") -> Iterator[Address]:
    """Every address, in the order in which Django tries them."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern, route)
        else:
            yield Address(route, pattern.callback)
