"""Responses of access and teams in the Portal API, under the contract's names."""

from typing import Literal

from pydantic import Field, StrictBool

from accounts.api import schemas as accounts
from lib.api.describe import example
from lib.api.page import ListMeta
from lib.api.schema import CaseInsensitiveSchema, ResponseSchema
from organizations.api import schemas as organizations


class Team(ResponseSchema):
    """A team."""

    model_config = example(Id="night-shift", Name="Night shift", ExcludeFromSearch=False)

    Id: str
    Name: str
    ExcludeFromSearch: bool = Field(description="Whether only its members and organizations find it.")
    Owner: accounts.User


# Members have the names of models, which would hide them.
TeamModel = Team


class TeamMember(ResponseSchema):
    """A member of a team."""

    model_config = example(IsAdmin=False)

    User: accounts.User
    IsAdmin: bool


ASSIGNMENT = {
    "Roles": ["ProductAdmin", "OrderReader"],
    "IsAdmin": False,
    "ImpersonateSeller": False,
    "ImpersonateSupplier": False,
    "ImpersonateBuyer": True,
}


class Assignment(ResponseSchema):
    """What a user or a team may do in an organization."""

    model_config = example(**ASSIGNMENT, Accepted=True)

    Roles: list[str] = Field(description="Roles of OrderCloud's API.")
    IsAdmin: bool
    ImpersonateSeller: bool
    ImpersonateSupplier: bool
    ImpersonateBuyer: bool
    Accepted: bool


class UserAssignment(Assignment):
    """What a user may do in an organization."""

    User: accounts.User


UserAssignmentModel = UserAssignment


class TeamAssignment(Assignment):
    """What a team may do in an organization. OrderCloud's client reads the team as `User`."""

    Team: TeamModel
    User: TeamModel


class OrgAssignment(Assignment):
    """What a team may do in an organization, with the organization."""

    Org: organizations.Organization


class OrgTeamInvitation(OrgAssignment):
    """An invitation of a team to an organization."""

    model_config = example(**ASSIGNMENT, Accepted=False)

    Team: TeamModel


class ContributorDetail(ResponseSchema):
    """What a user may do in an organization by all that gives it."""

    model_config = example(
        IsAdmin=False,
        ImpersonateSeller=False,
        ImpersonateSupplier=False,
        ImpersonateBuyer=True,
        InheritedRoles=["OrderReader", "ProductAdmin"],
    )

    IsAdmin: bool
    ImpersonateSeller: bool
    ImpersonateSupplier: bool
    ImpersonateBuyer: bool
    InheritedRoles: list[str] = Field(description="The roles of the user's own access and of the teams.")
    UserAssignment: UserAssignmentModel | None = Field(description="The user's own access.")
    TeamAssignments: list[TeamAssignment]
    User: accounts.User


class OrderCloudTokenResponse(ResponseSchema):
    """A token of OrderCloud."""

    model_config = example(
        access_token="eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjE3OTU4MjQwMDB9.c2lnbmF0dXJl",
        refresh_token=None,
        token_type="bearer",
        expires_in=3599,
        coreuser_roles=[],
        portaluser_roles=["OrderReader", "ProductAdmin"],
        granted_roles=["OrderReader", "ProductAdmin"],
    )

    access_token: str
    refresh_token: str | None = Field(description="Always null here.")
    token_type: Literal["bearer"]
    expires_in: int = Field(description="Seconds.")
    coreuser_roles: list[str] = Field(description="Roles of the user that the token acts as.")
    portaluser_roles: list[str] = Field(description="Roles of the caller in the organization.")
    granted_roles: list[str] = Field(description="Roles of the token.")


class ApiClient(ResponseSchema):
    """An API client of OrderCloud."""

    model_config = example(
        Id="4E2A58C5-0B8E-4F0D-9C1B-6D2F7A3E9B10",
        ClientSecret=None,
        Active=True,
        AppName="Storefront",
        AllowAnyBuyer=True,
        AllowAnySupplier=False,
        AllowSeller=False,
        IsAnonBuyer=True,
        AssignedBuyerCount=0,
        AssignedSupplierCount=0,
        AssignedWebhookCount=2,
    )

    Id: str
    ClientSecret: str | None = Field(description="Always null here; read it with a token.")
    Active: bool
    AppName: str
    AllowAnyBuyer: bool
    AllowAnySupplier: bool
    AllowSeller: bool
    IsAnonBuyer: bool
    AssignedBuyerCount: int
    AssignedSupplierCount: int
    AssignedWebhookCount: int | None = Field(description="Null where the connection can't read webhooks.")


class OrderCloudUser(ResponseSchema):
    """A user of OrderCloud that the caller may act as."""

    model_config = example(
        Username="marcus.reyes",
        UserId="marcus-reyes",
        FirstName="Marcus",
        LastName="Reyes",
        Email="marcus.reyes@kestrel.example",
        CommerceRole="Buyer",
        CompanyId="kestrel",
        CompanyName="Kestrel Hardware",
        UserActive=True,
    )

    Username: str
    UserId: str
    FirstName: str
    LastName: str
    Email: str
    CommerceRole: Literal["Seller", "Buyer", "Supplier"]
    CompanyId: str | None
    CompanyName: str | None
    UserActive: bool


class OrderCloudUserMeta(ListMeta):
    """Where a page stands in its list, and what it may lack."""

    Notice: str | None = Field(
        description="What the connection can't read, where it limits the list.",
        examples=["This connection can't read suppliers."],
    )


class OrderCloudUserPage(ResponseSchema):
    """A page of the users of an API client."""

    Meta: OrderCloudUserMeta
    Items: list[OrderCloudUser]


class TeamRequest(CaseInsensitiveSchema):
    """A team as clients send it; the ID is that of the path."""

    model_config = example(Name="Night shift", ExcludeFromSearch=False)

    Name: str
    ExcludeFromSearch: StrictBool | None = None


class TeamTransfer(CaseInsensitiveSchema):
    """The new owner of a team."""

    model_config = example(Username="adam")

    Username: str


class OrganizationTransfer(CaseInsensitiveSchema):
    """The new owner of an organization."""

    model_config = example(Username="adam")

    Username: str


class InviteUsernameRequest(CaseInsensitiveSchema):
    """The user to invite."""

    model_config = example(Username="ida")

    Username: str


class TeamMemberRequest(CaseInsensitiveSchema):
    """A member as clients send it; the user is that of the path."""

    model_config = example(IsAdmin=True)

    IsAdmin: StrictBool | None = Field(None, description="Where it is missing, nothing changes.")
