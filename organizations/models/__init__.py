"""Models of organizations, their connections, requests for them, staging pairs, quotas and visits."""

from organizations.models.allowed_host import AllowedHost
from organizations.models.connection import Connection
from organizations.models.organization import (
    ID_MAX_LENGTH,
    NAME_MAX_LENGTH,
    SANDBOX_SUFFIX,
    STAGING_SUFFIX,
    Environment,
    Organization,
    OrganizationQuerySet,
)
from organizations.models.production_request import (
    NOTE_MAX_LENGTH,
    REASON_MAX_LENGTH,
    ProductionRequest,
    ProductionRequestNote,
)
from organizations.models.quota import Quota
from organizations.models.staging_pair import StagingPair
from organizations.models.visit import Visit

__all__ = [
    "ID_MAX_LENGTH",
    "NAME_MAX_LENGTH",
    "NOTE_MAX_LENGTH",
    "REASON_MAX_LENGTH",
    "SANDBOX_SUFFIX",
    "STAGING_SUFFIX",
    "AllowedHost",
    "Connection",
    "Environment",
    "Organization",
    "OrganizationQuerySet",
    "ProductionRequest",
    "ProductionRequestNote",
    "Quota",
    "StagingPair",
    "Visit",
]
