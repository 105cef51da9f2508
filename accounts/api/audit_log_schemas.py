"""The audit log as the Portal API shows it."""

from datetime import datetime

from pydantic import Field

from lib.api.schema import ResponseSchema


class AuditLogDetail(ResponseSchema):
    """A further detail of an entry. None of them is a secret."""

    Name: str = Field(examples=["Writes"])
    Value: str = Field(examples=["311"])


class AuditLogEntry(ResponseSchema):
    """Who did what to what, from where and with which result.

    `Username` is null when the portal acted by itself, and for other people in your own log. `ActingAs` is
    the account of OrderCloud that the call was made as.
    """

    Id: int
    Date: datetime = Field(examples=["2026-11-29T03:04:41Z"])
    Event: str = Field(examples=["restore.ended"])
    Description: str = Field(examples=["finished a restore"])
    Actor: str = Field(examples=["Olive Hartwell"])
    Username: str | None = Field(examples=["olive"])
    Target: str = Field(examples=["hartwell_Staging"])
    Organization: str | None = Field(examples=["hartwell_Staging"])
    ActingAs: str | None
    Result: str = Field(examples=["Succeeded"])
    IP: str | None = Field(examples=["203.0.113.7"])
    RequestID: str | None
    Details: list[AuditLogDetail]
