"""Import of contributors, whose access is in effect immediately: they had it before."""

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.operators import user_of
from contributors.access_changes import AccessChanges, in_words
from contributors.access_settings import AccessSettings
from contributors.effective_access import clear_access_cache
from contributors.grants.changing import record_changes
from contributors.grants.notices import name_of, notify_holders
from contributors.grants.origins import set_access
from contributors.imports.access import access_in
from contributors.imports.lines import Record
from contributors.imports.options import Options
from contributors.imports.organizations import organization_named
from contributors.imports.people import person_named
from contributors.imports.results import Outcome, Result
from contributors.models import AccessGrant
from contributors.token_revocation import revoke_tokens_on_commit
from lib import clock
from organizations.models import Organization

KEPT = "Has other access now, which stays. Use --update to change it."


def import_contributor(record: Record, options: Options) -> Result:
    """Give someone direct access to an organization, or find that they have it.

    Raises:
        ValidationError: for an unknown organization, person, role or permission.
    """
    organization = organization_named(record.text("Organization", "OrganizationID", required=True))
    user = person_named(record.text("Username", "User", "Person", "Email", required=True))
    email = record.text("Email")
    if email and user.email != email.lower():
        raise ValidationError(f"The username {user.username} belongs to an account with another email.")
    wanted = access_in(record, organization)
    record.require_all_read()
    subject = f"{user.username or user.email} in {organization.pk}"
    if organization.owner_id == user.pk:
        return Result(Outcome.UNCHANGED, subject, "Owns the organization, which gives everything.")
    grants = AccessGrant.objects.select_for_update(of=("self",)).filter(organization=organization)
    grant = grants.filter(user=user).first()
    if grant is None:
        grant = AccessGrant(organization=organization, user=user, invited_by=user_of(options.by))
    is_new = not grant.is_accepted
    held = AccessSettings() if is_new else AccessSettings.of(grant)
    if not is_new and held == wanted:
        return Result(Outcome.UNCHANGED, subject)
    if not is_new and not options.update:
        return Result(Outcome.KEPT, subject, KEPT)
    _save(grant, AccessChanges(held, wanted), options)
    if options.notify:
        _notify(organization, user, AccessChanges(held, wanted), options)
    return Result(Outcome.CREATED if is_new else Outcome.UPDATED, subject)


def _save(grant: AccessGrant, changes: AccessChanges, options: Options) -> None:
    set_access(grant, changes.after, by=options.by)
    grant.version += 0 if grant._state.adding else 1
    grant.accepted_at = grant.accepted_at or clock.now()
    grant.expires_at, grant.token_digest = None, ""
    grant.changed_at, grant.changed_by = clock.now(), user_of(options.by)
    grant.save()
    record_changes(grant, changes, by=options.by)
    clear_access_cache()
    if grant.user_id and changes.takes_away:
        revoke_tokens_on_commit(grant.organization_id, [grant.user_id])


def _notify(organization: Organization, user: User, changes: AccessChanges, options: Options) -> None:
    words = in_words(changes) or "no rights yet"
    sentence = f"{name_of(options.by)} changed your access: {words}."
    notify_holders(organization, [user], sentence, by=options.by)
