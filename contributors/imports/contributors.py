"""Import of contributors, whose access is in effect immediately: they had it before."""

from accounts.operators import user_of
from contributors.access_changes import AccessChanges, in_words
from contributors.access_settings import AccessSettings
from contributors.effective_access import clear_access_cache
from contributors.grants.changing import record_changes
from contributors.grants.notices import holders_of, name_of, notify_holder
from contributors.grants.origins import set_access
from contributors.imports.access import access_in
from contributors.imports.lines import Record
from contributors.imports.options import Options
from contributors.imports.organizations import organization_named
from contributors.imports.people import person_in
from contributors.imports.results import Outcome, Result
from contributors.imports.teams import team_named
from contributors.models import AccessGrant, Team
from contributors.token_revocation import revoke_tokens_on_commit
from lib import clock
from organizations.locking import locked

KEPT = "Has other access now, which stays. Use --update to change it."


def import_contributor(record: Record, options: Options) -> Result:
    """Give a user or a team access to an organization, or find that they have it.

    Raises:
        ValidationError: for an unknown organization, person, team, role or permission.
    """
    organization = organization_named(record.text("Organization", "OrganizationID", required=True))
    team_id = record.text("Team", "TeamID")
    holder = team_named(team_id) if team_id else person_in(record)
    wanted = access_in(record, organization)
    record.require_all_read()
    # As transfers and changes do, so that none waits for another.
    (organization,) = locked([organization])
    if isinstance(holder, Team):
        subject = f"team {holder.pk} in {organization.pk}"
        grant = AccessGrant(organization=organization, team=holder)
    else:
        subject = f"{holder.username or holder.email} in {organization.pk}"
        grant = AccessGrant(organization=organization, user=holder)
        if organization.owner_id == holder.pk:
            return Result(Outcome.UNCHANGED, subject, "Owns the organization, which gives everything.")
    same = AccessGrant.objects.filter(organization=organization, user=grant.user, team=grant.team, email="")
    return _import(same.select_for_update(of=("self",)).first() or grant, wanted, subject, options)


def _import(grant: AccessGrant, wanted: AccessSettings, subject: str, options: Options) -> Result:
    is_new = not grant.is_accepted
    changes = AccessChanges(AccessSettings() if is_new else AccessSettings.of(grant), wanted)
    if not is_new and not changes:
        return Result(Outcome.UNCHANGED, subject)
    if not is_new and not options.update:
        return Result(Outcome.KEPT, subject, KEPT)
    _save(grant, changes, options)
    if options.notify:
        _notify(grant, changes, options)
    return Result(Outcome.CREATED if is_new else Outcome.UPDATED, subject)


def _save(grant: AccessGrant, changes: AccessChanges, options: Options) -> None:
    set_access(grant, changes.after, by=options.by)
    grant.version += 0 if grant._state.adding else 1
    grant.invited_by = grant.invited_by or user_of(options.by)
    grant.accepted_at = grant.accepted_at or clock.now()
    grant.expires_at, grant.token_digest = None, ""
    grant.changed_at, grant.changed_by = clock.now(), user_of(options.by)
    grant.save()
    record_changes(grant, changes, by=options.by)
    clear_access_cache()
    if changes.takes_away:
        revoke_tokens_on_commit(grant.organization_id, [user.pk for user in holders_of(grant)])


def _notify(grant: AccessGrant, changes: AccessChanges, options: Options) -> None:
    whose = f"the access of team {grant.team}" if grant.team else "your access"
    sentence = f"{name_of(options.by)} changed {whose}: {in_words(changes) or 'no rights yet'}."
    for user in holders_of(grant):
        notify_holder(grant.organization, user, sentence, by=options.by)
