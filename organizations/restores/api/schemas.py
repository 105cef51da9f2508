"""Restores as the Portal API shows them.

States, reasons and counts have the values that `manage.py restore_staging --json` prints.
"""

from datetime import datetime
from typing import Literal

from pydantic import Field

from lib.api.describe import example
from lib.api.schema import CaseInsensitiveSchema, ResponseSchema
from lib.query_string import MAX_NUMBER

RestoreState = Literal["waiting", "running", "finished", "incomplete", "cancelled", "failed"]
PlanState = Literal["comparing", "planned", "cancelled", "failed"]
RestoreTrigger = Literal["schedule", "manual", "command"]
ChangeType = Literal["create", "change", "delete"]
DriftReason = Literal["production-address", "changed-meanwhile", "still-different", "still-there"]
WeekdayName = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
TIME = "2026-11-29T03:00:00Z"
DRIFT_ITEM = {
    "Resource": "Webhooks",
    "Record": "order-mails",
    "Reason": "production-address",
    "Fields": ["Url"],
    "Advice": "We removed the URL, or disabled what calls it. Give it a URL or target of Staging's own.",
}


class StagingRestoreWebhook(ResponseSchema):
    """The webhook that is called after each restore of a Staging organization.

    `HashKey` signs its calls. It is null without one, and for personal access tokens.
    """

    URL: str = Field(examples=["https://hooks.example.com/restored"])
    HashKey: str | None = Field(examples=["a key that only the receiver knows"])


class StagingRestoreWebhookRequest(CaseInsensitiveSchema):
    """The settings to save. Without `HashKey`, or with null, the current key stays; "" removes it."""

    URL: str = Field(max_length=2000, examples=["https://hooks.example.com/restored"])
    HashKey: str | None = Field(None, max_length=200)


class RestoreProgress(ResponseSchema):
    """How far a restore or a plan has come; `Percent` is of the changes."""

    Stage: str | None = Field(description="What it does now.", examples=["Write"])
    RecordsRead: int
    ChangesDone: int
    ChangesPlanned: int
    Percent: int = Field(ge=0, le=100, examples=[42])
    SecondsLeft: int | None = Field(description="At the current rate; null until it is known.")


class Restore(ResponseSchema):
    """A restore of Staging from Production, and its result once it has ended.

    `Equal`: Staging equals Production but for what is kept different on purpose. `ProductionID` is null for
    those who can't see Production, and `Error` for those who don't manage Staging.
    """

    Id: int = Field(examples=[812])
    StagingID: str = Field(examples=["hartwell_Staging"])
    ProductionID: str | None = Field(examples=["hartwell"])
    State: RestoreState
    Trigger: RestoreTrigger
    RequestedBy: str | None = Field(
        description="The user's name; null for scheduled ones.", examples=["Olive Hartwell"]
    )
    CancelRequested: bool
    DateCreated: datetime = Field(examples=[TIME])
    DateStarted: datetime | None = Field(examples=[TIME])
    DateEnded: datetime | None = Field(examples=["2026-11-29T03:04:41Z"])
    Progress: RestoreProgress | None = Field(description="Null once the restore has ended.")
    Equal: bool
    DriftCount: int = Field(description="How many records need attention.", examples=[0])
    Reads: int = Field(examples=[1290])
    Writes: int = Field(examples=[311])
    Deletes: int = Field(examples=[12])
    Failed: int = Field(examples=[0])
    Error: str | None


class RestoreRequest(CaseInsensitiveSchema):
    """What to start: a plan by its ID, or without one a restore that compares first."""

    PlanId: int | None = Field(None, ge=1, le=MAX_NUMBER, examples=[811])


class RestoreReason(ResponseSchema):
    """Why records of a resource are kept different, and how many are."""

    Reason: str = Field(examples=["keep Staging's values"])
    Count: int = Field(examples=[3])


class RestoreResource(ResponseSchema):
    """The records of one resource: those of Production and Staging before, and what became of them."""

    Resource: str = Field(examples=["Webhooks"])
    Production: int
    Staging: int
    Equal: int = Field(description="Records that equal Production's now.")
    Created: int
    Changed: int
    Deleted: int
    KeptDifferent: int
    KeptDifferentReasons: list[RestoreReason]
    Failed: int
    NotRead: bool = Field(description="The list could not be read; `Findings` say why.")


