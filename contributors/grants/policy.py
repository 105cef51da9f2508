"""The owner's rule on what admins may grant."""

from django.db import transaction
from django.urls import reverse

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.notices.kinds import NoticeKind
from accounts.notices.queue import notify
from accounts.operators import Actor, user_of
from contributors.grants.notices import heading_of, name_of
from contributors.models import AccessPolicy
from organizations.access import require, users_with_permission
from organizations.locking import locked
from organizations.models import Organization
from organizations.permissions import Can


def admins_are_limited(organization: Organization) -> bool:
    """Return whether the admins of the organization grant only what they hold."""
    return AccessPolicy.objects.filter(organization=organization, admins_grant_own_access_only=True).exists()


def limit_admins(organization: Organization, limited: bool, *, by: Actor) -> None:
    """Let admins grant only what they hold, or everything. What someone holds already stays.

    Raises:
        PermissionDenied: for everyone but the owner and operators.
        ValidationError: if the organization is purged.
    """
    with transaction.atomic():
        (stored,) = locked([organization])
        require(by, Can.LIMIT_ADMINS, stored)
        policy, _created = AccessPolicy.objects.get_or_create(organization=stored)
        if policy.admins_grant_own_access_only == limited:
            return
        policy.admins_grant_own_access_only = limited
        policy.save()
        audit_log.record(
            Event.ACCESS_POLICY_CHANGED, by=by, target=stored, organization=stored.pk, own_access_only=limited
        )
        what = "only what they hold" if limited else "every role and permission"
        url = reverse("organizations:settings", args=[stored.pk])
        for admin in users_with_permission(Can.MANAGE, stored):
            if admin not in (user_of(by), stored.owner):
                sentence = f"{name_of(by)} lets admins grant {what} now."
                notify(admin, NoticeKind.ACCESS_CHANGED, heading_of(stored), sentence, url)
