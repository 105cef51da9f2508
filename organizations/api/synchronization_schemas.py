"""Search indexes and synchronization as the Portal API shows them."""

from typing import Any, Literal

from pydantic import ConfigDict, Field, model_validator

from lib.api import schema
from lib.api.schema import CaseInsensitiveSchema, ResponseSchema

SearchIndexType = Literal["Products", "Orders"]
SearchIndexStatus = Literal[
    "Building", "Rebuilding", "Ready", "Failed", "Invalid", "Canceled", "WaitingToBuild"
]


class ForwardedSchema(ResponseSchema):
    """What the platform responds: members that it leaves out are null, those unknown here are left out."""

    model_config = ConfigDict(extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def add_missing(cls, value: Any) -> Any:
        """Add the members that are missing."""
        members = value if isinstance(value, dict) else getattr(value, "_obj", value)
        return {**dict.fromkeys(cls.model_fields), **members} if isinstance(members, dict) else members


class SearchIndexMetaData(ForwardedSchema):
    """A search index."""

    IndexID: int | None
    Type: str | None = Field(examples=["Products"])
    Status: str | None = Field(examples=["Ready"])
    DateCreated: str | None = Field(examples=["2026-11-28T09:00:00.000+00:00"])
    PercentComplete: int | None = Field(examples=[100])
    IsActiveIndex: bool | None


class SearchIndexResponse(ResponseSchema):
    """The search indexes of an organization."""

    SearchIndexes: list[SearchIndexMetaData]


class SearchIndexError(ForwardedSchema):
    """A record that an index leaves out."""

    ThingID: str | None = Field(examples=["TQW-12-210"])
    ErrorText: str | None = Field(examples=["Facet Colour has too many values."])
    FailedOn: str | None = Field(examples=["2026-11-28T09:00:00.000+00:00"])


class SearchIndexErrorResponse(ResponseSchema):
    """Up to 100 records that an index leaves out."""

    SearchIndexErrors: list[SearchIndexError]


class SearchIndexRebuildRequest(CaseInsensitiveSchema):
    """The body of a rebuild; `Recaptcha` is accepted and ignored."""

    Recaptcha: schema.Recaptcha | None = None


class ProcessSubscriptionsRequest(CaseInsensitiveSchema):
    """The body of processing subscriptions; `Recaptcha` is accepted and ignored."""

    Recaptcha: schema.Recaptcha | None = None


class ProcessSubscriptionsResponse(ResponseSchema):
    """How many jobs are left in this hour."""

    HourlyJobsRemaining: int = Field(examples=[9])


class SyncCatalogRequest(CaseInsensitiveSchema):
    """The catalog to synchronize, or a category of it; without either, all catalogs."""

    Recaptcha: schema.Recaptcha | None = None
    CatalogID: str | None = Field(default=None, examples=["hartwell-trade"])
    CategoryID: str | None = Field(default=None, examples=["power-tools"])


class SyncOrdersRequest(CaseInsensitiveSchema):
    """The time of the orders to synchronize, as ISO 8601 dates; without either, all orders."""

    Recaptcha: schema.Recaptcha | None = None
    StartDate: str | None = Field(default=None, examples=["2026-11-01T00:00:00Z"])
    EndDate: str | None = Field(default=None, examples=["2026-11-28T00:00:00Z"])


class EntitySyncAttribute(ForwardedSchema):
    """An attribute of an entity that can be synchronized."""

    DisplayName: str | None = Field(examples=["Address ID"])
    Name: str | None = Field(examples=["AddressID"])
    Type: str | None = Field(examples=["string"])
    Required: bool | None
    Internal: bool | None
    Comment: str | None = Field(examples=["Null for the address of the buyer."])


class EntitySyncModel(ForwardedSchema):
    """An entity that can be synchronized."""

    EntityName: str | None = Field(examples=["Catalogs"])
    Route: str | None = Field(examples=["integrations/entitysync/catalogs"])
    Attributes: list[EntitySyncAttribute] | None


class BackboneLoginUrl(ResponseSchema):
    """The address to sign in to a linked organization of the vendor's cloud."""

    url: str | None = Field(examples=["https://cloud.example/login"])
