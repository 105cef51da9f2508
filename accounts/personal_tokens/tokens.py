"""Creating, listing and revoking personal access tokens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from accounts import signed_tokens
from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.mail import messages as mail_messages
from accounts.models import PersonalAccessToken, User
from accounts.models.personal_token import MAX_NAME_LENGTH
from accounts.operators import Actor, Operator
from accounts.personal_tokens import organizations as token_organizations
from accounts.personal_tokens.organizations import OrganizationChoice
from lib import clock
from lib.plain_text import check_field
from lib.templatetags.ui import utc_time
from lib.token_digest import token_digest

MAX_TOKENS = 50
MAX_ORGANIZATIONS = 100
MAX_LIFETIME = timedelta(days=366)  # a year from the end of today
EXPIRES_SOON = timedelta(days=7)
# How long ended tokens are listed.
RETENTION = timedelta(days=30)


class AlreadyCreated(Exception):
    """The token of this form exists; it was shown once and cannot be shown again."""


@dataclass(frozen=True)
class NewToken:
    """A token that was just created: its row, and the JWT itself, which is stored nowhere."""

    row: PersonalAccessToken
    token: str


@dataclass(frozen=True)
class ListedToken:
    """A token in the list of its user; `organizations` is None where it is for all."""

    row: PersonalAccessToken
    organizations: list[OrganizationChoice] | None
    ends_at: datetime

    @property
    def expires_soon(self) -> bool:
        """Whether it expires within the seven days for which there are reminders."""
        return self.ends_at < clock.now() + EXPIRES_SOON


@dataclass(frozen=True)
class TokenOverview:
    """The tokens of a user: those that work, and those that ended within the last 30 days."""

    active: list[ListedToken]
    ended: list[ListedToken]


def create(
    *,
    by: User,
    name: str,
    scope: str,
    organizations: Iterable[str] | None,
    expires_at: datetime,
    token_id: UUID,
) -> NewToken:
    """Create a token of `by` and email that it exists.

    Args:
        organizations: Portal IDs of those that it is limited to; None for all that the user has access to.
        token_id: made by the portal for the form, so that a form that is sent twice creates one token.

    Raises:
        ValidationError: by field.
        AlreadyCreated: there is a token with that ID.
    """
    name = name.strip()
    limits = None if organizations is None else _checked_organizations(by, organizations)
    _check(name, scope, expires_at)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)  # so that concurrent requests are counted together
        if PersonalAccessToken.objects.filter(token_id=token_id).exists():
            raise AlreadyCreated
        _check_against(active(by), name)
        now = clock.now().replace(microsecond=0)
        token = signed_tokens.sign(by, from_=now, until=expires_at, jti=str(token_id))
        row = PersonalAccessToken.objects.create(
            user=by,
            token_id=token_id,
            digest=token_digest(token),
            ending=token[-4:],
            name=name,
            scope=scope,
            organizations=limits,
            created_at=now,
            expires_at=expires_at,
        )
        audit_log.record(
            Event.PERSONAL_TOKEN_CREATED,
            by=by,
            target=by,
            token=name,
            scope=scope,
            organizations="all" if limits is None else limits,
            expires_at=expires_at.isoformat(),
        )
        mail_messages.send_notice(by, "A personal access token was created", _description(row))
    return NewToken(row, token)


def revoke(row: PersonalAccessToken, *, by: Actor) -> bool:
    """End a token now; return False when it had ended. An email says so if an operator does it."""
    return bool(_revoke(row.user, PersonalAccessToken.objects.filter(pk=row.pk), by=by))


def revoke_all(user: User, *, by: Actor | None = None) -> int:
    """End all tokens of a user, as `revoke` does, and return their number."""
    return _revoke(user, PersonalAccessToken.objects.filter(user=user), by=by or user)


def overview(user: User) -> TokenOverview:
    """Return the tokens of a user as their page shows them, without organizations that no longer exist."""
    rows, past = list(active(user)), ended(user)
    limited = any(row.organizations is not None for row in (*rows, *past))
    names = {choice.id: choice for choice in token_organizations.choices(user)} if limited else {}

    def listed(row: PersonalAccessToken) -> ListedToken:
        ids = row.organizations
        found = None if ids is None else [names[id] for id in ids if id in names]
        return ListedToken(row, found, ended_at(row))

    return TokenOverview([listed(row) for row in rows], [listed(row) for row in past])


def active(user: User) -> QuerySet[PersonalAccessToken]:
    """Return the tokens of a user that are neither expired nor revoked, newest first."""
    return PersonalAccessToken.objects.filter(user=user, revoked_at=None, expires_at__gt=clock.now())


def ended(user: User) -> list[PersonalAccessToken]:
    """Return the tokens of a user that ended within the last 30 days, newest first."""
    rows = PersonalAccessToken.objects.filter(user=user).exclude(pk__in=active(user))
    return [row for row in rows if ended_at(row) > clock.now() - RETENTION]


def ended_at(row: PersonalAccessToken) -> datetime:
    """Return when the token was revoked or expires, whichever is earlier."""
    return min(row.revoked_at or row.expires_at, row.expires_at)


def export(user: User) -> list[dict[str, object]]:
    """Return what the data export of a user says about the tokens."""
    names = "name", "scope", "organizations", "created_at", "expires_at", "last_used_at", "revoked_at"
    return list(PersonalAccessToken.objects.filter(user=user).values(*names))


def purge_ended() -> int:
    """Delete tokens that ended more than 30 days ago and return their number."""
    since = clock.now() - RETENTION
    rows = PersonalAccessToken.objects
    return rows.filter(expires_at__lt=since).delete()[0] + rows.filter(revoked_at__lt=since).delete()[0]


def _revoke(user: User, rows: QuerySet[PersonalAccessToken], *, by: Actor) -> int:
    with transaction.atomic():
        names = dict(rows.filter(pk__in=active(user)).select_for_update().values_list("pk", "name"))
        PersonalAccessToken.objects.filter(pk__in=names).update(revoked_at=clock.now())
        audit_log.record_all(
            audit_log.entry(Event.PERSONAL_TOKEN_REVOKED, by=by, target=user, token=name)
            for name in names.values()
        )
        if names and isinstance(by, Operator):
            quoted = ", ".join(f"“{name}”" for name in names.values())
            mail_messages.send_notice(
                user,
                "An operator revoked your access tokens",
                f"An operator revoked {quoted}. Scripts no longer get access with that.",
            )
    return len(names)


def _checked_organizations(user: User, chosen: Iterable[str]) -> list[str]:
    known = {choice.id for choice in token_organizations.choices(user)}
    wanted = sorted(set(chosen))
    if unknown := [id for id in wanted if id not in known]:
        raise ValidationError({"organizations": f"You have no access to {', '.join(unknown)[:200]}."})
    if not wanted:
        raise ValidationError({"organizations": "Choose at least one organization."})
    if len(wanted) > MAX_ORGANIZATIONS:
        raise ValidationError({"organizations": f"Choose at most {MAX_ORGANIZATIONS} organizations."})
    return wanted


def _check(name: str, scope: str, expires_at: datetime) -> None:
    check_field("name", name)
    if not 0 < len(name) <= MAX_NAME_LENGTH:
        raise ValidationError({"name": f"Enter a name of at most {MAX_NAME_LENGTH} characters."})
    if scope not in PersonalAccessToken.Scope:
        raise ValidationError({"scope": "Choose a scope."})
    if not clock.now() < expires_at <= clock.now() + MAX_LIFETIME:
        raise ValidationError({"expires_on": "Choose a day within the next year."})


def _check_against(existing: QuerySet[PersonalAccessToken], name: str) -> None:
    if existing.count() >= MAX_TOKENS:
        raise ValidationError(
            {"name": f"You have {MAX_TOKENS} access tokens. Revoke one that you no longer use."}
        )
    if existing.filter(name__iexact=name).exists():
        raise ValidationError({"name": "You have an access token with that name."})


def _description(row: PersonalAccessToken) -> str:
    what = "read and change" if row.scope == PersonalAccessToken.Scope.WRITE else "read"
    where = (
        "everything that you have access to" if row.organizations is None else ", ".join(row.organizations)
    )
    return (
        f"The personal access token “{row.name}” was created. Until {utc_time(row.expires_at)} it can {what} "
        f"{where} by the Portal API."
    )
