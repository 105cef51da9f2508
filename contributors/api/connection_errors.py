"""Examples of errors of the operations that ask OrderCloud through the organization's connection."""

from lib.api.describe import ErrorCase
from organizations.api.platform_errors import UNAVAILABLE

OF_CONNECTION = (
    ErrorCase(409, "Connection.CannotGrant", "This connection has no API client with full access."),
    UNAVAILABLE,
)
OF_CLIENT = (
    ErrorCase(
        404,
        "NotFound",
        "There is no API client storefront.",
        {"ObjectType": "ApiClient", "ObjectID": "storefront"},
    ),
    ErrorCase(400, "Auth.ClientNotActive", "API client storefront is not active."),
)
OF_USER = (
    ErrorCase(
        404, "NotFound", "There is no user marcus.reyes.", {"ObjectType": "User", "ObjectID": "marcus.reyes"}
    ),
    ErrorCase(400, "Auth.UserNotActive", "marcus.reyes is not active."),
    ErrorCase(400, "Impersonation.BadApiClient", "API client storefront does not admit marcus.reyes."),
)
