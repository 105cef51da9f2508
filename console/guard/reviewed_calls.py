"""What identifies a call as it was reviewed, so that no other call is sent on its review."""

import json

from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User
from console.context.context import Context
from console.request.request import Request
from organizations.models import Organization


def call_digest(request: Request, organization: Organization, context: Context, user: User) -> str:
    """Return what identifies the call; keyed, so that only a review that `user` was shown has it."""
    call = request.call
    account = context.to_dict().get("user")
    parts = [user.pk, organization.pk, account, request.operation.key, call.path_and_query, call.headers]
    text = json.dumps(parts) + "\n" + (call.body or b"").decode("utf-8", "replace")
    # A browser posts the line breaks of a field as CR LF.
    text = text.replace("%0D%0A", "%0A").replace("\r\n", "\n").replace("\r", "\n")
    return salted_hmac("console.guard.call", text, algorithm="sha256").hexdigest()


def is_reviewed_call(
    digest: str, request: Request, organization: Organization, context: Context, user: User
) -> bool:
    """Return whether `digest` is that of the call."""
    return constant_time_compare(digest, call_digest(request, organization, context, user))
