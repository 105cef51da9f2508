"""Why acting as a user does not work; the message of each error is a sentence to show.

::

    ImpersonationError
    ├── CannotRead           users, companies or API clients can't be read from OrderCloud
    ├── UserNotFound         the user, or their company, does not exist
    ├── InactiveUser         the user or their company is deactivated
    ├── ClientNotFound       the API client does not exist
    ├── InactiveClient       the API client is deactivated
    ├── ClientRefusesUser    the API client does not admit the user
    └── CannotImpersonate    the connection, or OrderCloud, provides no token for the user
"""


class ImpersonationError(Exception):
    """Acting as a user does not work; the message is a sentence."""


class CannotRead(ImpersonationError):
    """Users, companies or API clients can't be read from OrderCloud."""


class UserNotFound(ImpersonationError):
    """The user, or their company, does not exist."""


class InactiveUser(ImpersonationError):
    """The user or their company is deactivated, so there is no token for them."""


class ClientNotFound(ImpersonationError):
    """The API client does not exist."""


class InactiveClient(ImpersonationError):
    """The API client is deactivated, so there is no token through it."""


class ClientRefusesUser(ImpersonationError):
    """The API client does not admit the user, or the user lacks a role that it requires."""


class CannotImpersonate(ImpersonationError):
    """The connection, or OrderCloud, provides no token for the user."""
