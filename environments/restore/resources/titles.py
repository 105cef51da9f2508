"""Names of resources in words."""

import re

ACRONYMS = {"api": "API", "xp": "XP", "cc": "CC"}


def resource_title(resource: str) -> str:
    """Return the name of a resource in words.

    >>> resource_title("PriceSchedules"), resource_title("AdminUserGroupAssignments")
    ('Price schedules', 'Admin user group assignments')
    >>> resource_title("ApiClients"), resource_title("OpenIdConnects")
    ('API clients', 'OpenID connects')
    """
    words = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z][a-z]+|[A-Z]+|[a-z]+", resource)
    sentence = " ".join(ACRONYMS.get(word.lower(), word.lower()) for word in words).replace(
        "open id", "OpenID"
    )
    return sentence[:1].upper() + sentence[1:]
