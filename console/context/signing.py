"""A tab and its context as a signed field of the page's form.

Send reads it from there, without a query. It is valid for the person, organization and tab that it was made
for, so no link can choose a context for someone else. What the context permits is checked with each request.
"""

from django.core import signing

from accounts.models import User
from console.context.context import Context
from organizations.models import Organization

SALT = "console.context"


class InvalidContext(Exception):
    """The field was not made by the portal for this person, organization and tab."""


def sign(context: Context, tab_id: int | None, user: User, organization: Organization) -> str:
    """Return the value of the field."""
    return signing.dumps([user.pk, organization.pk, tab_id, context.to_dict()], salt=SALT, compress=True)


def read(value: str, tab_id: int | None, user: User, organization: Organization) -> Context:
    """Return the context that `sign` put into `value`.

    Raises:
        InvalidContext: it was not signed for this person, organization and tab.
    """
    try:
        *owner, context = signing.loads(value, salt=SALT)
    except (signing.BadSignature, ValueError) as error:
        raise InvalidContext from error
    if owner != [user.pk, organization.pk, tab_id]:
        raise InvalidContext
    return Context.from_dict(context)
