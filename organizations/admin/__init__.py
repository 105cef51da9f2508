"""Organizations in the operator admin, which finds here what each module registers."""

from organizations.admin import deletion
from organizations.admin.allowed_hosts import AllowedHostAdmin
from organizations.admin.organizations import OrganizationAdmin
from organizations.admin.production_requests import ProductionRequestAdmin
from organizations.admin.quotas import QuotaAdmin

__all__ = ["AllowedHostAdmin", "OrganizationAdmin", "ProductionRequestAdmin", "QuotaAdmin", "deletion"]
