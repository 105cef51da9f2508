"""Connections as the Portal API shows them; none of their secrets."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from lib.api.schema import ResponseSchema


class ConnectionAbility(ResponseSchema):
    """One thing that a connection can or cannot do; `Note` says what happens instead, or how to get it."""

    Action: str = Field(examples=["Act as seller or supplier users"])
    Available: bool
    Note: str | None = Field(examples=["use a hosted account"])


class ConnectionTestLine(ResponseSchema):
    """One line of a test, and what to do about it."""

    Level: Literal["ok", "warn", "fail", "note"]
    Text: str = Field(examples=["Signed in with the API client."])
    Remedy: str | None
    Milliseconds: int | None = Field(examples=[41])


class Connection(ResponseSchema):
    """How the portal gets tokens for an organization, and whether it works.

    Members after `Abilities` are empty or null for those who don't manage the connection.
    """

    Type: Literal["emulator", "api_client", "hosted_portal"]
    Status: Literal["works", "failing", "disconnected"]
    Abilities: list[ConnectionAbility]
    ClientID: str | None = Field(description="The API client's ID, or the account's username.")
    BaseUrl: str | None = Field(examples=["https://sandboxapi.ordercloud.io"])
    Failure: str | None = Field(description="Why it does not work.")
    FailingSince: datetime | None
    DateTested: datetime | None
    TestedBy: str | None = Field(description="Null for the portal's own tests.")
    Test: list[ConnectionTestLine]
