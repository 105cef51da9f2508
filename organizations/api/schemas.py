"""Responses and request bodies of organizations in the Portal API, under the contract's names."""

from typing import Literal

from pydantic import Field

from accounts.api import schemas as accounts
from lib.api.describe import example
from lib.api.schema import CaseInsensitiveSchema, ResponseSchema


class Region(ResponseSchema):
    """A region of OrderCloud."""

    model_config = example(Id="usw", Name="US-West", AzureRegion="westus")

    Id: str
    Name: str
    AzureRegion: str


# Members have the name of the model, which would hide it.
RegionModel = Region


class DevRegionAccess(ResponseSchema):
    """A region, with the environments in which the user may create organizations."""

    model_config = example(CanCreateQa=False, CanCreateProduction=False, CanCreateSandbox=True)

    Region: RegionModel
    CanCreateQa: bool
    CanCreateProduction: bool
    CanCreateSandbox: bool


class Organization(ResponseSchema):
    """An organization, which OrderCloud also calls a marketplace."""

    model_config = example(
        Id="hartwell",
        Name="Hartwell Trade Supply",
        CoreApiUrl="https://api.ordercloud.io",
        Environment="Production",
        SCOrgId=None,
        SCSpaceId=None,
    )

    Id: str
    Name: str
    CoreApiUrl: str = Field(description="The address of OrderCloud's API for it, without `/v1`.")
    Environment: Literal["Production", "Staging", "Sandbox", "Qa"]
    Region: RegionModel
    Owner: accounts.User
    SCOrgId: str | None = Field(description="Always null here.")
    SCSpaceId: str | None = Field(description="Always null here.")


class RegionRequest(CaseInsensitiveSchema):
    """A region by its ID."""

    model_config = example(Id="usw")

    Id: str | None = None


class OrganizationRequest(CaseInsensitiveSchema):
    """An organization as clients send it. Of one that exists, only the name changes."""

    model_config = example(Name="Hartwell Trade Supply", Environment="Sandbox")

    Name: str
    Environment: Literal["Production", "Staging", "Sandbox", "Qa"] | None = Field(
        None, description="Sandbox where it is missing, and for new organizations nothing else."
    )
    Region: RegionRequest | None = Field(None, description="`usw` where it is missing.")
