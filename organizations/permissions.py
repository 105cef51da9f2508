"""What somebody may do with one organization: `user.has_perm(Can.RENAME, organization)`."""

from enum import StrEnum


class Can(StrEnum):
    """The questions; contributors answer them."""

    VIEW = "organizations.view"
    CALL_API = "organizations.call_api"
    IMPERSONATE_SELLER = "organizations.impersonate_seller"
    IMPERSONATE_SUPPLIER = "organizations.impersonate_supplier"
    IMPERSONATE_BUYER = "organizations.impersonate_buyer"
    RENAME = "organizations.rename"
    MANAGE = "organizations.manage"
    CONNECT = "organizations.connect"
    RESTORE = "organizations.restore"
    TRANSFER = "organizations.transfer"
    DELETE = "organizations.delete"
