"""Who may use a URL, as rules for the cast."""

from dataclasses import dataclass

from tests.cast import USERNAMES

ANONYMOUS = "anonymous"  # not signed in


@dataclass(frozen=True)
class Rule:
    """The users whose request succeeds. `forbidden` get 403, all others 404.

    `always_succeeds`: in the test the URL exists for these users. Otherwise its record may be missing.
    """

    allowed: frozenset[str]
    forbidden: frozenset[str] = frozenset()
    always_succeeds: bool = True


def allow(*usernames: str, forbidden: tuple[str, ...] = (), always_succeeds: bool = True) -> Rule:
    return Rule(frozenset(usernames), frozenset(forbidden), always_succeeds)


EVERYONE = allow(ANONYMOUS, *USERNAMES)
SIGN_IN_STEP = allow(
    ANONYMOUS, *USERNAMES, always_succeeds=False
)  # a step of signing in: without the step before, a redirect to that one
SIGNED_IN = allow(*USERNAMES)
# Only the user's own records.
OWN_RECORDS = allow(*USERNAMES, always_succeeds=False)
CONTRIBUTORS = allow("olive", "adam", "tess", "victor")
CONTRIBUTORS_OF_RECORDS = allow("olive", "adam", "tess", "victor", always_succeeds=False)
ADMINS = allow("olive", "adam", forbidden=("tess", "victor"))
ADMINS_OF_CREDENTIALS = allow("olive", "adam", forbidden=("tess", "victor"), always_succeeds=False)
INVITED = allow("ida")
TEAM_MEMBERS = allow("olive", "tess")
# The walk's team has no invitation.
TEAM_ADMINS = allow("olive", forbidden=("tess",), always_succeeds=False)
TEAM_OWNER = allow("olive", forbidden=("tess",))
OWNER = allow("olive", forbidden=("adam", "tess", "victor"))
OPERATORS = allow(
    "oscar", forbidden=tuple(name for name in USERNAMES if name != "oscar"), always_succeeds=False
)
NO_ONE = allow()
