"""Transfer of an organization, with the other one of its pair, to a contributor who has accepted."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.operators import Actor, Operator
from contributors.access_settings import IMPERSONATION_FIELDS
from contributors.effective_access import clear_access_cache
from contributors.models import AccessGrant
from contributors.ownership import mail
from contributors.ownership.candidates import candidate_for
from contributors.token_revocation import revoke_tokens_on_commit
from environments.roles import FULL_ACCESS
from lib import clock
from organizations.access import require
from organizations.connections.dropping import drop, own_account_connections
from organizations.locking import locked
from organizations.models import Organization
from organizations.permissions import Can
from organizations.restores.permission import cancel_not_allowed
from organizations.staging_pairs import pair_of


class NotEligible(ValidationError):
    """The chosen user can't become the owner; the message says why."""


def transferred_with(organization: Organization) -> list[Organization]:
    """Return `organization`, and the other one of its pair if the same user owns it, Production first."""
    return _of_one_owner(_sides(organization), organization)


def require_eligible(organizations: list[Organization], user: User) -> None:
    """Require that `user` can become the owner of `organizations`.

    Raises:
        NotEligible: with a sentence that says why not.
    """
    if user.pk == organizations[0].owner_id:
        raise NotEligible(f"{user} owns {organizations[0].pk} already.")
    candidate = candidate_for(organizations, user)
    names = " or ".join(item.pk for item in organizations)
    if candidate is None:
        raise NotEligible(f"{user} doesn't contribute to {names}. Only a contributor can become the owner.")
    if candidate.problem:
        reason = candidate.problem[0].lower() + candidate.problem[1:]
        raise NotEligible(f"{user} can't become the owner: {reason}.")


def transfer(organization: Organization, *, to: User, stays: bool, by: Actor) -> list[Organization]:
    """Make `to` the owner of `organization` and of the rest of its pair, and return what was transferred.

    Restores of the pair that may no longer run stop. Connections that use the former owner's own account are
    dropped. Both owners are emailed.

    Args:
        stays: whether the former owner stays as an admin with full access; otherwise only the access that a
            team gives them remains.

    Raises:
        PermissionDenied: for everyone but the owner and operators.
        NotEligible: if `to` isn't a contributor who has accepted.
        ValidationError: if the organization is deleted.
    """
    require(by, Can.TRANSFER, organization)
    with transaction.atomic():
        organizations, deleted = _lock_owned(organization, by)
        former_owner = organizations[0].owner
        new_owner = User.objects.select_for_update().get(pk=to.pk)
        require_eligible(organizations, new_owner)
        # A deleted one can be restored by its owner, and the pair has one.
        for item in [*organizations, *deleted]:
            _change_owner(item, former_owner, new_owner, stays=stays)
            audit_log.record(
                Event.ORGANIZATION_TRANSFERRED,
                by=by,
                target=item,
                organization=item.pk,
                former_owner=former_owner.username,
                new_owner=new_owner.username,
                former_owner_stays=stays,
            )
        clear_access_cache()
        if pair := pair_of(organization):
            cancel_not_allowed(pair, by=by, reason="The owner changed")
        connections = own_account_connections(organizations, former_owner)
        for connection in connections:
            drop(connection, by=by)
        mail.send_transferred(organizations, former_owner, new_owner, stays=stays, dropped=connections, by=by)
    return organizations


def _lock_owned(organization: Organization, by: Actor) -> tuple[list[Organization], list[Organization]]:
    """Lock and return what is transferred, and what of the pair is deleted and goes with it.

    The owner may have changed since the page was opened.
    """
    rows = locked(_sides(organization))
    current = next(row for row in rows if row.pk == organization.pk)
    if current.deleted_at:
        raise ValidationError(f"{current.pk} is deleted.")
    if not isinstance(by, Operator) and current.owner_id != by.pk:
        raise PermissionDenied(Can.TRANSFER)
    organizations = _of_one_owner(rows, current)
    deleted = [row for row in rows if row.deleted_at and row.owner_id == current.owner_id]
    return organizations, deleted


def _sides(organization: Organization) -> list[Organization]:
    pair = pair_of(organization)
    return [pair.production, pair.staging] if pair else [organization]


def _of_one_owner(sides: list[Organization], organization: Organization) -> list[Organization]:
    owner_id = next(item.owner_id for item in sides if item.pk == organization.pk)
    return [
        item
        for item in sides
        if item.pk == organization.pk or (item.owner_id == owner_id and not item.deleted_at)
    ]


def _change_owner(organization: Organization, former: User, new: User, *, stays: bool) -> None:
    organization.owner = new
    organization.save(update_fields=["owner"])
    if not stays:
        revoke_tokens_on_commit(organization.pk, [former.pk])
    # The owner needs no access grant, and a pending invitation is settled.
    AccessGrant.objects.filter(organization=organization, user__in=[former, new]).delete()
    if stays:
        AccessGrant.objects.create(
            organization=organization,
            user=former,
            roles=[FULL_ACCESS],
            is_admin=True,
            invited_by=new,
            accepted_at=clock.now(),
            **dict.fromkeys(IMPERSONATION_FIELDS.values(), True),
        )
