"""Users and all that belongs to them, as rows. Django looks for models here."""

from accounts.models.audit import AuditEntry
from accounts.models.codes import ConfirmationCode, DoorCode, EmailChange, Registration
from accounts.models.data_export import DataFile
from accounts.models.login import KnownDevice, SignInGuard
from accounts.models.mail import OutgoingMail
from accounts.models.mfa_reset import SecondFactorReset
from accounts.models.refresh_token import RefreshToken
from accounts.models.search import SearchWord
from accounts.models.user import User

__all__ = [
    "AuditEntry",
    "ConfirmationCode",
    "DataFile",
    "DoorCode",
    "EmailChange",
    "KnownDevice",
    "OutgoingMail",
    "RefreshToken",
    "Registration",
    "SearchWord",
    "SecondFactorReset",
    "SignInGuard",
    "User",
]
