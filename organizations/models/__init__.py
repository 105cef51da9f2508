"""Models of organizations, connections, staging pairs and visits."""

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
from organizations.models.staging_pair import StagingPair
from organizations.models.visit import Visit

__all__ = [
    "ID_MAX_LENGTH",
    "NAME_MAX_LENGTH",
    "SANDBOX_SUFFIX",
    "STAGING_SUFFIX",
    "Connection",
    "Environment",
    "Organization",
    "OrganizationQuerySet",
    "StagingPair",
    "Visit",
]
