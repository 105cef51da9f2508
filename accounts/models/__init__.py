"""Users and all that belongs to them, as rows. Django looks for models here."""

from accounts.models.audit import AuditEntry
from accounts.models.codes import ConfirmationCode, EmailChange, Registration, SignInCode
from accounts.models.data_export import DataExport
from accounts.models.idempotency import IdempotentRequest
from accounts.models.login import KnownDevice, LoginLockout
from accounts.models.mail import OutgoingMail
from accounts.models.mfa_reset import MfaReset
from accounts.models.notice import Notice, NotificationPreference
from accounts.models.personal_token import PersonalAccessToken
from accounts.models.refresh_token import RefreshToken
from accounts.models.search import SearchWord
from accounts.models.user import User

__all__ = [
    "AuditEntry",
    "ConfirmationCode",
    "DataExport",
    "SignInCode",
    "EmailChange",
    "IdempotentRequest",
    "KnownDevice",
    "Notice",
    "NotificationPreference",
    "OutgoingMail",
    "PersonalAccessToken",
    "RefreshToken",
    "Registration",
    "SearchWord",
    "MfaReset",
    "LoginLockout",
    "User",
]