class DriftItem(ResponseSchema):
    """A record of Staging that differs from Production and needs attention."""

    model_config = example(**DRIFT_ITEM)
    Resource: str
    Record: str = Field(description="The IDs of the record, its parents' first.")
    Reason: DriftReason
    Fields: list[str] = Field(description="Empty for the whole record.")
    Advice: str


class Drift(ResponseSchema):
    """What a restore left different and needs attention.

    `Count` is of all records; `Items` are those of resources that you can read in both organizations.
    """

    RestoreId: int = Field(examples=[812])
    State: RestoreState
    DateEnded: datetime | None = Field(examples=["2026-11-29T03:04:41Z"])
    Equal: bool
    Failed: int = Field(examples=[0])
    Count: int = Field(examples=[1])
    NotShown: int = Field(examples=[0])
    Items: list[DriftItem]


class RestoreReportFinding(ResponseSchema):
    """A record that is kept different, or that OrderCloud refused, or a list that could not be read."""

    Type: Literal["expected", "failed"]
    Resource: str = Field(examples=["IntegrationEvents"])
    Record: str = Field(description="Empty for a whole list.", examples=["checkout"])
    Reason: str = Field(examples=["own"])
    Fields: list[str] = Field(examples=[["CustomImplementationUrl"]])
    Message: str = Field(
        description="OrderCloud's own words about a refusal.", examples=["Price schedule HW-PS-12 not found."]
    )


class NotCopied(ResponseSchema):
    """Data that no restore through the API copies, and why."""

    Name: str = Field(examples=["Orders"])
    Reason: str = Field(examples=["Orders stay where they were placed."])


class RestoreReport(ResponseSchema):
    """The report of a restore by resource.

    Counts are of all resources. Records are named for those who can read the resource in both organizations;
    `NotShown` counts the others, and those beyond the first 1,000.
    """

    RestoreId: int = Field(examples=[812])
    State: RestoreState
    Headline: str = Field(examples=["Staging equals Production"])
    Equal: bool
    Drift: list[DriftItem]
    Resources: list[RestoreResource]
    Findings: list[RestoreReportFinding]
    NotShown: int
    NotCopied: list[NotCopied]


class PlannedRecord(ResponseSchema):
    """A record that a restore would change, with the fields that differ."""

    Record: str = Field(examples=["P7"])
    Name: str = Field(examples=["Product 7"])
    Fields: list[str] = Field(examples=[["Name", "Active"]])


class PlannedChange(ResponseSchema):
    """What a restore would do to records of one resource; `Records` names up to 100 of `Count`.

    It is empty for those who can't read the resource in both organizations.
    """

    Resource: str = Field(examples=["Products"])
    Change: ChangeType
    Count: int = Field(examples=[14])
    Records: list[PlannedRecord]


class RestorePlan(ResponseSchema):
    """A comparison of the two organizations, and what a restore would change.

    `Outdated`: a restore ran since, so the plan can't be started. `Complete`: everything could be read.
    """

    Id: int = Field(examples=[811])
    StagingID: str = Field(examples=["hartwell_Staging"])
    ProductionID: str | None = Field(examples=["hartwell"])
    State: PlanState
    RequestedBy: str | None
    DateCreated: datetime = Field(examples=[TIME])
    DateCompared: datetime | None = Field(examples=[TIME])
    Progress: RestoreProgress | None = Field(description="Null once the comparison has ended.")
    Equal: bool
    Complete: bool
    Outdated: bool
    Created: int = Field(examples=[3])
    Changed: int = Field(examples=[14])
    Deleted: int = Field(examples=[2])
    Changes: list[PlannedChange]
    Error: str | None


class RestoreSchedule(ResponseSchema):
    """When a pair is restored each week, in UTC.

    `OnHold`: nothing runs until Production's owner or an admin allows it. `SkippedRun` is the next restore if
    it is skipped.
    """

    Enabled: bool
    Weekday: WeekdayName
    Hour: int = Field(ge=0, le=23, examples=[3])
    NextRun: datetime | None = Field(examples=[TIME])
    SkippedRun: datetime | None
    OnHold: bool


class RestoreScheduleRequest(CaseInsensitiveSchema):
    """The schedule to save; members that are not sent stay. `SkipNext` skips the next restore, or no more."""

    Enabled: bool | None = None
    Weekday: WeekdayName | None = None
    Hour: int | None = Field(None, ge=0, le=23)
    SkipNext: bool | None = None
