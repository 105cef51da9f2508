"""Event webhooks as the Portal API shows them."""

from datetime import datetime
from typing import Literal

from pydantic import Field, StrictBool

from lib.api.schema import CaseInsensitiveSchema, ResponseSchema
from organizations.restores.models import WebhookEvent

DeliveryState = Literal["pending", "delivered", "failed"]
URL_EXAMPLE = "https://hooks.example.com/staging"
EVENTS_EXAMPLE = ["restore.finished", "restore.drift"]
SECRET_EXAMPLE = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TIME = "2026-11-29T03:00:00Z"


class EventWebhook(ResponseSchema):
    """A URL that is called for events of the restores of a Staging organization."""

    Id: int = Field(examples=[12])
    URL: str = Field(examples=[URL_EXAMPLE])
    Description: str = Field(examples=["Release pipeline"])
    Events: list[WebhookEvent] = Field(examples=[EVENTS_EXAMPLE])
    Active: bool
    DateCreated: datetime = Field(examples=[TIME])
    DateUpdated: datetime = Field(examples=[TIME])
    FailingSince: datetime | None = Field(
        description="The first failed attempt since the last one that succeeded.", examples=[None]
    )
    DateDisabled: datetime | None = Field(
        description="When the portal turned it off because all attempts failed.", examples=[None]
    )
    PreviousSecretExpires: datetime | None = Field(
        description="Until when calls are also signed with the secret before the last rotation.",
        examples=[None],
    )


class EventWebhookWithSecret(EventWebhook):
    """A webhook with its new secret, which no other response has."""

    Secret: str = Field(examples=[SECRET_EXAMPLE])


class EventWebhookRequest(CaseInsensitiveSchema):
    """The settings of a webhook."""

    URL: str = Field(max_length=2000, examples=[URL_EXAMPLE])
    Events: list[WebhookEvent] = Field(min_length=1, max_length=100, examples=[EVENTS_EXAMPLE])
    Description: str = Field("", max_length=100, examples=["Release pipeline"])
    Active: StrictBool = True


class EventWebhookAttempt(ResponseSchema):
    """One attempt; `Status` is null without a response, and `Outcome` is why."""

    DateAttempted: datetime = Field(examples=[TIME])
    Seconds: float = Field(examples=[0.21])
    Status: int | None = Field(examples=[200])
    Outcome: str = Field(examples=["OK"])
    Response: str = Field(description="The beginning of the response's body.", examples=['{"ok":true}'])


class EventWebhookDelivery(ResponseSchema):
    """A call with its attempts. `EventId` is its `webhook-id`, the same in every attempt."""

    Id: int = Field(examples=[345])
    EventId: str = Field(examples=["msg_kXv0aQmVh3uGQbJ0eJ8s2hZ1cXk"])
    Event: str = Field(examples=["restore.finished"])
    State: DeliveryState
    Test: bool
    DateCreated: datetime = Field(examples=[TIME])
    DateDelivered: datetime | None = Field(examples=[TIME])
    NextAttempt: datetime | None = Field(examples=[None])
    Body: str = Field(description="The body of the request.", examples=['{"type": "restore.finished"}'])
    Attempts: list[EventWebhookAttempt]
