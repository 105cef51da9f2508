"""The staging restore webhook in the Portal API."""

from typing import Any

from ninja import Router, Status

from accounts.api.auth import ApiRequest, PortalBearer
from accounts.models import User
from lib.api import conditional
from lib.api.describe import ErrorCase, describe
from lib.api.errors import ApiError, not_found
from organizations.access import get_organization_or_404
from organizations.models import Environment, Organization
from organizations.permissions import Can
from organizations.restores.api import schemas
from organizations.restores.api.preconditions import lock_webhook
from organizations.restores.models import StagingRestoreWebhook
from organizations.restores.webhook import requests, settings

router = Router(auth=PortalBearer(), tags=["Staging restore webhook"])
WRITING_METHODS = frozenset({"PUT", "DELETE"})
PATH = "/organizations/{organization_id}/stagingrestorewebhook"
NOT_STAGING = ErrorCase(
    400,
    "StagingRestoreWebhook.NotStaging",
    "The restore webhook only works with Staging. hartwell is in Production.",
)
NOT_SET = ErrorCase(
    404,
    "NotFound",
    "StagingRestoreWebhook hartwell_Staging not found.",
    {"ObjectType": "StagingRestoreWebhook", "ObjectID": "hartwell_Staging"},
)


@router.get(
    PATH,
    response=schemas.StagingRestoreWebhook,
    summary="Get the restore webhook",
    openapi_extra=describe(NOT_STAGING, NOT_SET),
)
def get_restore_webhook(request: ApiRequest, organization_id: str) -> dict[str, Any]:
    """Return the webhook that is called after each restore of a Staging organization.

    The audit log records that the key was seen. A personal access token gets null for it.
    """
    webhook = _get_webhook(request.auth, organization_id)
    if request.credential.personal_token is not None:
        hash_key = ""
    elif request.META["REQUEST_METHOD"] in WRITING_METHODS:
        # Only compared with what a conditional write names; nothing of it is sent.
        hash_key = webhook.hash_key
    else:
        hash_key = settings.reveal_hash_key(webhook, by=request.auth)
    return {"URL": webhook.url, "HashKey": hash_key or None}


@router.put(
    PATH,
    response=schemas.StagingRestoreWebhook,
    summary="Save the restore webhook",
    openapi_extra=describe(NOT_STAGING),
)
@conditional.write(lock_webhook)
def save_restore_webhook(
    request: ApiRequest, organization_id: str, body: schemas.StagingRestoreWebhookRequest
) -> dict[str, Any]:
    """Set the URL and the key, and turn the webhook on; return what was sent."""
    staging = _get_staging(request.auth, organization_id)
    webhook = settings.configure(staging, body.URL, body.HashKey, by=request.auth)
    return {"URL": webhook.url, "HashKey": body.HashKey or None}


@router.delete(
    PATH,
    response={204: None},
    summary="Turn off the restore webhook",
    openapi_extra=describe(NOT_STAGING, NOT_SET),
)
@conditional.write(lock_webhook)
def delete_restore_webhook(request: ApiRequest, organization_id: str) -> Status[None]:
    """Turn the webhook off."""
    settings.disable(_get_webhook(request.auth, organization_id), by=request.auth)
    return Status(204, None)


@router.post(
    f"{PATH}/test",
    response={204: None},
    summary="Test the restore webhook",
    openapi_extra=describe(NOT_STAGING, NOT_SET),
)
def test_restore_webhook(request: ApiRequest, organization_id: str) -> Status[None]:
    """Call the webhook once as after a restore, with `Test` true; at most five times a minute."""
    requests.send_test(_get_webhook(request.auth, organization_id), by=request.auth)
    return Status(204, None)


def _get_staging(user: User, organization_id: str) -> Organization:
    """Return a Staging organization that the user manages.

    Raises:
        Http404: The user doesn't see it.
        PermissionDenied: The user is neither the owner nor an admin.
        ApiError: 400 for an organization of another environment.
    """
    organization = get_organization_or_404(user, organization_id, Can.RESTORE)
    if organization.environment != Environment.STAGING:
        raise ApiError(
            400,
            "StagingRestoreWebhook.NotStaging",
            "The restore webhook only works with Staging. "
            f"{organization.pk} is in {organization.environment}.",
        )
    return organization


def _get_webhook(user: User, organization_id: str) -> StagingRestoreWebhook:
    """Return the webhook of such an organization; 404 if it is off or was never set."""
    organization = _get_staging(user, organization_id)
    webhooks = StagingRestoreWebhook.objects.select_related("organization")
    webhook = webhooks.filter(organization=organization, active=True).first()
    if webhook is None:
        raise not_found("StagingRestoreWebhook", organization.pk)
    return webhook
