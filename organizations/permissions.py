"""Permissions on one organization, checked with `user.has_perm(Can.RENAME, organization)`."""

from enum import StrEnum


class Can(StrEnum):
    """Every permission; `contributors.backend` decides who holds it."""

    VIEW = "organizations.view"
    CALL_API = "organizations.call_api"
    IMPERSONATE_SELLER = "organizations.impersonate_seller"
    IMPERSONATE_SUPPLIER = "organizations.impersonate_supplier"
    IMPERSONATE_BUYER = "organizations.impersonate_buyer"
    RENAME = "organizations.rename"
    MANAGE = "organizations.manage"
    CONNECT = "organizations.connect"
    VIEW_AUDIT_LOG = "organizations.view_audit_log"
    RESTORE = "organizations.restore"
    LIMIT_ADMINS = "organizations.limit_admins"
    TRANSFER = "organizations.transfer"
    DELETE = "organizations.delete"
